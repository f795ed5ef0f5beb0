package io.cotangent.conform;

import static io.cotangent.conform.Call.out;
import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.POSITIVE_INFINITY;

import io.cotangent.DType;
import io.cotangent.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The families unary, binary and softmax. */
final class Elementwise {
  private Elementwise() {}

  private static Call.Operator of(UnaryOperator<Tensor> f) {
    return c -> out(f.apply(c.x()));
  }

  private static Call.Operator of(BinaryOperator<Tensor> f) {
    return c -> out(f.apply(c.in("a"), c.in("b")));
  }

  private static Call.Operator with(Function<Call, Tensor> f) {
    return c -> out(f.apply(c));
  }

  private static double n(Call c, String name) {
    return c.attributes().number(name);
  }

  static DType dtype(String name) {
    return switch (name) {
      case "float64" -> DType.F64;
      case "float32" -> DType.F32;
      case "int64" -> DType.I64;
      case "int32" -> DType.I32;
      case "bool" -> DType.BOOL;
      default -> throw new io.cotangent.io.DataFormatException("dtype " + name + " is unknown");
    };
  }

  static Map<String, Call.Operator> unary() {
    Map<String, Call.Operator> m = new HashMap<>();
    Map<String, UnaryOperator<Tensor>> plain = new HashMap<>();
    plain.put("abs", Tensor::abs);
    plain.put("acos", Tensor::acos);
    plain.put("acosh", Tensor::acosh);
    plain.put("asin", Tensor::asin);
    plain.put("asinh", Tensor::asinh);
    plain.put("atan", Tensor::atan);
    plain.put("atanh", Tensor::atanh);
    plain.put("ceil", Tensor::ceil);
    plain.put("cos", Tensor::cos);
    plain.put("cosh", Tensor::cosh);
    plain.put("digamma", Tensor::digamma);
    plain.put("erf", Tensor::erf);
    plain.put("erfc", Tensor::erfc);
    plain.put("erfinv", Tensor::erfinv);
    plain.put("exp", Tensor::exp);
    plain.put("exp2", Tensor::exp2);
    plain.put("expm1", Tensor::expm1);
    plain.put("floor", Tensor::floor);
    plain.put("frac", Tensor::frac);
    plain.put("hardsigmoid", Tensor::hardsigmoid);
    plain.put("hardswish", Tensor::hardswish);
    plain.put("isfinite", Tensor::isFinite);
    plain.put("isinf", Tensor::isInf);
    plain.put("isnan", Tensor::isNan);
    plain.put("lgamma", Tensor::lgamma);
    plain.put("log", Tensor::log);
    plain.put("log10", Tensor::log10);
    plain.put("log1p", Tensor::log1p);
    plain.put("log2", Tensor::log2);
    plain.put("logsigmoid", Tensor::logSigmoid);
    plain.put("mish", Tensor::mish);
    plain.put("neg", Tensor::neg);
    plain.put("reciprocal", Tensor::reciprocal);
    plain.put("relu", Tensor::relu);
    plain.put("relu6", Tensor::relu6);
    plain.put("round", Tensor::round);
    plain.put("rsqrt", Tensor::rsqrt);
    plain.put("selu", Tensor::selu);
    plain.put("sigmoid", Tensor::sigmoid);
    plain.put("sign", Tensor::sign);
    plain.put("silu", Tensor::silu);
    plain.put("sin", Tensor::sin);
    plain.put("sinh", Tensor::sinh);
    plain.put("softsign", Tensor::softsign);
    plain.put("sqrt", Tensor::sqrt);
    plain.put("square", Tensor::square);
    plain.put("tan", Tensor::tan);
    plain.put("tanh", Tensor::tanh);
    plain.put("tanhshrink", Tensor::tanhshrink);
    plain.put("trunc", Tensor::trunc);
    plain.forEach((name, f) -> m.put(name, of(f)));
    m.put("cast", with(c -> c.x().to(dtype(c.attributes().text("dtype")))));
    m.put("celu", with(c -> c.x().celu(n(c, "alpha"))));
    m.put("elu", with(c -> c.x().elu(n(c, "alpha"))));
    m.put(
        "clamp",
        with(
            c ->
                c.x()
                    .clamp(
                        c.attributes().number("min", NEGATIVE_INFINITY),
                        c.attributes().number("max", POSITIVE_INFINITY))));
    m.put(
        "gelu",
        with(
            c ->
                c.attributes().text("approximate", "none").equals("tanh")
                    ? c.x().geluTanh()
                    : c.x().gelu()));
    m.put("glu", with(c -> c.x().glu(c.attributes().integer("dim", -1))));
    m.put("hardshrink", with(c -> c.x().hardshrink(n(c, "lambd"))));
    m.put("softshrink", with(c -> c.x().softshrink(n(c, "lambd"))));
    m.put("hardtanh", with(c -> c.x().hardtanh(n(c, "min"), n(c, "max"))));
    m.put("leaky_relu", with(c -> c.x().leakyRelu(n(c, "negative_slope"))));
    m.put("logit", with(c -> c.attributes().has("eps") ? c.x().logit(n(c, "eps")) : c.x().logit()));
    m.put("nan_to_num", with(Elementwise::nanToNum));
    m.put("pow_scalar", with(c -> c.x().pow(n(c, "exponent"))));
    m.put("rpow_scalar", with(c -> Tensor.pow(n(c, "base"), c.x())));
    m.put("prelu", with(c -> c.x().prelu(c.in("weight"))));
    m.put("softplus", with(c -> c.x().softplus(n(c, "beta"), n(c, "threshold"))));
    m.put("threshold", with(c -> c.x().threshold(n(c, "threshold"), n(c, "value"))));
    return m;
  }

  private static Tensor nanToNum(Call c) {
    double top = c.x().dtype() == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    return c.x()
        .nanToNum(
            c.attributes().number("nan", 0),
            c.attributes().number("posinf", top),
            c.attributes().number("neginf", -top));
  }

  static Map<String, Call.Operator> binary() {
    Map<String, Call.Operator> m = new HashMap<>();
    Map<String, BinaryOperator<Tensor>> plain = new HashMap<>();
    plain.put("add", Tensor::plus);
    plain.put("sub", Tensor::minus);
    plain.put("mul", Tensor::times);
    plain.put("div", Tensor::div);
    plain.put("pow", Tensor::pow);
    plain.put("atan2", Tensor::atan2);
    plain.put("hypot", Tensor::hypot);
    plain.put("logaddexp", Tensor::logaddexp);
    plain.put("xlogy", Tensor::xlogy);
    plain.put("fmod", Tensor::rem);
    plain.put("remainder", Tensor::remainder);
    plain.put("floor_divide", Tensor::floorDiv);
    plain.put("trunc_divide", Tensor::truncDiv);
    plain.put("maximum", Tensor::maximum);
    plain.put("minimum", Tensor::minimum);
    plain.put("eq", Tensor::eq);
    plain.put("ne", Tensor::ne);
    plain.put("lt", Tensor::lt);
    plain.put("le", Tensor::le);
    plain.put("gt", Tensor::gt);
    plain.put("ge", Tensor::ge);
    plain.put("logical_and", (a, b) -> truth(a).and(truth(b)));
    plain.put("logical_or", (a, b) -> truth(a).or(truth(b)));
    plain.put("logical_xor", (a, b) -> truth(a).xor(truth(b)));
    plain.forEach((name, f) -> m.put(name, of(f)));
    m.put("logical_not", with(c -> truth(c.in("a")).not()));
    m.put("where", with(c -> c.in("cond").where(c.in("a"), c.in("b"))));
    m.put("addcmul", with(c -> c.x().addcmul(c.in("a"), c.in("b"), n(c, "value"))));
    m.put("addcdiv", with(c -> c.x().addcdiv(c.in("a"), c.in("b"), n(c, "value"))));
    m.put("lerp", with(Elementwise::lerp));
    m.put(
        "same_input",
        with(c -> new Formula(c.inputs()).evaluate(c.attributes().text("expression"))));
    return m;
  }

  private static Tensor truth(Tensor x) {
    return x.dtype() == DType.BOOL ? x : x.ne(0);
  }

  private static Tensor lerp(Call c) {
    Tensor w = c.optional("weight");
    return w == null ? c.in("a").lerp(c.in("b"), n(c, "weight")) : c.in("a").lerp(c.in("b"), w);
  }

  static Map<String, Call.Operator> softmax() {
    Map<String, Call.Operator> m = new HashMap<>();
    m.put("softmax", with(c -> masked(c).softmax(c.axis())));
    m.put("log_softmax", with(c -> masked(c).logSoftmax(c.axis())));
    m.put("softmin", with(c -> masked(c).softmin(c.axis())));
    return m;
  }

  private static Tensor masked(Call c) {
    Tensor mask = c.optional("mask");
    return mask == null ? c.x() : c.x().maskedFill(mask, NEGATIVE_INFINITY);
  }
}
