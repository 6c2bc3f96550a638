//! Gate order i, f, c, o. packages/ops/src/lstm.ts defines what this computes.

use super::args::{LstmBackward, LstmForward};
use super::recurrent::{Source, add_gate_products, groups, pack_step, step_product};
use crate::math::{sigmoid, tanh};
use crate::share::apart;
use crate::simd::Simd;

apart! {
    /// Activates the gates of one row in place and computes its cell state and output.
    fn activate([before] => [i, f, g, o, cell, output]) |j| {
        i[j] = sigmoid(i[j]);
        f[j] = sigmoid(f[j]);
        g[j] = tanh(g[j]);
        o[j] = sigmoid(o[j]);
        cell[j] = f[j].mul_add(before[j], i[j] * g[j]);
        output[j] = o[j] * tanh(cell[j]);
    }
}

#[inline(always)]
pub unsafe fn lstm_forward<S: Simd>(job: &LstmForward, thread: usize, threads: usize) {
    unsafe {
        let (batch, units) = (job.B, job.H);
        let width = 4 * units;
        let scratch = job.scratch.add(thread * job.scratchBytes / 4);
        let source = Source { x: job.x, tokens: job.tokens, table: job.table, width };
        for t in 0..job.T {
            for (first, rows) in groups::<S>(batch, thread, threads) {
                let row = t * batch + first;
                let (hidden, cell) = if t == 0 {
                    (job.h0.add(first * units), job.c0.add(first * units))
                } else {
                    let before = (row - batch) * units;
                    (job.outputs.add(before).cast_const(), job.cells.add(before).cast_const())
                };
                pack_step::<S>(hidden, units, units, rows, scratch);
                let gates = job.gates.add(t * (job.gatesStep / 4) + first * width);
                step_product::<S>(scratch, job.packedU, units, rows, width, source.rows_from(row), gates, width);
                for i in 0..rows {
                    let at = (row + i) * units;
                    let [input, forget, candidate, out] = [0, 1, 2, 3].map(|gate| gates.add(i * width + gate * units));
                    let (to, output) = (job.cells.add(at), job.outputs.add(at));
                    activate(units, cell.add(i * units), input, forget, candidate, out, to, output);
                }
            }
        }
    }
}

apart! {
    /// Gradients of one row's pre-activations; `dc` is updated in place, `dh` cleared for the products that follow.
    fn differentiate([i, f, g, o, cell, cell_before, d_output] => [dh, dc, di, df, dg, d_o]) |j| {
        let tanh_cell = tanh(cell[j]);
        let dh_o = (d_output[j] + dh[j]) * o[j];
        let d_cell = dc[j] + (dh_o - dh_o * (tanh_cell * tanh_cell));
        di[j] = d_cell * g[j] * (i[j] * (1.0 - i[j]));
        df[j] = d_cell * cell_before[j] * (f[j] * (1.0 - f[j]));
        dg[j] = d_cell * i[j] * (1.0 - g[j] * g[j]);
        d_o[j] = dh_o * tanh_cell * (1.0 - o[j]);
        dc[j] = d_cell * f[j];
        dh[j] = 0.0;
    }
}

#[inline(always)]
pub unsafe fn lstm_backward<S: Simd>(job: &LstmBackward, thread: usize, threads: usize) {
    unsafe {
        let (batch, units) = (job.B, job.H);
        let width = 4 * units;
        let scratch = job.scratch.add(thread * job.scratchBytes / 4);
        for t in (0..job.T).rev() {
            for (first, rows) in groups::<S>(batch, thread, threads) {
                let dh = job.dh0.add(first * units);
                let d_gates = job.dx.add((t * batch + first) * width);
                for i in 0..rows {
                    let (row, state) = (t * batch + first + i, (first + i) * units);
                    let before = if t == 0 { job.c0.add(state) } else { job.cells.add((row - batch) * units) };
                    let [input, forget, candidate, out] =
                        [0, 1, 2, 3].map(|gate| job.gates.add(row * width + gate * units));
                    let [di, df, dg, d_o] = [0, 1, 2, 3].map(|gate| job.dx.add(row * width + gate * units));
                    let [cell, d_output] = [job.cells, job.dOutputs].map(|rows| rows.add(row * units));
                    let (dh, dc) = (dh.add(i * units), job.dc0.add(state));
                    differentiate(
                        units, input, forget, candidate, out, cell, before, d_output, dh, dc, di, df, dg, d_o,
                    );
                }
                add_gate_products::<S>(d_gates, job.packedUT, 4, units, rows, dh, scratch);
            }
        }
    }
}
