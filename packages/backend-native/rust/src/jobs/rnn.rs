//! packages/ops/src/rnn.ts defines what this computes.

use super::args::{RnnBackward, RnnForward};
use super::recurrent::{Source, add_gate_products, groups, pack_step, step_product};
use crate::math::tanh;
use crate::share::apart;
use crate::simd::Simd;
use std::slice::from_raw_parts_mut;

#[inline(always)]
pub unsafe fn rnn_forward<S: Simd>(job: &RnnForward, thread: usize, threads: usize) {
    unsafe {
        let (batch, units) = (job.B, job.H);
        let scratch = job.scratch.add(thread * job.scratchBytes / 4);
        let source = Source { x: job.x, tokens: job.tokens, table: job.table, width: units };
        for t in 0..job.T {
            for (first, rows) in groups::<S>(batch, thread, threads) {
                let row = t * batch + first;
                let to = job.outputs.add(row * units);
                let before = if t == 0 { job.h0.add(first * units) } else { to.sub(batch * units).cast_const() };
                pack_step::<S>(before, units, units, rows, scratch);
                step_product::<S>(scratch, job.packedU, units, rows, units, source.rows_from(row), to, units);
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
        let scratch = job.scratch.add(thread * job.scratchBytes / 4);
        for t in (0..job.T).rev() {
            for (first, rows) in groups::<S>(batch, thread, threads) {
                let at = (t * batch + first) * units;
                let dh = job.dh0.add(first * units);
                differentiate(rows * units, job.outputs.add(at), job.dOutputs.add(at), dh, job.dx.add(at));
                add_gate_products::<S>(job.dx.add(at), job.packedUT, 1, units, rows, dh, scratch);
            }
        }
    }
}

apart! {
    fn differentiate([outputs, d_outputs] => [dh, dx]) |j| {
        let dh_sum = d_outputs[j] + dh[j];
        dx[j] = dh_sum - dh_sum * (outputs[j] * outputs[j]);
        dh[j] = 0.0;
    }
}
