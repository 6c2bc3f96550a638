//! Gate order z, r, h, reset after the product. packages/ops/src/gru.ts defines what this computes.
//! A row of `gates` (4H) holds z, r, the candidate g and u, the recurrent part of the candidate before the reset.

use super::args::{GruBackward, GruForward};
use super::recurrent::{Source, add_gate_products, groups, pack_step, step_product};
use crate::math::{sigmoid, tanh};
use crate::products::Start;
use crate::simd::Simd;
use std::ptr::null;
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// Gates of one row: `gates` holds x + hU for z and r, and u; activations are made in place.
#[inline(always)]
unsafe fn gates_forward(
    gates: *mut f32,
    x_candidate: *const f32,
    bias: *const f32,
    before: *const f32,
    output: *mut f32,
    units: usize,
) {
    unsafe {
        let gate = |gate: usize| from_raw_parts_mut(gates.add(gate * units), units);
        activate(
            gate(0),
            gate(1),
            gate(2),
            from_raw_parts(gates.add(3 * units), units),
            from_raw_parts(bias, 2 * units),
            from_raw_parts(x_candidate, units),
            from_raw_parts(before, units),
            from_raw_parts_mut(output, units),
        );
    }
}

/// A function of its own, whose parameters the compiler knows to be apart: only so does the loop become vectors.
#[inline(always)]
fn activate(
    z: &mut [f32],
    r: &mut [f32],
    g: &mut [f32],
    u: &[f32],
    bias: &[f32],
    x: &[f32],
    before: &[f32],
    output: &mut [f32],
) {
    let units = output.len();
    let (z, r, g, u) = (&mut z[..units], &mut r[..units], &mut g[..units], &u[..units]);
    let (bias_z, bias_r) = (&bias[..units], &bias[units..][..units]);
    let (x, before) = (&x[..units], &before[..units]);
    for j in 0..units {
        z[j] = sigmoid(z[j] + bias_z[j]);
        r[j] = sigmoid(r[j] + bias_r[j]);
        g[j] = tanh(r[j].mul_add(u[j], x[j]));
        output[j] = z[j].mul_add(before[j] - g[j], g[j]);
    }
}

#[inline(always)]
pub unsafe fn gru_forward<S: Simd>(job: &GruForward, thread: usize, threads: usize) {
    unsafe {
        let (batch, units) = (job.B, job.H);
        let width = 4 * units;
        let scratch = job.scratch.add(thread * job.scratch_bytes / 4);
        let source = Source { x: job.x, tokens: job.tokens, table: job.table, width: 3 * units };
        let recurrent_bias = Start { from: job.bias.add(2 * units), stride: 0, tokens: null() };
        for t in 0..job.T {
            for (first, rows) in groups::<S>(batch, thread, threads) {
                let row = t * batch + first;
                let before = if t == 0 {
                    job.h0.add(first * units)
                } else {
                    job.outputs.add((row - batch) * units).cast_const()
                };
                let gates = job.gates.add(t * (job.gates_step / 4) + first * width);
                pack_step::<S>(before, units, units, rows, scratch);
                let start = source.rows_from(row);
                step_product::<S>(scratch, job.packed_uzr, units, rows, 2 * units, start, gates, width);
                let u = gates.add(3 * units);
                step_product::<S>(scratch, job.packed_uh, units, rows, units, recurrent_bias, u, width);
                for i in 0..rows {
                    let x_candidate = source.row(row + i).add(2 * units);
                    let output = job.outputs.add((row + i) * units);
                    gates_forward(gates.add(i * width), x_candidate, job.bias, before.add(i * units), output, units);
                }
            }
        }
    }
}

/// What goes in and out of the gates of one row on the way back.
struct Backward {
    gates: *const f32,
    before: *const f32,
    d_output: *const f32,
    dh: *mut f32,
    dx: *mut f32,
    du: *mut f32,
}

/// Gradients of one row by x and by u = hU + b (`du`); dh becomes what goes past the gates.
#[inline(always)]
unsafe fn gates_backward(row: Backward, units: usize) {
    unsafe {
        let dx = |gate: usize| from_raw_parts_mut(row.dx.add(gate * units), units);
        let du = |gate: usize| from_raw_parts_mut(row.du.add(gate * units), units);
        differentiate(
            from_raw_parts(row.gates, 4 * units),
            from_raw_parts(row.before, units),
            from_raw_parts(row.d_output, units),
            from_raw_parts_mut(row.dh, units),
            dx(0),
            dx(1),
            dx(2),
            du(0),
            du(1),
            du(2),
        );
    }
}

/// As `activate`, a function of its own.
#[inline(always)]
fn differentiate(
    gates: &[f32],
    before: &[f32],
    d_output: &[f32],
    dh: &mut [f32],
    dx_z: &mut [f32],
    dx_r: &mut [f32],
    dx_g: &mut [f32],
    du_z: &mut [f32],
    du_r: &mut [f32],
    du_g: &mut [f32],
) {
    let units = dh.len();
    let [z, r, g, u] = [0, 1, 2, 3].map(|gate| &gates[gate * units..][..units]);
    let (before, d_output) = (&before[..units], &d_output[..units]);
    let (dx_z, dx_r, dx_g) = (&mut dx_z[..units], &mut dx_r[..units], &mut dx_g[..units]);
    let (du_z, du_r, du_g) = (&mut du_z[..units], &mut du_r[..units], &mut du_g[..units]);
    for j in 0..units {
        let dh_sum = d_output[j] + dh[j];
        let dh_z = dh_sum * z[j];
        let dg = (dh_sum - dh_z) * (1.0 - g[j] * g[j]);
        let dz = dh_z * (1.0 - z[j]) * (before[j] - g[j]);
        let dg_r = dg * r[j];
        let dr = dg_r * u[j] * (1.0 - r[j]);
        dh[j] = dh_z;
        dx_z[j] = dz;
        dx_r[j] = dr;
        dx_g[j] = dg;
        du_z[j] = dz;
        du_r[j] = dr;
        du_g[j] = dg_r;
    }
}

#[inline(always)]
pub unsafe fn gru_backward<S: Simd>(job: &GruBackward, thread: usize, threads: usize) {
    unsafe {
        let (batch, units) = (job.B, job.H);
        let width = 3 * units;
        let scratch = job.scratch.add(thread * job.scratch_bytes / 4);
        for t in (0..job.T).rev() {
            for (first, rows) in groups::<S>(batch, thread, threads) {
                let dh = job.dh0.add(first * units);
                let du = job.du.add((t * batch + first) * width);
                for i in 0..rows {
                    let row = t * batch + first + i;
                    let before =
                        if t == 0 { job.h0.add((first + i) * units) } else { job.outputs.add((row - batch) * units) };
                    let at = Backward {
                        gates: job.gates.add(row * 4 * units),
                        before,
                        d_output: job.d_outputs.add(row * units),
                        dh: dh.add(i * units),
                        dx: job.dx.add(row * width),
                        du: du.add(i * width),
                    };
                    gates_backward(at, units);
                }
                add_gate_products::<S>(du, job.packed_ut, 3, units, rows, dh, scratch);
            }
        }
    }
}
