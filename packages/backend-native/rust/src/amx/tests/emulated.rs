//! Tile instructions in plain code, after the pseudocode of Intel's manual (Software Developer's Manual, volume 2: LDTILECFG, TILELOADD,
//! TILESTORED, TDPBF16PS, TILERELEASE), for tiles of `SHAPES`. Processor faults and jobs that do not release their tiles panic here.

use super::super::{SHAPES, SIDE, Shapes, Tiles};
use std::cell::RefCell;

type Tile = [[u32; SIDE]; SIDE];

thread_local! {
    static STATE: RefCell<Option<[Tile; 8]>> = const { RefCell::new(None) };
}

#[derive(Clone, Copy)]
pub struct Emulated;

/// Runs `use_them` with the tiles of this thread.
fn tiles<T>(use_them: impl FnOnce(&mut [Tile; 8]) -> T) -> T {
    STATE.with_borrow_mut(|state| use_them(state.as_mut().expect("#UD: tiles are not configured on this thread")))
}

impl Tiles for Emulated {
    unsafe fn configure(shapes: &Shapes) {
        assert_eq!((shapes.rows, shapes.row_bytes), (SHAPES.rows, SHAPES.row_bytes), "#GP: other shapes");
        let before = STATE.replace(Some([[[0; SIDE]; SIDE]; 8]));
        assert!(before.is_none(), "the tiles of this thread were not released");
    }

    unsafe fn release() {
        STATE.set(None);
    }

    unsafe fn load<const TILE: u8>(from: *const f32, stride: usize) {
        let row = |i| unsafe { from.byte_add(i * stride).cast::<[u32; SIDE]>().read_unaligned() };
        tiles(|tiles| tiles[usize::from(TILE)] = std::array::from_fn(row));
    }

    unsafe fn store<const TILE: u8>(to: *mut f32, stride: usize) {
        for (i, row) in tiles(|tiles| tiles[usize::from(TILE)]).into_iter().enumerate() {
            unsafe { to.byte_add(i * stride).cast::<[u32; SIDE]>().write_unaligned(row) }
        }
    }

    unsafe fn multiply<const SUM: u8, const LEFT: u8, const RIGHT: u8>() {
        assert!(SUM != LEFT && SUM != RIGHT && LEFT != RIGHT, "#UD: one tile twice");
        tiles(|tiles| {
            let [sum, left, right] = [SUM, LEFT, RIGHT].map(|tile| tiles[usize::from(tile)]);
            tiles[usize::from(SUM)] = std::array::from_fn(|m| {
                std::array::from_fn(|n| {
                    let (mut first, mut second) = (0f32, 0f32);
                    for k in 0..SIDE {
                        let (a, b) = (left[m][k], right[k][n]);
                        first = multiply_add(lower(a), lower(b), first);
                        second = multiply_add(upper(a), upper(b), second);
                    }
                    flushed(flushed(f32::from_bits(sum[m][n])) + flushed(first + second)).to_bits()
                })
            });
        });
    }
}

/// The bfloat16 in the lower half of a word.
fn lower(word: u32) -> f32 {
    flushed(f32::from_bits(word << 16))
}

fn upper(word: u32) -> f32 {
    flushed(f32::from_bits(word & 0xffff_0000))
}

/// a × b + c, rounded once, to nearest, ties to even.
fn multiply_add(a: f32, b: f32, c: f32) -> f32 {
    flushed(a.mul_add(b, c))
}

/// Denormals count as zero, both as operands and as results.
fn flushed(x: f32) -> f32 {
    if x.is_subnormal() { 0f32.copysign(x) } else { x }
}
