use super::pack::{pack_panel, packed_rows_bytes, panel_columns, words_of};
use super::panel::{PanelProduct, Start};
use crate::share::share;
use crate::simd::Simd;

use crate::jobs::args::Matmul;

// Blocks: a packed panel stays in the first-level cache; a packed block of each operand, and the rows of C that they give, in the second.
const BLOCK_DEPTH: usize = 256;
const BLOCK_COLUMNS: usize = 1024;

/// Small: each row of A and of C lies in pages of its own, and an Intel processor prefetches from at most 32 of them.
const fn block_rows<S: Simd>() -> usize {
    32 / S::GROUP_ROWS * S::GROUP_ROWS
}

/// Large: columns of A are gathered line by line, and memory is fetched fastest if a line is read to its end.
const fn block_gathered<S: Simd>() -> usize {
    264 / S::GROUP_ROWS * S::GROUP_ROWS
}

/// Scratch bytes that one thread needs for a product.
pub const fn matmul_scratch_bytes<S: Simd>() -> usize {
    BLOCK_DEPTH * BLOCK_COLUMNS * 4 + packed_rows_bytes::<S>(block_gathered::<S>(), BLOCK_DEPTH)
}

/// One thread's share of C (M, N) = op(A) op(B) + initial, which is the bias, C itself where `accumulate`, or zero.
#[inline(always)]
pub unsafe fn matmul<S: Simd>(job: &Matmul, thread: usize, threads: usize) {
    unsafe {
        let (m, n, depth) = (job.M, job.N, job.K);
        let (a_stride, b_stride, c_stride) = (job.aStride / 4, job.bStride / 4, job.cStride / 4);
        let width = panel_columns::<S>();
        // The longer side is split, since every thread packs the operand on the other side for itself.
        let by_rows = m >= n;
        let rows = if by_rows { share(m, 4, thread, threads) } else { 0..m };
        let columns = if by_rows { 0..n } else { share(n, width, thread, threads) };
        if rows.is_empty() || columns.is_empty() {
            return;
        }
        let block = if job.aTransposed { block_gathered::<S>() } else { block_rows::<S>() };
        let zeros = [0f32; 32];
        let packed_b = job.scratch.add(thread * job.scratchBytes / 4);
        let packed_a = packed_b.add(BLOCK_DEPTH * BLOCK_COLUMNS);

        let mut column = columns.start;
        while column < columns.end {
            let count = BLOCK_COLUMNS.min(columns.end - column);
            let wide = count.next_multiple_of(width);
            // With few columns, several blocks of B are packed at once, so that C is summed while it is in the cache.
            let deep = if job.aTransposed { BLOCK_DEPTH } else { BLOCK_COLUMNS / wide * BLOCK_DEPTH };
            let mut top = 0;
            while top < depth {
                let bottom = depth.min(top + deep);
                for k in (top..bottom).step_by(BLOCK_DEPTH) {
                    let depth = BLOCK_DEPTH.min(bottom - k);
                    let panels = packed_b.add((k - top) * wide);
                    for j in (0..count).step_by(width) {
                        let from = if job.bTransposed {
                            job.b.add((column + j) * b_stride + k)
                        } else {
                            job.b.add(k * b_stride + column + j)
                        };
                        let to = panels.add(j * words_of::<S>(depth));
                        pack_panel::<S>(from, b_stride, !job.bTransposed, width.min(count - j), depth, to, width);
                    }
                }
                for row in rows.clone().step_by(block) {
                    let rows = block.min(rows.end - row);
                    for k in (top..bottom).step_by(BLOCK_DEPTH) {
                        let depth = BLOCK_DEPTH.min(bottom - k);
                        let words = words_of::<S>(depth);
                        let fresh = k == 0 && !job.accumulate;
                        let from = job.a.add(if job.aTransposed { k * a_stride + row } else { row * a_stride + k });
                        S::pack_left(from, a_stride, job.aTransposed, rows, depth, packed_a);
                        for j in (0..count).step_by(width) {
                            let to = job.c.add(row * c_stride + column + j);
                            let from = match () {
                                _ if !fresh => to.cast_const(),
                                _ if job.bias.is_null() => zeros.as_ptr(),
                                _ => job.bias.add(column + j),
                            };
                            S::panel_product(PanelProduct {
                                left: packed_a,
                                panel: packed_b.add((k - top) * wide + j * words),
                                words,
                                rows,
                                columns: count - j,
                                start: Start {
                                    from,
                                    stride: if fresh { 0 } else { c_stride },
                                    tokens: std::ptr::null(),
                                },
                                to,
                                to_stride: c_stride,
                            });
                        }
                    }
                }
                top = bottom;
            }
            column += BLOCK_COLUMNS;
        }
    }
}
