use super::pack::panel_columns;
use crate::simd::{Simd, prefetch};

/// `Simd::GROUP_ROWS` of every instruction set whose tiles are vectors.
const GROUP_ROWS: usize = 12;
/// Words by which a panel is prefetched: the processor's own prefetching stops at the end of each page.
const AHEAD: usize = 16;

/// Initial values of the rows of a product.
#[derive(Clone, Copy)]
pub struct Start {
    pub from: *const f32,
    /// Numbers from row to row; 0 if all rows start from the same.
    pub stride: usize,
    /// Null, or for each row the index of the row it starts from.
    pub tokens: *const i32,
}

impl Start {
    #[inline(always)]
    pub unsafe fn row(&self, i: usize) -> *const f32 {
        unsafe { self.from.add(if self.tokens.is_null() { i } else { *self.tokens.add(i) as usize } * self.stride) }
    }

    /// Initial values of the rows from `row` on.
    #[inline(always)]
    pub unsafe fn rows_from(self, row: usize) -> Start {
        unsafe {
            if self.tokens.is_null() {
                Start { from: self.from.add(row * self.stride), ..self }
            } else {
                Start { tokens: self.tokens.add(row), ..self }
            }
        }
    }

    #[inline(always)]
    pub unsafe fn columns_from(self, column: usize) -> Start {
        unsafe { Start { from: self.from.add(column), ..self } }
    }
}

/// Some rows × one panel: `to` = start + left × panel.
#[derive(Clone, Copy)]
pub struct PanelProduct {
    /// Packed in groups, of which `rows` exist.
    pub left: *const f32,
    /// Packed, `words` deep, of which `columns` exist.
    pub panel: *const f32,
    pub words: usize,
    pub rows: usize,
    pub columns: usize,
    /// May be the same memory as `to`.
    pub start: Start,
    pub to: *mut f32,
    /// Numbers from row to row.
    pub to_stride: usize,
}

/// `ROWS` rows of a group × one panel, all in accumulators.
#[inline(always)]
unsafe fn tile<S: Simd, const ROWS: usize>(
    left: *const f32,
    panel: *const f32,
    words: usize,
    starts: [*const f32; ROWS],
    to: *mut f32,
    to_stride: usize,
) {
    unsafe {
        let mut sums = [[S::splat(0.0); 2]; ROWS];
        for i in 0..ROWS {
            sums[i] = [S::load(starts[i]), S::load(starts[i].add(S::LANES))];
        }
        let (mut left, mut panel) = (left, panel);
        for _ in 0..words {
            let (b0, b1) = (S::load(panel), S::load(panel.add(S::LANES)));
            prefetch(panel.wrapping_add(AHEAD * 2 * S::LANES));
            prefetch(panel.wrapping_add(AHEAD * 2 * S::LANES + S::LANES));
            for i in 0..ROWS {
                let a = S::splat(*left.add(i));
                sums[i] = [S::madd(a, b0, sums[i][0]), S::madd(a, b1, sums[i][1])];
            }
            left = left.add(GROUP_ROWS);
            panel = panel.add(2 * S::LANES);
        }
        for i in 0..ROWS {
            S::store(to.add(i * to_stride), sums[i][0]);
            S::store(to.add(i * to_stride + S::LANES), sums[i][1]);
        }
    }
}

/// `tile` for a number of rows known only at run time.
#[inline(always)]
unsafe fn tile_of<S: Simd>(
    rows: usize,
    left: *const f32,
    panel: *const f32,
    words: usize,
    start: Start,
    to: *mut f32,
    to_stride: usize,
) {
    macro_rules! by_rows {
        ($($rows:literal)*) => {
            match rows {
                $($rows if $rows <= S::TILE_ROWS => {
                    let mut starts = [start.from; $rows];
                    for i in 0..$rows {
                        starts[i] = start.row(i);
                    }
                    tile::<S, $rows>(left, panel, words, starts, to, to_stride)
                })*
                _ => std::hint::unreachable_unchecked(),
            }
        };
    }
    unsafe { by_rows!(1 2 3 4 5 6 7 8 9 10 11 12) }
}

#[inline(always)]
pub unsafe fn panel_product<S: Simd>(product: PanelProduct) {
    const { assert!(GROUP_ROWS == S::GROUP_ROWS) }
    unsafe {
        let PanelProduct { mut left, panel, words, rows, columns, start, to, to_stride } = product;
        let width = panel_columns::<S>();
        let mut first = 0;
        while first < rows {
            let last = rows.min(first + GROUP_ROWS);
            let mut i = first;
            while i < last {
                // Eight rows are better split into four and four than into six and two: two have too few sums to hide the latency.
                let left_over = last - i;
                let count = if S::TILE_ROWS == 6 && left_over == 8 { 4 } else { left_over.min(S::TILE_ROWS) };
                let (l, start, to) = (left.add(i - first), start.rows_from(i), to.add(i * to_stride));
                if columns >= width {
                    tile_of::<S>(count, l, panel, words, start, to, to_stride);
                } else {
                    edge_tile::<S>(count, l, panel, words, columns, start, to, to_stride);
                }
                i += count;
            }
            left = left.add(GROUP_ROWS * words);
            first = last;
        }
    }
}

/// A tile of which only `columns` exist, computed in a buffer that holds a whole one.
#[inline(always)]
unsafe fn edge_tile<S: Simd>(
    rows: usize,
    left: *const f32,
    panel: *const f32,
    words: usize,
    columns: usize,
    start: Start,
    to: *mut f32,
    to_stride: usize,
) {
    unsafe {
        let width = panel_columns::<S>();
        let mut edge = [0f32; GROUP_ROWS * 32];
        let at = edge.as_mut_ptr();
        for i in 0..rows {
            std::ptr::copy_nonoverlapping(start.row(i), at.add(i * width), columns);
        }
        let inside = Start { from: at, stride: width, tokens: std::ptr::null() };
        tile_of::<S>(rows, left, panel, words, inside, at, width);
        for i in 0..rows {
            std::ptr::copy_nonoverlapping(at.add(i * width), to.add(i * to_stride), columns);
        }
    }
}

/// Rows × all panels, as `panel_product` for each: `product.panel` is the first of them, `product.columns` those of all.
#[inline(always)]
pub unsafe fn group_product<S: Simd>(product: PanelProduct) {
    unsafe {
        let width = panel_columns::<S>();
        let mut column = 0;
        while column < product.columns {
            S::panel_product(PanelProduct {
                panel: product.panel.add(column * product.words),
                columns: product.columns - column,
                start: product.start.columns_from(column),
                to: product.to.add(column),
                ..product
            });
            column += width;
        }
    }
}
