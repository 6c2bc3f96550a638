use super::args::{RmsNorm, RmsNormGradient};
use crate::share::{apart, share};
use std::ptr::write_bytes;
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// Rows per block of a gradient that is summed over rows: fixed, so that the sum does not depend on the threads.
pub const BLOCK_ROWS: usize = 64;

/// Divides each row of x (N, D) by its root mean square and multiplies it by `gain` (D).
#[inline(always)]
pub unsafe fn rms_norm(job: &RmsNorm, thread: usize, threads: usize) {
    unsafe {
        let size = job.D;
        let gain = from_raw_parts(job.gain, size);
        for row in share(job.N, 1, thread, threads) {
            let x = from_raw_parts(job.x.add(row * size), size);
            let outputs = from_raw_parts_mut(job.outputs.add(row * size), size);
            let scale = inverse_root(x, job.epsilon);
            for i in 0..size {
                outputs[i] = x[i] * scale * gain[i];
            }
        }
    }
}

/// 1 / √(mean of x² + ε)
#[inline(always)]
fn inverse_root(x: &[f32], epsilon: f32) -> f32 {
    let (whole, rest) = x.as_chunks::<16>();
    let mut lanes = [0f32; 16];
    for x in whole {
        for i in 0..16 {
            lanes[i] = x[i].mul_add(x[i], lanes[i]);
        }
    }
    let sum = rest.iter().fold(sum_of(lanes), |sum, x| sum + x * x);
    1.0 / (sum / x.len() as f32 + epsilon).sqrt()
}

/// Σ dy ⊙ gain ⊙ x
#[inline(always)]
fn sum_of_products(x: &[f32], dy: &[f32], gain: &[f32]) -> f32 {
    let [(x, x_rest), (dy, dy_rest), (gain, gain_rest)] = [x, dy, gain].map(|row| row.as_chunks::<16>());
    let mut lanes = [0f32; 16];
    for ((x, dy), gain) in x.iter().zip(dy).zip(gain) {
        for i in 0..16 {
            lanes[i] = (dy[i] * gain[i]).mul_add(x[i], lanes[i]);
        }
    }
    let rest = x_rest.iter().zip(dy_rest).zip(gain_rest);
    rest.fold(sum_of(lanes), |sum, ((x, dy), gain)| sum + dy * gain * x)
}

/// Adds sixteen lanes in the order of the WebAssembly engine.
#[inline(always)]
fn sum_of(lanes: [f32; 16]) -> f32 {
    // Otherwise the compiler orders the lanes of the preceding loops to suit these few sums, and no longer vectorizes those loops.
    let lanes = std::hint::black_box(lanes);
    let four = |i: usize| lanes[i] + lanes[i + 4] + (lanes[i + 8] + lanes[i + 12]);
    four(0) + four(1) + (four(2) + four(3))
}

/// Gradients, with r = 1 / √(mean of x² + ε): dx = r dy ⊙ gain − x r³ Σ(dy ⊙ gain ⊙ x) / D, and the gain's Σ dy ⊙ x r, one sum
/// per block of rows, in `partial` (blocks, D).
#[inline(always)]
pub unsafe fn rms_norm_gradient(job: &RmsNormGradient, thread: usize, threads: usize) {
    unsafe {
        let size = job.D;
        let gain = from_raw_parts(job.gain, size);
        for block in share(job.N.div_ceil(BLOCK_ROWS), 1, thread, threads) {
            let sums = job.partial.add(block * size);
            write_bytes(sums, 0, size);
            for row in block * BLOCK_ROWS..job.N.min((block + 1) * BLOCK_ROWS) {
                let x = from_raw_parts(job.x.add(row * size), size);
                let dy = from_raw_parts(job.outputsGradient.add(row * size), size);
                let r = inverse_root(x, job.epsilon);
                let c = r * r * r * sum_of_products(x, dy, gain) / size as f32;
                let dx = job.xGradient.add(row * size);
                differentiate(size, x.as_ptr(), job.gain, dy.as_ptr(), dx, sums, r, c);
            }
        }
    }
}

apart! {
    fn differentiate([x, gain, dy] => [dx, sums], r: f32, c: f32) |i| {
        dx[i] = dy[i] * gain[i] * r - x[i] * c;
        sums[i] = dy[i].mul_add(x[i] * r, sums[i]);
    }
}
