//! Gate order i, f, c, o. packages/ops/src/lstm.ts defines what this computes.

use super::args::{LstmBackward, LstmForward};
use super::recurrent::{Source, add_gate_products, groups, pack_step, step_product};
use crate::math::{sigmoid, tanh};
use crate::simd::Simd;
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// Gates of one row, from pre-activations in place; cell state and output.
#[inline(always)]
unsafe fn gates_forward(gates: *mut f32, before: *const f32, cell: *mut f32, output: *mut f32, units: usize) {
    unsafe {
        let gate = |gate: usize| from_raw_parts_mut(gates.add(gate * units), units);
        activate(
            gate(0),
            gate(1),
            gate(2),
            gate(3),
            from_raw_parts(before, units),
            from_raw_parts_mut(cell, units),
            from_raw_parts_mut(output, units),
        );
    }
}

#[inline(always)]
pub unsafe fn lstm_forward<S: Simd>(job: &LstmForward, thread: usize, threads: usize) {
    unsafe {
        let (batch, units) = (job.B, job.H);
        let width = 4 * units;
        let scratch = job.scratch.add(thread * job.scratch_bytes / 4);
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
                let gates = job.gates.add(t * (job.gates_step / 4) + first * width);
                step_product::<S>(scratch, job.packed_u, units, rows, width, source.rows_from(row), gates, width);
                for i in 0..rows {
                    let at = (row + i) * units;
                    gates_forward(
                        gates.add(i * width),
                        cell.add(i * units),
                        job.cells.add(at),
                        job.outputs.add(at),
                        units,
                    );
                }
            }
        }
    }
}

/// A function of its own, whose parameters the compiler knows to be apart: only so does the loop become vectors.
#[inline(always)]
fn activate(
    i: &mut [f32],
    f: &mut [f32],
    g: &mut [f32],
    o: &mut [f32],
    before: &[f32],
    cell: &mut [f32],
    output: &mut [f32],
) {
    let units = output.len();
    let (i, f, g, o) = (&mut i[..units], &mut f[..units], &mut g[..units], &mut o[..units]);
    let (before, cell) = (&before[..units], &mut cell[..units]);
    for j in 0..units {
        i[j] = sigmoid(i[j]);
        f[j] = sigmoid(f[j]);
        g[j] = tanh(g[j]);
        o[j] = sigmoid(o[j]);
        cell[j] = f[j].mul_add(before[j], i[j] * g[j]);
        output[j] = o[j] * tanh(cell[j]);
    }
}

/// What goes in and out of the gates of one row on the way back.
struct Backward {
    gates: *const f32,
    cell: *const f32,
    cell_before: *const f32,
    d_output: *const f32,
    dh: *mut f32,
    dc: *mut f32,
    dx: *mut f32,
}

/// Gradients of one row by its pre-activations; `dc` is updated in place, `dh` cleared for the products that follow.
#[inline(always)]
unsafe fn gates_backward(row: Backward, units: usize) {
    unsafe {
        let gates = from_raw_parts(row.gates, 4 * units);
        let gradient = |gate: usize| from_raw_parts_mut(row.dx.add(gate * units), units);
        differentiate(
            gates,
            from_raw_parts(row.cell, units),
            from_raw_parts(row.cell_before, units),
            from_raw_parts(row.d_output, units),
            from_raw_parts_mut(row.dh, units),
            from_raw_parts_mut(row.dc, units),
            gradient(0),
            gradient(1),
            gradient(2),
            gradient(3),
        );
    }
}

/// As `activate`, a function of its own.
#[inline(always)]
fn differentiate(
    gates: &[f32],
    cell: &[f32],
    cell_before: &[f32],
    d_output: &[f32],
    dh: &mut [f32],
    dc: &mut [f32],
    di: &mut [f32],
    df: &mut [f32],
    dg: &mut [f32],
    d_o: &mut [f32],
) {
    let units = dh.len();
    let [i, f, g, o] = [0, 1, 2, 3].map(|gate| &gates[gate * units..][..units]);
    let (cell, cell_before, d_output) = (&cell[..units], &cell_before[..units], &d_output[..units]);
    let (dc, di, df) = (&mut dc[..units], &mut di[..units], &mut df[..units]);
    let (dg, d_o) = (&mut dg[..units], &mut d_o[..units]);
    for j in 0..units {
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
        let scratch = job.scratch.add(thread * job.scratch_bytes / 4);
        for t in (0..job.T).rev() {
            for (first, rows) in groups::<S>(batch, thread, threads) {
                let dh = job.dh0.add(first * units);
                let d_gates = job.dx.add((t * batch + first) * width);
                for i in 0..rows {
                    let (row, state) = (t * batch + first + i, (first + i) * units);
                    let before = if t == 0 { job.c0.add(state) } else { job.cells.add((row - batch) * units) };
                    let at = Backward {
                        gates: job.gates.add(row * width),
                        cell: job.cells.add(row * units),
                        cell_before: before,
                        d_output: job.d_outputs.add(row * units),
                        dh: dh.add(i * units),
                        dc: job.dc0.add(state),
                        dx: job.dx.add(row * width),
                    };
                    gates_backward(at, units);
                }
                add_gate_products::<S>(d_gates, job.packed_ut, 4, units, rows, dh, scratch);
            }
        }
    }
}
