package io.cotangent.example

import io.cotangent.Autograd
import io.cotangent.Tensor

fun rosenbrock(): Tensor {
  // example
  fun f(v: Tensor): Tensor {
    val x = v[0]
    val y = v[1]
    return (-x + 1.0).square() + (y - x * x).square() * 100.0
  }
  var point = Tensor.of(-1.0, 1.5)
  repeat(20_000) { point -= Autograd.grad(::f, point) * 1e-3 }
  println(point) // close to 1, 1
  // end
  return point
}
