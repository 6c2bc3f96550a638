//! bfloat16 products in tiles (Intel's Advanced Matrix Extensions): eight registers of 16 rows × 16 words. Vectors do everything else.
//!
//! A right operand is packed as for vectors: 16 words of a panel form two adjacent tiles. A left operand is packed row by row. Both are
//! padded in depth to whole tiles, so that all tiles have one shape: the padding is zero, and rows past the last are never copied out.

mod pack;
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod processor;
#[cfg(test)]
mod tests;

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
pub use processor::{Processor, is_here};
#[cfg(test)]
pub use tests::Emulated;

use crate::products::{PanelProduct, Start};
use crate::simd::Simd;
use std::marker::PhantomData;

/// Rows of a tile, and words of each.
const SIDE: usize = 16;
/// Columns of a panel: two tiles.
const PANEL: usize = 2 * SIDE;
/// Rows of a group: two tiles.
const GROUP: usize = 2 * SIDE;
/// Distance between words of a panel, in bytes.
const PANEL_STRIDE: usize = 4 * PANEL;

/// Operand of LDTILECFG.
#[repr(C, align(64))]
pub struct Shapes {
    palette: u8,
    start_row: u8,
    reserved: [u8; 14],
    row_bytes: [u16; 16],
    rows: [u8; 16],
}

const _: () = assert!(size_of::<Shapes>() == 64);

/// Eight tiles, all of one shape.
const SHAPES: Shapes = {
    let mut shapes = Shapes { palette: 1, start_row: 0, reserved: [0; 14], row_bytes: [0; 16], rows: [0; 16] };
    let mut tile = 0;
    while tile < 8 {
        shapes.row_bytes[tile] = 4 * SIDE as u16;
        shapes.rows[tile] = SIDE as u8;
        tile += 1;
    }
    shapes
};

/// Tile instructions, parameterized by tile numbers. All are `unsafe`: the processor must have them, and the system must allow them.
pub trait Tiles: Copy {
    /// Gives the tiles of this thread their shapes, and makes them zero.
    unsafe fn configure(shapes: &Shapes);
    /// Releases all tiles of this thread, so that the system need not save them.
    unsafe fn release();
    /// A tile from memory, `stride` bytes from row to row.
    unsafe fn load<const TILE: u8>(from: *const f32, stride: usize);
    unsafe fn store<const TILE: u8>(to: *mut f32, stride: usize);
    /// SUM += LEFT × RIGHT, of pairs of bfloat16.
    unsafe fn multiply<const SUM: u8, const LEFT: u8, const RIGHT: u8>();
}

/// Keeps the tiles of this thread configured while it lives.
struct Configured<T: Tiles>(PhantomData<T>);

impl<T: Tiles> Configured<T> {
    unsafe fn new() -> Self {
        unsafe { T::configure(&SHAPES) }
        Self(PhantomData)
    }
}

impl<T: Tiles> Drop for Configured<T> {
    fn drop(&mut self) {
        unsafe { T::release() }
    }
}

/// Runs one thread's share of a job, which may use tiles.
pub unsafe fn with_tiles<T: Tiles>(share: impl FnOnce()) {
    let _configured = unsafe { Configured::<T>::new() };
    share();
}

/// bfloat16 vectors used alongside tiles.
pub trait Vectors: Simd {
    /// These vectors without rounding, for moving words.
    type Words: Simd;
    /// Stores `LANES` words made of twice as many consecutive numbers.
    unsafe fn store_line(to: *mut f32, from: *const f32);
}

/// Products in tiles `T`, everything else in vectors `V`.
#[derive(Clone, Copy)]
pub struct Amx<V, T>(PhantomData<(V, T)>);

impl<V: Vectors, T: Tiles> Simd for Amx<V, T> {
    type Vector = V::Vector;
    const LANES: usize = {
        assert!(V::LANES == SIDE && V::PER_WORD == 2);
        SIDE
    };
    const TILE_ROWS: usize = V::TILE_ROWS;
    const PER_WORD: usize = 2;
    const GROUP_ROWS: usize = GROUP;
    const WORDS_STEP: usize = SIDE;

    #[inline(always)]
    unsafe fn load(from: *const f32) -> V::Vector {
        unsafe { V::load(from) }
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, x: V::Vector) {
        unsafe { V::store(to, x) }
    }
    #[inline(always)]
    unsafe fn splat(x: f32) -> V::Vector {
        unsafe { V::splat(x) }
    }
    #[inline(always)]
    unsafe fn madd(a: V::Vector, b: V::Vector, c: V::Vector) -> V::Vector {
        unsafe { V::madd(a, b, c) }
    }
    #[inline(always)]
    unsafe fn transpose4(from: [*const f32; 4], to: *mut f32, step: usize) {
        unsafe { V::transpose4(from, to, step) }
    }
    #[inline(always)]
    unsafe fn words(first: *const f32, next: *const f32) -> V::Vector {
        unsafe { V::words(first, next) }
    }
    #[inline(always)]
    unsafe fn store_words(to: *mut f32, first: *const f32, next: *const f32, columns: usize) {
        unsafe { V::store_words(to, first, next, columns) }
    }
    #[inline(always)]
    unsafe fn panel_product(product: PanelProduct) {
        unsafe { panel_product::<T>(&product) }
    }
    #[inline(always)]
    unsafe fn pack_left(from: *const f32, stride: usize, along: bool, rows: usize, depth: usize, to: *mut f32) {
        unsafe { pack::pack_left::<V, T>(from, stride, along, rows, depth, to) }
    }
}

/// Tiles 0 to 3 hold the sums (two side by side, two below), 4 and 5 the left operands, 6 and 7 the right ones.
///
/// Kept as a separate function: its instructions are the same whichever vectors accompany the tiles.
#[inline(never)]
unsafe fn panel_product<T: Tiles>(product: &PanelProduct) {
    unsafe {
        let &PanelProduct { left, panel, words, rows, .. } = product;
        let stride = 4 * words;
        for first in (0..rows).step_by(GROUP) {
            let (left, has_lower) = (left.add(first * words), rows - first > SIDE);
            load_sums::<T, 0, 1>(product, first);
            if has_lower {
                load_sums::<T, 2, 3>(product, first + SIDE);
            }
            for w in (0..words).step_by(SIDE) {
                let panel = panel.add(w * PANEL);
                T::load::<6>(panel, PANEL_STRIDE);
                T::load::<4>(left.add(w), stride);
                T::multiply::<0, 4, 6>();
                T::load::<7>(panel.add(SIDE), PANEL_STRIDE);
                T::multiply::<1, 4, 7>();
                if has_lower {
                    T::load::<5>(left.add(SIDE * words + w), stride);
                    T::multiply::<2, 5, 6>();
                    T::multiply::<3, 5, 7>();
                }
            }
            store_sums::<T, 0, 1>(product, first);
            if has_lower {
                store_sums::<T, 2, 3>(product, first + SIDE);
            }
        }
    }
}

/// True if two tiles of sums lie entirely inside the result, so that they can be stored directly.
#[inline(always)]
fn is_whole(product: &PanelProduct, first: usize) -> bool {
    product.rows - first >= SIDE && product.columns >= PANEL
}

/// Loads the initial sums of the rows from `first` on.
#[inline(always)]
unsafe fn load_sums<T: Tiles, const LEFT: u8, const RIGHT: u8>(product: &PanelProduct, first: usize) {
    unsafe {
        let Start { from, stride, tokens } = product.start;
        if is_whole(product, first) && tokens.is_null() {
            let from = from.add(first * stride);
            T::load::<LEFT>(from, 4 * stride);
            T::load::<RIGHT>(from.add(SIDE), 4 * stride);
            return;
        }
        let mut edge = [[0f32; PANEL]; SIDE];
        let columns = product.columns.min(PANEL);
        for i in 0..SIDE.min(product.rows - first) {
            std::ptr::copy_nonoverlapping(product.start.row(first + i), edge[i].as_mut_ptr(), columns);
        }
        T::load::<LEFT>(edge[0].as_ptr(), PANEL_STRIDE);
        T::load::<RIGHT>(edge[0].as_ptr().add(SIDE), PANEL_STRIDE);
    }
}

#[inline(always)]
unsafe fn store_sums<T: Tiles, const LEFT: u8, const RIGHT: u8>(product: &PanelProduct, first: usize) {
    unsafe {
        let to = product.to.add(first * product.to_stride);
        if is_whole(product, first) {
            T::store::<LEFT>(to, 4 * product.to_stride);
            T::store::<RIGHT>(to.add(SIDE), 4 * product.to_stride);
            return;
        }
        let mut edge = [[0f32; PANEL]; SIDE];
        let at = edge.as_mut_ptr().cast::<f32>();
        T::store::<LEFT>(at, PANEL_STRIDE);
        T::store::<RIGHT>(at.add(SIDE), PANEL_STRIDE);
        let columns = product.columns.min(PANEL);
        for i in 0..SIDE.min(product.rows - first) {
            std::ptr::copy_nonoverlapping(at.add(i * PANEL), to.add(i * product.to_stride), columns);
        }
    }
}
