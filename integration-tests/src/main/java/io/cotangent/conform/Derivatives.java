package io.cotangent.conform;

import io.cotangent.Autograd;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The cases of kind derivative. */
final class Derivatives {
  private Derivatives() {}

  static Map<String, Tensor> run(ReferenceCase c) {
    String argument = c.attributes().text("argument", "x");
    Tensor x = c.in(argument);
    UnaryOperator<Tensor> f = function(c, argument);
    Map<String, Tensor> r = new LinkedHashMap<>();
    switch (c.op()) {
      case "hessian" -> {
        Autograd.ValueAndGrad v = Autograd.valueAndGrad(f, x);
        r.put("value", v.value());
        r.put("gradient", v.gradient());
        r.put("hessian", Autograd.hessian(f, x));
      }
      case "hvp" -> r.put("hvp", Autograd.hvp(f, x, c.in("v")));
      case "grad_norm" -> {
        Autograd.ValueAndGrad v =
            Autograd.valueAndGrad(t -> Autograd.grad(f, t).square().sum().times(0.5), x);
        r.put("value", v.value());
        r.put("gradient", v.gradient());
      }
      case "third" -> {
        Tensor v = c.in("v");
        r.put("gradient", Autograd.grad(t -> Autograd.hvp(f, t, v).times(v).sum(), x));
      }
      case "jacobian" -> {
        r.put("value", f.apply(x));
        r.put("jacobian", Autograd.jacobian(f, x));
      }
      case "jvp" -> r.put("jvp", Autograd.jvp(f, x, c.in("v")).tangent());
      case "vjp" -> r.put("vjp", Autograd.vjp(f, x, c.in("v")).gradient());
      case "nth" -> r.put("derivatives", nth(f, x, 4));
      default -> throw new UnknownOperatorException(c.family(), c.op());
    }
    return r;
  }

  private static UnaryOperator<Tensor> function(ReferenceCase c, String argument) {
    String formula =
        c.attributes().has("formula")
            ? c.attributes().text("formula")
            : c.attributes().text("function") + "(" + argument + ")";
    return t -> {
      Map<String, Tensor> names = new HashMap<>(c.inputs());
      names.put(argument, t);
      return new Formula(names).evaluate(formula);
    };
  }

  /** The derivatives of orders 1 to n of a function of one number. */
  private static Tensor nth(UnaryOperator<Tensor> f, Tensor x, int n) {
    List<Tensor> all = new ArrayList<>();
    UnaryOperator<Tensor> g = f;
    for (int i = 0; i < n; i++) {
      UnaryOperator<Tensor> before = g;
      g = t -> Autograd.grad(before, t);
      all.add(g.apply(x).reshape(Shape.SCALAR));
    }
    return Tensor.stack(0, all.toArray(new Tensor[0]));
  }
}
