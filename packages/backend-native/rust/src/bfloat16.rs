/// The upper half of a float32, rounded to nearest, ties to even; what is not a number stays so.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_to_nearest_and_ties_to_even() {
        let back = |x: f32| f32::from_bits(bfloat16(x) << 16);
        assert_eq!(back(1.0), 1.0);
        // 1 + 2⁻⁸ lies between 1 and 1 + 2⁻⁷, and 1 is even; 1 + 3 × 2⁻⁸ between 1 + 2⁻⁷ and 1 + 2⁻⁶, which is even.
        assert_eq!(back(1.00390625), 1.0);
        assert_eq!(back(1.01171875), 1.015625);
        assert_eq!(back(f32::from_bits(1.00390625f32.to_bits() + 1)), 1.0078125);
        assert_eq!(back(f32::MAX), f32::INFINITY);
        assert_eq!(back(f32::NEG_INFINITY), f32::NEG_INFINITY);
        assert!(back(f32::NAN).is_nan());
        // A signalling one whose payload lies in the lower half alone.
        assert!(back(f32::from_bits(0x7f80_0001)).is_nan());
    }
}
