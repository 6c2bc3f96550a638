use super::args::*;
use crate::math::exp;
use crate::share::share;
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// Elements of a cache line, the unit in which threads split arrays.
pub const LINE: usize = 16;

/// Cross-entropy of rows of logits (N, V): loss in nats, whether the first arg max is the target, softmax − one-hot; all zero in rows that
/// are ignored because their target is negative.
#[inline(always)]
pub unsafe fn softmax_cross_entropy(job: &SoftmaxCrossEntropy, thread: usize, threads: usize) {
    unsafe {
        let size = job.V;
        for n in share(job.N, 1, thread, threads) {
            let logits = from_raw_parts(job.logits.add(n * size), size);
            let residual = from_raw_parts_mut(job.residual.add(n * size), size);
            let target = *job.targets.add(n);
            if target < 0 {
                residual.fill(0.0);
                *job.losses.add(n) = 0.0;
                *job.correct.add(n) = 0.0;
                continue;
            }
            let target = target as usize;
            let mut top = -f32::MAX;
            for &x in logits {
                top = if x > top { x } else { top };
            }
            // If every logit is NaN, no maximum is found, and the first is taken.
            let best = logits.iter().position(|&x| x == top).unwrap_or(0);
            for (to, &x) in residual.iter_mut().zip(logits) {
                *to = exp(x - top);
            }
            let sum = sum_in_lanes(residual);
            let scale = 1.0 / sum;
            for to in residual.iter_mut() {
                *to *= scale;
            }
            residual[target] -= 1.0;
            *job.losses.add(n) = (f64::from(sum).ln() + f64::from(top) - f64::from(logits[target])) as f32;
            *job.correct.add(n) = if best == target { 1.0 } else { 0.0 };
        }
    }
}

/// Σ x, four lanes at a time, then one by one: as the WebAssembly engine does.
#[inline(always)]
pub fn sum_in_lanes(x: &[f32]) -> f32 {
    let mut lanes = [0f32; 4];
    let (whole, rest) = x.as_chunks::<4>();
    for four in whole {
        for i in 0..4 {
            lanes[i] += four[i];
        }
    }
    let mut sum = lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
    for x in rest {
        sum += x;
    }
    sum
}

/// Rows of x (N, V), each times its own factor.
#[inline(always)]
pub unsafe fn scale_rows(job: &ScaleRows, thread: usize, threads: usize) {
    unsafe {
        for n in share(job.N, 1, thread, threads) {
            let x = from_raw_parts(job.x.add(n * job.V), job.V);
            let to = from_raw_parts_mut(job.to.add(n * job.V), job.V);
            let factor = *job.factors.add(n);
            for (to, x) in to.iter_mut().zip(x) {
                *to = x * factor;
            }
        }
    }
}

#[inline(always)]
fn mix(x: u32) -> u32 {
    let x = (x ^ (x >> 16)).wrapping_mul(0x7feb_352d);
    let x = (x ^ (x >> 15)).wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

/// Inverted dropout; the random stream is that of `counterRandom` in packages/ops. Random words below `threshold` drop their element.
#[inline(always)]
pub unsafe fn dropout(job: &Dropout, thread: usize, threads: usize) {
    unsafe {
        let key = mix(job.seed);
        let range = share(job.size, LINE, thread, threads);
        let first = range.start as u32;
        let x = from_raw_parts(job.x.add(range.start), range.len());
        let to = from_raw_parts_mut(job.to.add(range.start), range.len());
        for i in 0..to.len() {
            let word = mix(first.wrapping_add(i as u32).wrapping_mul(0x9e37_79b1) ^ key);
            to[i] = if word >= job.threshold { x[i] * job.scale } else { 0.0 };
        }
    }
}

/// Column sums of x (R, C), in blocks of 64 rows so that rounding error grows with √R, not with R.
#[inline(always)]
pub unsafe fn column_sums(job: &ColumnSums, thread: usize, threads: usize) {
    unsafe {
        let range = share(job.C, LINE, thread, threads);
        let count = range.len();
        let to = from_raw_parts_mut(job.to.add(range.start), count);
        let partial = from_raw_parts_mut(job.partial.add(range.start), count);
        to.fill(0.0);
        for block in (0..job.R).step_by(64) {
            partial.fill(0.0);
            for row in block..job.R.min(block + 64) {
                add_into(partial, from_raw_parts(job.x.add(row * job.C + range.start), count));
            }
            add_into(to, partial);
        }
    }
}

#[inline(always)]
fn add_into(to: &mut [f32], from: &[f32]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from;
    }
}

/// One thread's columns of the table's gradient: rows of `dx` (R, N) added up by token.
#[inline(always)]
pub unsafe fn scatter_add_rows(job: &ScatterAddRows, thread: usize, threads: usize) {
    unsafe {
        let range = share(job.N, LINE, thread, threads);
        let count = range.len();
        for token in 0..job.V {
            from_raw_parts_mut(job.dTable.add(token * job.N + range.start), count).fill(0.0);
        }
        for row in 0..job.R {
            let token = *job.tokens.add(row) as usize;
            let to = from_raw_parts_mut(job.dTable.add(token * job.N + range.start), count);
            add_into(to, from_raw_parts(job.dx.add(row * job.N + range.start), count));
        }
    }
}

/// to = a × b, where b is a single number when `scalar`.
#[inline(always)]
pub unsafe fn multiply(job: &Multiply, thread: usize, threads: usize) {
    unsafe {
        let range = share(job.size, LINE, thread, threads);
        let a = from_raw_parts(job.a.add(range.start), range.len());
        let to = from_raw_parts_mut(job.to.add(range.start), range.len());
        if job.scalar {
            let b = *job.b;
            for i in 0..to.len() {
                to[i] = a[i] * b;
            }
        } else {
            let b = from_raw_parts(job.b.add(range.start), range.len());
            for i in 0..to.len() {
                to[i] = a[i] * b[i];
            }
        }
    }
}
