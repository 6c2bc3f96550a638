/// The upper half of a float32, rounded to nearest, ties to even; NaN stays NaN.
#[inline(always)]
pub fn bfloat16(x: f32) -> u32 {
    let bits = x.to_bits();
    let rounded = bits.wrapping_add(0x7fff + ((bits >> 16) & 1)) >> 16;
    if x.is_nan() { (bits >> 16) | 0x40 } else { rounded }
}

/// Two bfloat16 in a word, the first in its lower half.
#[inline(always)]
pub fn pair(first: f32, second: f32) -> u32 {
    bfloat16(first) | (bfloat16(second) << 16)
}
