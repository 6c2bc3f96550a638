//! Tile instructions of the processor. Their intrinsics are unstable in Rust; the code below assembles to the same bytes.
//!
//! Compiler-generated code never uses tiles, and calls, other threads and signals leave them unchanged.

use super::{Shapes, Tiles, Vectors};
use crate::simd::{Avx512, Avx512Bf16};
use std::arch::asm;
use std::arch::x86_64::*;
use std::mem::transmute;
use std::sync::OnceLock;

#[derive(Clone, Copy)]
pub struct Processor;

impl Tiles for Processor {
    #[inline(always)]
    unsafe fn configure(shapes: &Shapes) {
        unsafe { asm!("ldtilecfg [{}]", in(reg) shapes, options(nostack, preserves_flags, readonly)) }
    }
    #[inline(always)]
    unsafe fn release() {
        unsafe { asm!("tilerelease", options(nostack, preserves_flags, nomem)) }
    }
    #[inline(always)]
    unsafe fn load<const TILE: u8>(from: *const f32, stride: usize) {
        unsafe {
            asm!("tileloadd tmm{}, [{} + {}]", const TILE, in(reg) from, in(reg) stride,
                options(nostack, preserves_flags, readonly))
        }
    }
    #[inline(always)]
    unsafe fn store<const TILE: u8>(to: *mut f32, stride: usize) {
        unsafe {
            asm!("tilestored [{} + {}], tmm{}", in(reg) to, in(reg) stride, const TILE,
                options(nostack, preserves_flags))
        }
    }
    #[inline(always)]
    unsafe fn multiply<const SUM: u8, const LEFT: u8, const RIGHT: u8>() {
        unsafe {
            asm!("tdpbf16ps tmm{}, tmm{}, tmm{}", const SUM, const LEFT, const RIGHT,
                options(nostack, preserves_flags, nomem))
        }
    }
}

impl Vectors for Avx512Bf16 {
    type Words = Avx512;

    #[inline(always)]
    unsafe fn store_line(to: *mut f32, from: *const f32) {
        unsafe {
            let half = |i: usize| transmute::<__m256bh, __m256i>(_mm512_cvtneps_pbh(_mm512_loadu_ps(from.add(i))));
            _mm512_storeu_si512(to.cast(), _mm512_inserti64x4::<1>(_mm512_castsi256_si512(half(0)), half(16)));
        }
    }
}

/// True if this processor has tiles of bfloat16 and the system lets this process use them.
pub fn is_here() -> bool {
    static IS_HERE: OnceLock<bool> = OnceLock::new();
    *IS_HERE.get_or_init(|| {
        is_x86_feature_detected!("avx512bf16")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("xsave")
            && has_tiles()
            && unsafe { xcr0() } & TILES == TILES
            && system_permits_tiles()
    })
}

/// Checks CPUID for AMX-TILE, AMX-BF16, and the tile size of all processors so far.
#[allow(unused_unsafe)]
fn has_tiles() -> bool {
    // Safe in newer versions of Rust.
    let leaf = |leaf, part| unsafe { __cpuid_count(leaf, part) };
    let highest = leaf(0, 0).eax;
    const BF16_AND_TILE: u32 = 1 << 22 | 1 << 24;
    if highest < 0x1e || leaf(7, 0).edx & BF16_AND_TILE != BF16_AND_TILE {
        return false;
    }
    let (palette, products) = (leaf(0x1d, 1), leaf(0x1e, 0));
    let (tiles, row_bytes, rows) = (palette.ebx >> 16, palette.ebx & 0xffff, palette.ecx & 0xffff);
    let (depth, product_row_bytes) = (products.ebx & 0xff, products.ebx >> 8 & 0xffff);
    leaf(0x1d, 0).eax >= 1 && tiles >= 8 && row_bytes >= 64 && rows >= 16 && depth >= 16 && product_row_bytes >= 64
}

/// TILECFG and TILEDATA in XCR0.
const TILES: u64 = 1 << 17 | 1 << 18;

/// State components that the system saves for each thread.
#[target_feature(enable = "xsave")]
unsafe fn xcr0() -> u64 {
    unsafe { _xgetbv(0) }
}

/// Requests permission from Linux for all threads of this process; supported since 5.16.
fn system_permits_tiles() -> bool {
    const ARCH_REQ_XCOMP_PERM: usize = 0x1023;
    const XFEATURE_XTILEDATA: usize = 18;
    unsafe { arch_prctl(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0 }
}

/// Returns 0, or a negative error code.
unsafe fn arch_prctl(code: usize, argument: usize) -> isize {
    const ARCH_PRCTL: isize = 158;
    let mut result = ARCH_PRCTL;
    unsafe {
        asm!("syscall", inout("rax") result, in("rdi") code, in("rsi") argument,
            out("rcx") _, out("r11") _, options(nostack))
    }
    result
}
