//! Packs a left operand row by row: [row][word]. The last group has room for a full set of rows.

use super::{Amx, SIDE, Tiles, Vectors};
use crate::products::words_of;
use crate::simd::{Simd, word};

#[inline(always)]
pub unsafe fn pack_left<V: Vectors, T: Tiles>(
    from: *const f32,
    stride: usize,
    along: bool,
    rows: usize,
    depth: usize,
    to: *mut f32,
) {
    unsafe {
        let words = words_of::<Amx<V, T>>(depth);
        if along {
            for row in (0..rows).step_by(SIDE) {
                pack_along::<V>(from.add(row), stride, SIDE.min(rows - row), depth, to.add(row * words), words);
            }
        } else {
            for row in 0..rows {
                pack_row::<V>(from.add(row * stride), depth, to.add(row * words), words);
            }
        }
    }
}

/// Packs a row of contiguous numbers.
#[inline(always)]
unsafe fn pack_row<V: Vectors>(from: *const f32, depth: usize, to: *mut f32, words: usize) {
    unsafe {
        let whole = depth / 2 / SIDE * SIDE;
        for w in (0..whole).step_by(SIDE) {
            V::store_line(to.add(w), from.add(2 * w));
        }
        let at = |k: usize| if k < depth { *from.add(k) } else { 0.0 };
        for w in whole..words {
            *to.add(w) = word::<V>(at(2 * w), at(2 * w + 1));
        }
    }
}

/// Packs up to 16 rows that lie side by side in each of `depth` lines. Writes a multiple of four rows.
#[inline(always)]
unsafe fn pack_along<V: Vectors>(
    from: *const f32,
    stride: usize,
    rows: usize,
    depth: usize,
    to: *mut f32,
    words: usize,
) {
    unsafe {
        for w in (0..words).step_by(4) {
            let mut lines = [[0f32; SIDE]; 4];
            for (line, k) in lines.iter_mut().zip((2 * w..).step_by(2)) {
                let (line, first) = (line.as_mut_ptr(), from.wrapping_add(k * stride));
                if k + 1 < depth && rows == SIDE {
                    V::store(line, V::words(first, first.add(stride)));
                } else if k + 1 < depth {
                    V::store_words(line, first, first.add(stride), rows);
                } else if k < depth {
                    for row in 0..rows {
                        *line.add(row) = word::<V>(*first.add(row), 0.0);
                    }
                }
            }
            for row in (0..rows).step_by(4) {
                let from = lines.each_ref().map(|line| line.as_ptr().add(row));
                V::Words::transpose4(from, to.add(row * words + w), words);
            }
        }
    }
}
