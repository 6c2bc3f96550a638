//! Convolves each feature separately, over a window of W steps. The inputs of a sequence (x, time-major) follow its history (batch first):
//! `place` numbers both together, from 0 for the oldest of the history. A row is the D numbers of one place in one sequence.

use super::args::{CausalConvolution, CausalConvolutionGradient};
use super::rms_norm::BLOCK_ROWS;
use crate::share::{apart, share};
use std::ptr::{copy_nonoverlapping, write_bytes};
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// Columns summed in registers.
const LANES: usize = 16;

/// Location of the row of a place and a sequence: in the history (B, W − 1, D), counted from its beginning, or in x (T, B, D).
enum Row {
    History(usize),
    Input(usize),
}

#[inline(always)]
fn row_at(place: usize, b: usize, batch: usize, window: usize, size: usize) -> Row {
    if place + 1 < window {
        Row::History((b * (window - 1) + place) * size)
    } else {
        Row::Input(((place + 1 - window) * batch + b) * size)
    }
}

/// y_t = Σ kernel_i ⊙ the input of place t + i; also writes the history for the next call.
#[inline(always)]
pub unsafe fn causal_convolution(job: &CausalConvolution, thread: usize, threads: usize) {
    unsafe {
        let (batch, size, window) = (job.B, job.D, job.W);
        let address = |place: usize, b: usize| match row_at(place, b, batch, window, size) {
            Row::History(at) => job.history.add(at),
            Row::Input(at) => job.x.add(at),
        };
        for row in share((job.T + window - 1) * batch, 1, thread, threads) {
            let (t, b) = (row / batch, row % batch);
            if t >= job.T {
                let to = job.r#final.add((b * (window - 1) + t - job.T) * size);
                from_raw_parts_mut(to, size).copy_from_slice(from_raw_parts(address(t, b), size));
                continue;
            }
            let to = from_raw_parts_mut(job.outputs.add(row * size), size);
            let old = (window - 1).saturating_sub(t);
            if old > 0 {
                add_taps(old, address(t, b), size, job.kernel, to, false);
            }
            add_taps(window - old, address(t + old, b), batch * size, job.kernel.add(old * size), to, old > 0);
        }
    }
}

/// to = Σ kernel ⊙ from over rows `stride` apart, or to += … if `continued`.
#[inline(always)]
unsafe fn add_taps(taps: usize, from: *const f32, stride: usize, kernel: *const f32, to: &mut [f32], continued: bool) {
    unsafe {
        let size = to.len();
        let (whole, rest) = to.as_chunks_mut::<LANES>();
        for (i, to) in whole.iter_mut().enumerate() {
            let mut sums = if continued { *to } else { [0.0; LANES] };
            for tap in 0..taps {
                let x = &*from.add(tap * stride + i * LANES).cast::<[f32; LANES]>();
                let k = &*kernel.add(tap * size + i * LANES).cast::<[f32; LANES]>();
                for lane in 0..LANES {
                    sums[lane] = k[lane].mul_add(x[lane], sums[lane]);
                }
            }
            *to = sums;
        }
        let first = size - rest.len();
        for (i, to) in rest.iter_mut().enumerate() {
            *to = if continued { *to } else { 0.0 };
            for tap in 0..taps {
                *to = (*kernel.add(tap * size + first + i)).mul_add(*from.add(tap * stride + first + i), *to);
            }
        }
    }
}

/// Gradients with respect to the inputs of every place, from the outputs that saw it and, if it is still there, from the final history. The
/// gradient with respect to the kernel goes to `partial` (blocks, W, D), one sum per block of rows.
#[inline(always)]
pub unsafe fn causal_convolution_gradient(job: &CausalConvolutionGradient, thread: usize, threads: usize) {
    unsafe {
        let (batch, size, window) = (job.B, job.D, job.W);
        let rows = (job.T + window - 1) * batch;
        for block in share(rows.div_ceil(BLOCK_ROWS), 1, thread, threads) {
            let sums = job.partial.add(block * window * size);
            write_bytes(sums, 0, window * size);
            for row in block * BLOCK_ROWS..rows.min((block + 1) * BLOCK_ROWS) {
                let (place, b) = (row / batch, row % batch);
                let (x, dx) = match row_at(place, b, batch, window, size) {
                    Row::History(at) => (job.history.add(at), job.historyGradient.add(at)),
                    Row::Input(at) => (job.x.add(at), job.xGradient.add(at)),
                };
                if place < job.T {
                    write_bytes(dx, 0, size);
                } else {
                    let later = job.finalGradient.add((b * (window - 1) + place - job.T) * size);
                    copy_nonoverlapping(later, dx, size);
                }
                // Each output that saw the place did so through its own row `tap` of the kernel.
                let first = (place + 1).saturating_sub(window);
                let last = (place + 1).min(job.T);
                for t in first..last {
                    let tap = (place - t) * size;
                    let dy = job.outputsGradient.add((t * batch + b) * size);
                    add_tap(size, x, dy, job.kernel.add(tap), dx, sums.add(tap));
                }
            }
        }
    }
}

apart! {
    /// dx += kernel ⊙ dy, sums += dy ⊙ x
    fn add_tap([x, dy, kernel] => [dx, sums]) |i| {
        dx[i] = kernel[i].mul_add(dy[i], dx[i]);
        sums[i] = dy[i].mul_add(x[i], sums[i]);
    }
}
