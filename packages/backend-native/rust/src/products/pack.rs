//! Operands of a product are copied first, in the order in which the inner loop reads them, as words of 32 bits: a float32, or two bfloat16
//! adjacent in depth.
//!   left  operand: groups of 12 rows,                [group][word][GROUP_ROWS], or row by row (`amx`)
//!   right operand: panels of two vectors of columns, [panel][word][panel_columns]
//! Columns past the edge are zero, and so is everything past the depth. Rows past the edge do not exist.

use crate::jobs::args::PackPanels;
use crate::share::share;
use crate::simd::{Simd, word};

pub const fn panel_columns<S: Simd>() -> usize {
    2 * S::LANES
}

/// Words that `depth` numbers take when packed.
pub const fn words_of<S: Simd>(depth: usize) -> usize {
    words_with_numbers::<S>(depth).next_multiple_of(S::WORDS_STEP)
}

/// Number of packed words that hold a number. The others are zero.
pub const fn words_with_numbers<S: Simd>(depth: usize) -> usize {
    depth.div_ceil(S::PER_WORD)
}

/// Bytes of a right operand in panels.
pub const fn panel_bytes<S: Simd>(columns: usize, depth: usize) -> usize {
    columns.div_ceil(panel_columns::<S>()) * panel_columns::<S>() * words_of::<S>(depth) * 4
}

/// Bytes of packed rows of a left operand.
pub const fn packed_rows_bytes<S: Simd>(rows: usize, depth: usize) -> usize {
    rows.next_multiple_of(S::GROUP_ROWS) * words_of::<S>(depth) * 4
}

/// Packs `lines` contiguous lines of `depth` numbers, `stride` apart, as [word][lines], with words `step` apart.
#[inline(always)]
unsafe fn pack_across<S: Simd>(from: *const f32, stride: usize, lines: usize, depth: usize, to: *mut f32, step: usize) {
    unsafe {
        let words = words_with_numbers::<S>(depth);
        // Words that are completely filled.
        let whole = depth / S::PER_WORD;
        let mut line = 0;
        while line + 4 <= lines {
            let at = [0, 1, 2, 3].map(|i| from.add((line + i) * stride));
            let mut w = 0;
            while w + 4 <= whole {
                let to = to.add(w * step + line);
                S::transpose4(at.map(|line| line.add(w * S::PER_WORD)), to, step);
                w += 4;
            }
            for w in w..words {
                for i in 0..4 {
                    *to.add(w * step + line + i) = word_at::<S>(at[i], w, whole);
                }
            }
            line += 4;
        }
        for line in line..lines {
            for w in 0..words {
                *to.add(w * step + line) = word_at::<S>(from.add(line * stride), w, whole);
            }
        }
    }
}

#[inline(always)]
unsafe fn word_at<S: Simd>(line: *const f32, w: usize, whole: usize) -> f32 {
    unsafe {
        let numbers = line.add(w * S::PER_WORD);
        word::<S>(*numbers, if S::PER_WORD == 2 && w < whole { *numbers.add(1) } else { 0.0 })
    }
}

/// Packs `depth` lines of `lines` contiguous numbers, `stride` apart, as [word][lines].
#[inline(always)]
unsafe fn pack_along<S: Simd>(from: *const f32, stride: usize, lines: usize, depth: usize, to: *mut f32, step: usize) {
    unsafe {
        for w in 0..words_with_numbers::<S>(depth) {
            let first = from.add(w * S::PER_WORD * stride);
            let has_next = S::PER_WORD == 2 && 2 * w + 1 < depth;
            let next = if has_next { first.add(stride) } else { first };
            let to = to.add(w * step);
            // Everything past the depth is zero.
            if S::PER_WORD == 2 && !has_next {
                for line in 0..lines {
                    *to.add(line) = word::<S>(*first.add(line), 0.0);
                }
                continue;
            }
            let whole = lines / S::LANES * S::LANES;
            for line in (0..whole).step_by(S::LANES) {
                S::store(to.add(line), S::words(first.add(line), next.add(line)));
            }
            if whole < lines {
                S::store_words(to.add(whole), first.add(whole), next.add(whole), lines - whole);
            }
        }
    }
}

/// `Simd::pack_left` in groups.
#[inline(always)]
pub unsafe fn pack_groups<S: Simd>(
    from: *const f32,
    stride: usize,
    along: bool,
    rows: usize,
    depth: usize,
    to: *mut f32,
) {
    unsafe {
        let mut row = 0;
        while row < rows {
            let count = S::GROUP_ROWS.min(rows - row);
            let to = to.add(row * words_of::<S>(depth));
            if !along {
                pack_across::<S>(from.add(row * stride), stride, count, depth, to, S::GROUP_ROWS);
            } else if count == S::GROUP_ROWS {
                pack_along::<S>(from.add(row), stride, S::GROUP_ROWS, depth, to, S::GROUP_ROWS);
            } else {
                pack_along::<S>(from.add(row), stride, count, depth, to, S::GROUP_ROWS);
            }
            row += S::GROUP_ROWS;
        }
    }
}

/// Rows of a left operand that lie `stride` numbers apart.
#[inline(always)]
pub unsafe fn pack_rows<S: Simd>(from: *const f32, stride: usize, rows: usize, depth: usize, to: *mut f32) {
    unsafe { S::pack_left(from, stride, false, rows, depth, to) }
}

/// Packs one panel of a right operand, of which `columns` exist, with words `step` apart.
#[inline(always)]
pub unsafe fn pack_panel<S: Simd>(
    from: *const f32,
    stride: usize,
    along: bool,
    columns: usize,
    depth: usize,
    to: *mut f32,
    step: usize,
) {
    unsafe {
        let width = panel_columns::<S>();
        let full = if columns < width { 0 } else { words_with_numbers::<S>(depth) };
        for w in full..words_of::<S>(depth) {
            std::slice::from_raw_parts_mut(to.add(w * step), width).fill(0.0);
        }
        if !along {
            pack_across::<S>(from, stride, columns, depth, to, step);
        } else if columns == width {
            pack_along::<S>(from, stride, panel_columns::<S>(), depth, to, step);
        } else {
            pack_along::<S>(from, stride, columns, depth, to, step);
        }
    }
}

/// One thread's share of a right operand's panels. `blocks` matrices of one shape lie `block_step` bytes apart (the gates of a kernel). Their
/// panels follow one another: [block][panel][word][columns]; or, `interleaved`, those of the same columns are side by side:
/// [panel][word][block][columns].
#[inline(always)]
pub unsafe fn pack_panels<S: Simd>(job: &PackPanels, thread: usize, threads: usize) {
    unsafe {
        let width = panel_columns::<S>();
        let panels = job.columns.div_ceil(width);
        let words = words_of::<S>(job.depth);
        let step = if job.interleaved { width * job.blocks } else { width };
        for index in share(panels * job.blocks, 1, thread, threads) {
            let (block, panel) = (index / panels, index % panels);
            let column = panel * width;
            let to = if job.interleaved {
                job.to.add((panel * words * job.blocks + block) * width)
            } else {
                job.to.add(index * words * width)
            };
            let across = if job.along { column } else { column * (job.stride / 4) };
            let from = job.from.add(block * (job.blockStep / 4) + across);
            pack_panel::<S>(from, job.stride / 4, job.along, width.min(job.columns - column), job.depth, to, step);
        }
    }
}
