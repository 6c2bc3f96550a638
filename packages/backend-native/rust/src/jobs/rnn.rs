//! packages/ops/src/rnn.ts defines what this computes.

use super::args::{RnnBackward, RnnForward};
use super::recurrent::{Source, add_gate_products, groups, pack_step, step_product};
use crate::math::tanh;
use crate::simd::Simd;
use std::slice::{from_raw_parts, from_raw_parts_mut};

#[inline(always)]
pub unsafe fn rnn_forward<S: Simd>(job: &RnnForward, thread: usize, threads: usize) {
    unsafe {
        let (batch, units) = (job.B, job.H);
        let scratch = job.scratch.add(thread * job.scratch_bytes / 4);
        let source = Source { x: job.x, tokens: job.tokens, table: job.table, width: units };
        for t in 0..job.T {
            for (first, rows) in groups::<S>(batch, thread, threads) {
                let row = t * batch + first;
                let to = job.outputs.add(row * units);
                let before = if t == 0 { job.h0.add(first * units) } else { to.sub(batch * units).cast_const() };
                pack_step::<S>(before, units, units, rows, scratch);
                step_product::<S>(scratch, job.packed_u, units, rows, units, source.rows_from(row), to, units);
                for output in from_raw_parts_mut(to, rows * units) {
                    *output = tanh(*output);
                }
            }
        }
    }
}

#[inline(always)]
pub unsafe fn rnn_backward<S: Simd>(job: &RnnBackward, thread: usize, threads: usize) {
    unsafe {
        let (batch, units) = (job.B, job.H);
        let scratch = job.scratch.add(thread * job.scratch_bytes / 4);
        for t in (0..job.T).rev() {
            for (first, rows) in groups::<S>(batch, thread, threads) {
                let (at, numbers) = ((t * batch + first) * units, rows * units);
                let [outputs, d_outputs] = [job.outputs, job.d_outputs].map(|all| from_raw_parts(all.add(at), numbers));
                let dx = from_raw_parts_mut(job.dx.add(at), numbers);
                let dh = from_raw_parts_mut(job.dh0.add(first * units), numbers);
                differentiate(outputs, d_outputs, dh, dx);
                let dh = job.dh0.add(first * units);
                add_gate_products::<S>(job.dx.add(at), job.packed_ut, 1, units, rows, dh, scratch);
            }
        }
    }
}

/// A function of its own, whose parameters the compiler knows to be apart: only so does the loop become vectors.
#[inline(always)]
fn differentiate(outputs: &[f32], d_outputs: &[f32], dh: &mut [f32], dx: &mut [f32]) {
    let count = dh.len();
    let (outputs, d_outputs, dx) = (&outputs[..count], &d_outputs[..count], &mut dx[..count]);
    for j in 0..count {
        let dh_sum = d_outputs[j] + dh[j];
        dx[j] = dh_sum - dh_sum * (outputs[j] * outputs[j]);
        dh[j] = 0.0;
    }
}
