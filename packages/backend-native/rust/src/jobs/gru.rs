//! Gate order z, r, h, reset after the product. packages/ops/src/gru.ts defines what this computes.
//! A row of `gates` (4H) holds z, r, the candidate g and u, the recurrent part of the candidate before the reset.

use super::args::{GruBackward, GruForward};
use super::recurrent::{Source, add_gate_products, groups, pack_step, step_product};
use crate::math::{sigmoid, tanh};
use crate::products::Start;
use crate::share::apart;
use crate::simd::Simd;
use std::ptr::null;

apart! {
    /// Activates the gates of one row in place: z and r hold x + hU, and the candidate g is computed from x and u.
    fn activate([u, bias_z, bias_r, x, before] => [z, r, g, output]) |j| {
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
        let scratch = job.scratch.add(thread * job.scratchBytes / 4);
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
                let gates = job.gates.add(t * (job.gatesStep / 4) + first * width);
                pack_step::<S>(before, units, units, rows, scratch);
                let start = source.rows_from(row);
                step_product::<S>(scratch, job.packedUzr, units, rows, 2 * units, start, gates, width);
                let u = gates.add(3 * units);
                step_product::<S>(scratch, job.packedUh, units, rows, units, recurrent_bias, u, width);
                for i in 0..rows {
                    let x = source.row(row + i).add(2 * units);
                    let output = job.outputs.add((row + i) * units);
                    let [z, r, g, u] = [0, 1, 2, 3].map(|gate| gates.add(i * width + gate * units));
                    let before = before.add(i * units);
                    activate(units, u, job.bias, job.bias.add(units), x, before, z, r, g, output);
                }
            }
        }
    }
}

apart! {
    /// Gradients of one row with respect to x and to u = hU + b (`du`); dh keeps the part that bypasses the gates.
    fn differentiate([z, r, g, u, before, d_output] => [dh, dx_z, dx_r, dx_g, du_z, du_r, du_g]) |j| {
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
        let scratch = job.scratch.add(thread * job.scratchBytes / 4);
        for t in (0..job.T).rev() {
            for (first, rows) in groups::<S>(batch, thread, threads) {
                let dh = job.dh0.add(first * units);
                let du = job.du.add((t * batch + first) * width);
                for i in 0..rows {
                    let row = t * batch + first + i;
                    let before =
                        if t == 0 { job.h0.add((first + i) * units) } else { job.outputs.add((row - batch) * units) };
                    let [z, r, g, u] = [0, 1, 2, 3].map(|gate| job.gates.add((row * 4 + gate) * units));
                    let [dx_z, dx_r, dx_g] = [0, 1, 2].map(|gate| job.dx.add(row * width + gate * units));
                    let [du_z, du_r, du_g] = [0, 1, 2].map(|gate| du.add(i * width + gate * units));
                    let (d_output, dh) = (job.dOutputs.add(row * units), dh.add(i * units));
                    differentiate(units, z, r, g, u, before, d_output, dh, dx_z, dx_r, dx_g, du_z, du_r, du_g);
                }
                add_gate_products::<S>(du, job.packedUT, 3, units, rows, dh, scratch);
            }
        }
    }
}
