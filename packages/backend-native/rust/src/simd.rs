//! float32 vectors as wide as the instruction set allows, for the inner loops of products. Everything else is plain code, which the
//! compiler vectorizes for the same instruction set.

use crate::bfloat16::pair;
use crate::products::{PanelProduct, pack_groups, panel_product};

/// Instructions that products need. All functions are `unsafe`: the processor must have the instruction set.
///
/// Operands of a product are packed into words of 32 bits: a float32, or two bfloat16 adjacent in depth.
pub trait Simd: Copy {
    type Vector: Copy;
    /// Words in a vector.
    const LANES: usize;
    /// Rows of the tallest tile whose accumulators, two vectors each, stay in registers.
    const TILE_ROWS: usize;
    /// Numbers in a word of a packed operand.
    const PER_WORD: usize = 1;
    /// Rows of a group of a packed left operand: a whole number of tiles, whether of twelve rows or of six.
    const GROUP_ROWS: usize = 12;
    /// Packed operands are a multiple of this many words deep.
    const WORDS_STEP: usize = 1;

    unsafe fn load(from: *const f32) -> Self::Vector;
    unsafe fn store(to: *mut f32, x: Self::Vector);
    unsafe fn splat(x: f32) -> Self::Vector;
    /// a × b + c: for float32, rounded once; for pairs of bfloat16, the sum of both products and c, in float32.
    unsafe fn madd(a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;
    /// Turns four lines, each with the numbers of four words, into four columns of words: `to[i × step + j]` = word i of `from[j]`.
    unsafe fn transpose4(from: [*const f32; 4], to: *mut f32, step: usize);
    /// Words of one vector of columns: numbers of one line and, if a word holds two, of the next.
    unsafe fn words(first: *const f32, next: *const f32) -> Self::Vector;
    /// `words` for fewer columns, stored at `to`.
    #[inline(always)]
    unsafe fn store_words(to: *mut f32, first: *const f32, next: *const f32, columns: usize) {
        for column in 0..columns {
            unsafe { *to.add(column) = word::<Self>(*first.add(column), *next.add(column)) }
        }
    }
    /// `panel_product`, compiled for this instruction set.
    unsafe fn panel_product(product: PanelProduct);
    /// Packs rows of a left operand, `depth` deep. If `along`, neighbors in memory are neighbors across the rows, else they are neighbors in
    /// depth.
    #[inline(always)]
    unsafe fn pack_left(from: *const f32, stride: usize, along: bool, rows: usize, depth: usize, to: *mut f32) {
        unsafe { pack_groups::<Self>(from, stride, along, rows, depth, to) }
    }
}

/// Word of two numbers adjacent in depth.
#[inline(always)]
pub fn word<S: Simd>(first: f32, next: f32) -> f32 {
    if S::PER_WORD == 1 { first } else { f32::from_bits(pair(first, next)) }
}

/// Prefetches memory that is read soon; any address is allowed. Rust has no stable instruction for it on arm64.
#[inline(always)]
pub fn prefetch(at: *const f32) {
    #[cfg(target_arch = "x86_64")]
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(at.cast())
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = at;
}

/// Defines the panel product of an instruction set as a function of its own.
macro_rules! compiled_product {
    ($name:ident, $set:ty, $features:literal) => {
        #[target_feature(enable = $features)]
        unsafe fn $name(product: PanelProduct) {
            unsafe { panel_product::<$set>(product) }
        }
    };
}

/// Loads, stores and products of an instruction set.
macro_rules! vectors {
    ($vector:ty, $lanes:literal, $load:ident, $store:ident, $splat:ident, $product:ident) => {
        type Vector = $vector;
        const LANES: usize = $lanes;

        #[inline(always)]
        unsafe fn load(from: *const f32) -> $vector {
            unsafe { $load(from) }
        }
        #[inline(always)]
        unsafe fn store(to: *mut f32, x: $vector) {
            unsafe { $store(to, x) }
        }
        #[inline(always)]
        unsafe fn splat(x: f32) -> $vector {
            unsafe { $splat(x) }
        }
        #[inline(always)]
        unsafe fn panel_product(product: PanelProduct) {
            unsafe { $product(product) }
        }
    };
}

#[cfg(target_arch = "x86_64")]
pub use x86::{Avx2, Avx512, Avx512Bf16};

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::*;
    use std::arch::x86_64::*;
    use std::mem::transmute;

    #[derive(Clone, Copy)]
    pub struct Avx512;
    #[derive(Clone, Copy)]
    pub struct Avx2;
    /// Products of bfloat16, summed in float32.
    #[derive(Clone, Copy)]
    pub struct Avx512Bf16;

    compiled_product!(product_avx512, Avx512, "avx512f,avx512bw,avx512vl,avx512dq,avx2,fma");
    compiled_product!(product_avx2, Avx2, "avx2,fma");
    compiled_product!(product_bf16, Avx512Bf16, "avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,avx2,fma");

    #[inline(always)]
    unsafe fn transpose4(lines: [__m128; 4], to: *mut f32, step: usize) {
        unsafe {
            let [mut a, mut b, mut c, mut d] = lines;
            _MM_TRANSPOSE4_PS(&mut a, &mut b, &mut c, &mut d);
            _mm_storeu_ps(to, a);
            _mm_storeu_ps(to.add(step), b);
            _mm_storeu_ps(to.add(2 * step), c);
            _mm_storeu_ps(to.add(3 * step), d);
        }
    }

    impl Simd for Avx512 {
        vectors!(__m512, 16, _mm512_loadu_ps, _mm512_storeu_ps, _mm512_set1_ps, product_avx512);
        const TILE_ROWS: usize = 12;

        #[inline(always)]
        unsafe fn madd(a: __m512, b: __m512, c: __m512) -> __m512 {
            unsafe { _mm512_fmadd_ps(a, b, c) }
        }
        #[inline(always)]
        unsafe fn transpose4(from: [*const f32; 4], to: *mut f32, step: usize) {
            unsafe { transpose4(from.map(|line| _mm_loadu_ps(line)), to, step) }
        }
        #[inline(always)]
        unsafe fn words(first: *const f32, _next: *const f32) -> __m512 {
            unsafe { Self::load(first) }
        }
    }

    /// Words of two numbers each, rounded to bfloat16, the first in the lower half.
    #[inline(always)]
    unsafe fn pairs(first: __m512, next: __m512) -> __m512 {
        unsafe {
            let low = transmute::<__m256bh, __m256i>(_mm512_cvtneps_pbh(first));
            let high = transmute::<__m256bh, __m256i>(_mm512_cvtneps_pbh(next));
            let high = _mm512_slli_epi32::<16>(_mm512_cvtepu16_epi32(high));
            _mm512_castsi512_ps(_mm512_or_si512(_mm512_cvtepu16_epi32(low), high))
        }
    }

    impl Simd for Avx512Bf16 {
        vectors!(__m512, 16, _mm512_loadu_ps, _mm512_storeu_ps, _mm512_set1_ps, product_bf16);
        const TILE_ROWS: usize = 12;
        const PER_WORD: usize = 2;

        #[inline(always)]
        unsafe fn madd(a: __m512, b: __m512, c: __m512) -> __m512 {
            unsafe { _mm512_dpbf16_ps(c, transmute::<__m512, __m512bh>(a), transmute::<__m512, __m512bh>(b)) }
        }
        #[inline(always)]
        unsafe fn transpose4(from: [*const f32; 4], to: *mut f32, step: usize) {
            unsafe {
                let rounded =
                    |line: *const f32| transmute::<__m128bh, __m128>(_mm256_cvtneps_pbh(_mm256_loadu_ps(line)));
                transpose4([rounded(from[0]), rounded(from[1]), rounded(from[2]), rounded(from[3])], to, step)
            }
        }
        #[inline(always)]
        unsafe fn words(first: *const f32, next: *const f32) -> __m512 {
            unsafe { pairs(_mm512_loadu_ps(first), _mm512_loadu_ps(next)) }
        }
        #[inline(always)]
        unsafe fn store_words(to: *mut f32, first: *const f32, next: *const f32, columns: usize) {
            unsafe {
                let mask = (1u16 << columns) - 1;
                let (first, next) = (_mm512_maskz_loadu_ps(mask, first), _mm512_maskz_loadu_ps(mask, next));
                _mm512_mask_storeu_ps(to, mask, pairs(first, next));
            }
        }
    }

    impl Simd for Avx2 {
        vectors!(__m256, 8, _mm256_loadu_ps, _mm256_storeu_ps, _mm256_set1_ps, product_avx2);
        const TILE_ROWS: usize = 6;

        #[inline(always)]
        unsafe fn madd(a: __m256, b: __m256, c: __m256) -> __m256 {
            unsafe { _mm256_fmadd_ps(a, b, c) }
        }
        #[inline(always)]
        unsafe fn transpose4(from: [*const f32; 4], to: *mut f32, step: usize) {
            unsafe { transpose4(from.map(|line| _mm_loadu_ps(line)), to, step) }
        }
        #[inline(always)]
        unsafe fn words(first: *const f32, _next: *const f32) -> __m256 {
            unsafe { Self::load(first) }
        }
    }
}

#[cfg(target_arch = "aarch64")]
pub use arm::Neon;

#[cfg(target_arch = "aarch64")]
mod arm {
    use super::*;
    use std::arch::aarch64::*;

    #[derive(Clone, Copy)]
    pub struct Neon;

    compiled_product!(product_neon, Neon, "neon");

    impl Simd for Neon {
        vectors!(float32x4_t, 4, vld1q_f32, vst1q_f32, vdupq_n_f32, product_neon);
        const TILE_ROWS: usize = 12;

        #[inline(always)]
        unsafe fn madd(a: float32x4_t, b: float32x4_t, c: float32x4_t) -> float32x4_t {
            unsafe { vfmaq_f32(c, a, b) }
        }
        #[inline(always)]
        unsafe fn transpose4(from: [*const f32; 4], to: *mut f32, step: usize) {
            unsafe {
                let [a, b, c, d] = from.map(|line| vld1q_f32(line));
                let (ab, cd) = (vtrnq_f32(a, b), vtrnq_f32(c, d));
                vst1q_f32(to, vcombine_f32(vget_low_f32(ab.0), vget_low_f32(cd.0)));
                vst1q_f32(to.add(step), vcombine_f32(vget_low_f32(ab.1), vget_low_f32(cd.1)));
                vst1q_f32(to.add(2 * step), vcombine_f32(vget_high_f32(ab.0), vget_high_f32(cd.0)));
                vst1q_f32(to.add(3 * step), vcombine_f32(vget_high_f32(ab.1), vget_high_f32(cd.1)));
            }
        }
        #[inline(always)]
        unsafe fn words(first: *const f32, _next: *const f32) -> float32x4_t {
            unsafe { vld1q_f32(first) }
        }
    }
}
