//! Jobs that repeat others, and those that such a recording consists of besides its products.

use super::args::*;
use super::barrier::barrier;
use super::choose::{Choice, choose, choose_scratch};
use super::elementwise::LINE;
use super::{Dispatch, generate};
use crate::products::{panel_columns, words_of};
use crate::share::share;
use crate::simd::Simd;
use std::ptr::copy_nonoverlapping;
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// Runs a list of jobs `times` times. A thread takes the same shares of a job each time, and all wait for each other between two jobs,
/// unless the first thread runs both alone.
pub unsafe fn repeat<S: Dispatch>(job: &Repeat, thread: usize, threads: usize) {
    unsafe {
        let read = |i: usize| RecordedJob::read(job.jobs.add(i * RecordedJob::WORDS.len()));
        let jobs: Vec<_> = (0..job.count).map(read).collect();
        for t in 0..job.times {
            if thread == 0 {
                *job.time = t as u32;
            }
            for (i, one) in jobs.iter().enumerate() {
                for part in (thread..one.shares).step_by(threads) {
                    S::RUN(one.kind, one.args, part, one.shares);
                }
                if one.shares > 1 || jobs[(i + 1) % jobs.len()].shares > 1 {
                    barrier(job.barrierAt, threads);
                }
            }
        }
    }
}

/// Chooses the next character of each of B sequences; -1 is written if a logit is not finite.
#[inline(always)]
pub unsafe fn choose_characters(job: &ChooseCharacters, thread: usize, threads: usize) {
    unsafe {
        let scratch = from_raw_parts_mut(job.scratch.add(thread * job.scratchBytes / 4), choose_scratch(job.V));
        for b in share(job.B, 1, thread, threads) {
            let at = *job.time as usize * job.B + b;
            let choice = Choice {
                temperature: job.temperature,
                top_k: job.topK,
                top_p: job.topP,
                uniform: *job.uniforms.add(at),
            };
            let token = choose(from_raw_parts(job.logits.add(b * job.V), job.V), &choice, scratch);
            *job.written.add(at) = token;
            // Characters after a failure are useless, but must stay inside the table.
            *job.tokens.add(b) = token.max(0);
        }
    }
}

#[inline(always)]
pub unsafe fn copy(job: &Copy, thread: usize, threads: usize) {
    let range = share(job.size, LINE, thread, threads);
    unsafe { copy_nonoverlapping(job.from.add(range.start), job.to.add(range.start), range.len()) }
}

/// Rows of `depth` zeros with a one at the place that an id names.
#[inline(always)]
pub unsafe fn one_hot(job: &OneHot, thread: usize, threads: usize) {
    unsafe {
        for n in share(job.N, 1, thread, threads) {
            let row = from_raw_parts_mut(job.to.add(n * job.depth), job.depth);
            row.fill(0.0);
            if let Some(place) = row.get_mut(*job.ids.add(n) as usize) {
                *place = 1.0;
            }
        }
    }
}

/// Operations as `Pointwise` of packages/backend-simd numbers them, computed as TensorFlow.js does.
#[inline(always)]
pub unsafe fn pointwise(job: &Pointwise, thread: usize, threads: usize) {
    /// ln ε + 2, where ε is the precision of float32.
    const SOFTPLUS_BOUND: f64 = -13.942385;
    let compute = |a: f32, b: f32| {
        let x = f64::from(a);
        match job.operation {
            0 => a + b,
            1 => a * b,
            2 => a.min(b),
            3 => -a,
            4 => x.exp() as f32,
            5 => (1.0 / (1.0 + (-x).exp())) as f32,
            _ if x > -SOFTPLUS_BOUND => a,
            _ if x < SOFTPLUS_BOUND => x.exp() as f32,
            _ => (1.0 + x.exp()).ln() as f32,
        }
    };
    for i in share(job.size, 1, thread, threads) {
        unsafe { *job.to.add(i) = compute(*job.a.add(i), *job.b.add(i % job.period)) }
    }
}

/// One row (K) × a right operand that was packed before, as four interleaved blocks of ⌈N / 4⌉ columns: c (N) = a × B + bias.
#[inline(always)]
pub unsafe fn packed_row<S: Simd>(job: &PackedRow, thread: usize, threads: usize) {
    unsafe {
        let (width, words) = (panel_columns::<S>(), words_of::<S>(job.K));
        let block = job.scratch.add(thread * job.scratchBytes / 4);
        let left = generate::packed_row::<S>(job.a, job.K, block.add(4 * width));
        let columns = job.N.div_ceil(4);
        for panel in share(columns.div_ceil(width), 1, thread, threads) {
            let places = [0, 1, 2, 3].map(|g| {
                let first = g * columns + panel * width;
                (first, width.min(columns - panel * width).min(job.N.saturating_sub(first)))
            });
            from_raw_parts_mut(block, 4 * width).fill(0.0);
            for (g, (first, count)) in places.into_iter().enumerate() {
                if !job.bias.is_null() && count > 0 {
                    copy_nonoverlapping(job.bias.add(first), block.add(g * width), count);
                }
            }
            let panels = job.panels.add(panel * words * 4 * width);
            generate::row_by_panels::<S>(left, panels, words, block, width, block);
            for (g, (first, count)) in places.into_iter().enumerate() {
                if count > 0 {
                    copy_nonoverlapping(block.add(g * width), job.c.add(first), count);
                }
            }
        }
    }
}
