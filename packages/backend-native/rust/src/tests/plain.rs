//! Instruction sets without vector instructions: in float32 the others must give the bits of `Plain`.

use crate::amx::Vectors;
use crate::products::{PanelProduct, panel_product};
use crate::simd::{Simd, word};

#[derive(Clone, Copy)]
pub struct Plain;

impl Simd for Plain {
    type Vector = [f32; 4];
    const LANES: usize = 4;
    const TILE_ROWS: usize = 6;

    unsafe fn load(from: *const f32) -> [f32; 4] {
        unsafe { from.cast::<[f32; 4]>().read_unaligned() }
    }
    unsafe fn store(to: *mut f32, x: [f32; 4]) {
        unsafe { to.cast::<[f32; 4]>().write_unaligned(x) }
    }
    unsafe fn splat(x: f32) -> [f32; 4] {
        [x; 4]
    }
    unsafe fn madd(a: [f32; 4], b: [f32; 4], c: [f32; 4]) -> [f32; 4] {
        std::array::from_fn(|i| a[i].mul_add(b[i], c[i]))
    }
    unsafe fn transpose4(from: [*const f32; 4], to: *mut f32, step: usize) {
        for i in 0..4 {
            for j in 0..4 {
                unsafe { *to.add(i * step + j) = *from[j].add(i) }
            }
        }
    }
    unsafe fn words(first: *const f32, _next: *const f32) -> [f32; 4] {
        unsafe { Self::load(first) }
    }
    unsafe fn panel_product(product: PanelProduct) {
        unsafe { panel_product::<Self>(product) }
    }
}

/// The same with products of bfloat16, which are exact in float32, summed one after the other.
#[derive(Clone, Copy)]
pub struct PlainBfloat16;

impl Simd for PlainBfloat16 {
    type Vector = [f32; 16];
    const LANES: usize = 16;
    const TILE_ROWS: usize = 6;
    const PER_WORD: usize = 2;

    unsafe fn load(from: *const f32) -> [f32; 16] {
        unsafe { from.cast::<[f32; 16]>().read_unaligned() }
    }
    unsafe fn store(to: *mut f32, x: [f32; 16]) {
        unsafe { to.cast::<[f32; 16]>().write_unaligned(x) }
    }
    unsafe fn splat(x: f32) -> [f32; 16] {
        [x; 16]
    }
    unsafe fn madd(a: [f32; 16], b: [f32; 16], c: [f32; 16]) -> [f32; 16] {
        let halves = |x: f32| (f32::from_bits(x.to_bits() << 16), f32::from_bits(x.to_bits() & 0xffff_0000));
        std::array::from_fn(|i| {
            let ((a0, a1), (b0, b1)) = (halves(a[i]), halves(b[i]));
            c[i] + a0 * b0 + a1 * b1
        })
    }
    unsafe fn transpose4(from: [*const f32; 4], to: *mut f32, step: usize) {
        for i in 0..4 {
            for j in 0..4 {
                unsafe { *to.add(i * step + j) = word::<Self>(*from[j].add(2 * i), *from[j].add(2 * i + 1)) }
            }
        }
    }
    unsafe fn words(first: *const f32, next: *const f32) -> [f32; 16] {
        std::array::from_fn(|i| unsafe { word::<Self>(*first.add(i), *next.add(i)) })
    }
    unsafe fn panel_product(product: PanelProduct) {
        unsafe { panel_product::<Self>(product) }
    }
}

impl Vectors for PlainBfloat16 {
    type Words = Plain;

    unsafe fn store_line(to: *mut f32, from: *const f32) {
        for i in 0..16 {
            unsafe { *to.add(i) = word::<Self>(*from.add(2 * i), *from.add(2 * i + 1)) }
        }
    }
}
