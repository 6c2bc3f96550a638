//! Shared parts of the recurrent layers. A thread takes its rows of the batch through all time steps; tensors are time-major, so its rows of a step
//! are one block. Rows are taken in groups: the product of a group's state, then at once what follows, while it is in the cache.

use crate::products::{PanelProduct, Start, group_product, pack_rows, packed_rows_bytes, panel_bytes, words_of};
use crate::share::share;
use crate::simd::Simd;

/// Unit, in rows, in which threads split the batch.
const SHARE_ROWS: usize = 4;

/// Scratch bytes of one thread: a group's packed rows.
pub const fn recurrent_scratch_bytes<S: Simd>(units: usize) -> usize {
    packed_rows_bytes::<S>(S::GROUP_ROWS, units)
}

/// Groups of a thread's rows of a batch: the first row of each and their number.
#[inline(always)]
pub fn groups<S: Simd>(batch: usize, thread: usize, threads: usize) -> impl Iterator<Item = (usize, usize)> + Clone {
    let rows = share(batch, SHARE_ROWS, thread, threads);
    let end = rows.end;
    rows.step_by(S::GROUP_ROWS).map(move |row| (row, S::GROUP_ROWS.min(end - row)))
}

/// Initial values of a step: pre-activations (T, B, width), or rows of a table (V, width) by tokens (T, B).
#[derive(Clone, Copy)]
pub struct Source {
    pub x: *const f32,
    pub tokens: *const i32,
    pub table: *const f32,
    pub width: usize,
}

impl Source {
    /// Initial values from row `row` of all T × B on.
    #[inline(always)]
    pub unsafe fn rows_from(&self, row: usize) -> Start {
        unsafe {
            if self.x.is_null() {
                Start { from: self.table, stride: self.width, tokens: self.tokens.add(row) }
            } else {
                Start { from: self.x.add(row * self.width), stride: self.width, tokens: std::ptr::null() }
            }
        }
    }

    /// Initial values of row `row` of all T × B.
    #[inline(always)]
    pub unsafe fn row(&self, row: usize) -> *const f32 {
        unsafe {
            let row = if self.x.is_null() { *self.tokens.add(row) as usize } else { row };
            (if self.x.is_null() { self.table } else { self.x }).add(row * self.width)
        }
    }
}

/// Packs a group of rows, `stride` numbers apart, for `step_product`.
#[inline(always)]
pub unsafe fn pack_step<S: Simd>(from: *const f32, stride: usize, depth: usize, rows: usize, scratch: *mut f32) {
    unsafe { pack_rows::<S>(from, stride, rows, depth, scratch) }
}

/// Product of the group packed last: `to` = start + rows × panels (depth, columns).
#[inline(always)]
pub unsafe fn step_product<S: Simd>(
    scratch: *const f32,
    panels: *const f32,
    depth: usize,
    rows: usize,
    columns: usize,
    start: Start,
    to: *mut f32,
    to_stride: usize,
) {
    unsafe {
        group_product::<S>(PanelProduct {
            left: scratch,
            panel: panels,
            words: words_of::<S>(depth),
            rows,
            columns,
            start,
            to,
            to_stride,
        });
    }
}

/// Adds to `to` (rows, H) the products of each gate's part of `left` (rows, gates × H) with the transposed recurrent kernel, whose panels follow
/// one another gate by gate.
#[inline(always)]
pub unsafe fn add_gate_products<S: Simd>(
    left: *const f32,
    panels: *const f32,
    gates: usize,
    units: usize,
    rows: usize,
    to: *mut f32,
    scratch: *mut f32,
) {
    unsafe {
        let gate_panels = panel_bytes::<S>(units, units) / 4;
        for gate in 0..gates {
            pack_step::<S>(left.add(gate * units), gates * units, units, rows, scratch);
            let start = Start { from: to, stride: units, tokens: std::ptr::null() };
            step_product::<S>(scratch, panels.add(gate * gate_panels), units, rows, units, start, to, units);
        }
    }
}
