//! An instruction set without vector instructions: the others must give its bits.

use crate::products::{PanelProduct, panel_product};
use crate::simd::Simd;

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
