import { share } from './share';

// Small jobs that take the place of TensorFlow.js's own kernels in a recording, and compute as these do.

/** Operations on one or two numbers */
export const enum Pointwise {
  Add,
  Multiply,
  Minimum,
  Neg,
  Exp,
  Sigmoid,
  Softplus,
}

/** ln ε + 2, where ε is the precision of float32: below it, softplus(x) = eˣ; above its negative, x */
// @ts-ignore: decorator
@inline
const SOFTPLUS_BOUND: f64 = -13.942385;

/** eˣ in float64: 2ⁿ × the Taylor series on [−ln 2 / 2, ln 2 / 2]. (NativeMath.exp brings a table of 2 KB.) */
function exponential(x: f64): f64 {
  const within = max(-708.0, min(709.0, x));
  const n = nearest(within * 1.4426950408889634);
  const r = within - n * 0.6931471803691238 - n * 1.9082149292705877e-10;
  let sum: f64 = 1;
  for (let k: f64 = 14; k > 0; k--) sum = 1 + (sum * r) / k;
  return sum * reinterpret<f64>((<i64>n + 1023) << 52);
}

function compute(operation: i32, a: f32, b: f32): f32 {
  const x = <f64>a;
  switch (operation) {
    case Pointwise.Add: return a + b;
    case Pointwise.Multiply: return a * b;
    case Pointwise.Minimum: return min(a, b);
    case Pointwise.Neg: return -a;
    case Pointwise.Exp: return <f32>exponential(x);
    case Pointwise.Sigmoid: return <f32>(1 / (1 + exponential(-x)));
    default:
      if (x > -SOFTPLUS_BOUND) return a;
      return <f32>(x < SOFTPLUS_BOUND ? exponential(x) : NativeMath.log(1 + exponential(x)));
  }
}

/** @param operation a `Pointwise`; @param b second operand, whose numbers recur with this `period`: `size`, or 1 for a scalar */
export function pointwise(
  operation: i32, size: i32, period: i32, a: usize, b: usize, to: usize, thread: i32, threads: i32,
): void {
  const range = share(size, 1, thread, threads);
  for (let i = <i32>(range & 0xffffffff); i < <i32>(range >> 32); i++) {
    const second = load<f32>(b + (<usize>(i % period) << 2));
    store<f32>(to + (<usize>i << 2), compute(operation, load<f32>(a + (<usize>i << 2)), second));
  }
}

/** Rows of `depth` zeros with a one at the place that an id names */
export function oneHot(N: i32, depth: i32, ids: usize, to: usize, thread: i32, threads: i32): void {
  const range = share(N, 1, thread, threads);
  for (let n = <i32>(range & 0xffffffff); n < <i32>(range >> 32); n++) {
    const row = to + (<usize>(n * depth) << 2);
    memory.fill(row, 0, <usize>depth << 2);
    const id = load<u32>(ids + (<usize>n << 2));
    if (id < <u32>depth) store<f32>(row + (<usize>id << 2), 1);
  }
}
