//! Functions of one number, written so that a loop over them is vectorized: no branches, and every a × b + c rounded once. They mirror the
//! WebAssembly engine (packages/backend-simd/assembly/math.ts) and give the same bits.

/// Smallest argument at which the rational function is exactly 1.
const TANH_BOUND: f32 = 7.998_811_7;

#[inline(always)]
fn clamp(x: f32, low: f32, high: f32) -> f32 {
    // NaN is passed through.
    let x = if high < x { high } else { x };
    if x < low { low } else { x }
}

/// tanh as a rational function of degree 13/6 up to where it reaches ±1 (coefficients as in Eigen's ptanh).
#[inline(always)]
#[allow(clippy::excessive_precision)]
pub fn tanh(x: f32) -> f32 {
    let x = clamp(x, -TANH_BOUND, TANH_BOUND);
    let x2 = x * x;
    let mut p = -2.76076847742355e-16f32;
    p = x2.mul_add(p, 2.00018790482477e-13);
    p = x2.mul_add(p, -8.60467152213735e-11);
    p = x2.mul_add(p, 5.12229709037114e-8);
    p = x2.mul_add(p, 1.48572235717979e-5);
    p = x2.mul_add(p, 6.37261928875436e-4);
    p = x2.mul_add(p, 4.89352455891786e-3);
    p *= x;
    let mut q = 1.19825839466702e-6f32;
    q = x2.mul_add(q, 1.18534705686654e-4);
    q = x2.mul_add(q, 2.26843463243900e-3);
    q = x2.mul_add(q, 4.89352518554385e-3);
    p / q
}

/// σ(x) = (1 + tanh(x / 2)) / 2
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    tanh(x * 0.5).mul_add(0.5, 0.5)
}

/// eˣ for x ≤ 88: 2ⁿ × a polynomial on [−ln 2 / 2, ln 2 / 2] (Cephes expf). Below −87.3 it stays at the smallest normal number.
#[inline(always)]
#[allow(clippy::excessive_precision)]
pub fn exp(x: f32) -> f32 {
    let x = clamp(x, -87.3, 88.0);
    let n = (x * std::f32::consts::LOG2_E).round_ties_even();
    let mut r = x - n * 0.693359375;
    r -= n * -2.12194440e-4;
    let mut p = 1.9875691500e-4f32;
    p = p.mul_add(r, 1.3981999507e-3);
    p = p.mul_add(r, 8.3334519073e-3);
    p = p.mul_add(r, 4.1665795894e-2);
    p = p.mul_add(r, 1.6666665459e-1);
    p = p.mul_add(r, 5.0000001201e-1);
    p = p.mul_add(r * r, r + 1.0);
    // n is a small whole number; if it is NaN, so is p.
    p * f32::from_bits(((n as i32 + 127) << 23) as u32)
}
