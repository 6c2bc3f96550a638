// Vectors of four float32. Errors are measured over the whole range in src/math.test.ts.

/** a × b + c; with one rounding if the relaxed instruction is available. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// Constants are kept in memory: V8 would assemble each from two 64-bit numbers, in four instructions, wherever it is used.
export const ONE: usize = memory.data<f32>([1]);
const HALF: usize = memory.data<f32>([0.5]);
/** Smallest argument at which the rational function is exactly 1: with one rounding, and with two */
// @ts-ignore: decorator
@inline
const TANH_BOUND: f32 = ASC_FEATURE_RELAXED_SIMD ? 7.99881172180175781 : 7.90531110763549805;
// Bounds, then numerator and denominator, each from the highest power down.
const TANH: usize = memory.data<f32>([
  TANH_BOUND, -TANH_BOUND,
  -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8, 1.48572235717979e-5,
  6.37261928875436e-4, 4.89352455891786e-3,
  1.19825839466702e-6, 1.18534705686654e-4, 2.26843463243900e-3, 4.89352518554385e-3,
]);
// Bounds, 1 / ln 2, ln 2 in two parts, and the polynomial from the highest power down.
const EXP: usize = memory.data<f32>([
  88.0, -87.3, 1.44269504088896341, 0.693359375, -2.12194440e-4,
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1,
]);

/**
 * tanh as a rational function of degree 13/6 up to where it reaches ±1 (coefficients and bounds as in Eigen's ptanh).
 */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, v128.load32_splat(TANH)), v128.load32_splat(TANH, 4));
  const x2 = f32x4.mul(clamped, clamped);
  let p = v128.load32_splat(TANH, 8);
  p = madd(x2, p, v128.load32_splat(TANH, 12));
  p = madd(x2, p, v128.load32_splat(TANH, 16));
  p = madd(x2, p, v128.load32_splat(TANH, 20));
  p = madd(x2, p, v128.load32_splat(TANH, 24));
  p = madd(x2, p, v128.load32_splat(TANH, 28));
  p = madd(x2, p, v128.load32_splat(TANH, 32));
  p = f32x4.mul(clamped, p);
  let q = v128.load32_splat(TANH, 36);
  q = madd(x2, q, v128.load32_splat(TANH, 40));
  q = madd(x2, q, v128.load32_splat(TANH, 44));
  q = madd(x2, q, v128.load32_splat(TANH, 48));
  return f32x4.div(p, q);
}

/** σ(x) = (1 + tanh(x / 2)) / 2 */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const half = v128.load32_splat(HALF);
  return madd(tanh(f32x4.mul(x, half)), half, half);
}

/** eˣ for x ≤ 88: 2ⁿ × a polynomial on [-ln 2 / 2, ln 2 / 2] (Cephes expf). Below -87.3 it stays at the smallest normal number. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, v128.load32_splat(EXP)), v128.load32_splat(EXP, 4));
  const n = f32x4.nearest(f32x4.mul(clamped, v128.load32_splat(EXP, 8)));
  let r = f32x4.sub(clamped, f32x4.mul(n, v128.load32_splat(EXP, 12)));
  r = f32x4.sub(r, f32x4.mul(n, v128.load32_splat(EXP, 16)));
  let p = v128.load32_splat(EXP, 20);
  p = madd(p, r, v128.load32_splat(EXP, 24));
  p = madd(p, r, v128.load32_splat(EXP, 28));
  p = madd(p, r, v128.load32_splat(EXP, 32));
  p = madd(p, r, v128.load32_splat(EXP, 36));
  p = madd(p, r, v128.load32_splat(EXP, 40));
  p = madd(p, f32x4.mul(r, r), f32x4.add(r, v128.load32_splat(EXP, 44)));
  const exponent = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, exponent);
}

// @ts-ignore: decorator
@inline
export function sumLanes(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}

// @ts-ignore: decorator
@inline
export function maxLane(x: v128): f32 {
  return max(max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)), max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)));
}

// @ts-ignore: decorator
@inline
export function minLane(x: v128): f32 {
  return -maxLane(f32x4.neg(x));
}
