//! Element by element; each loop is a function of slices, which the compiler knows to be apart.

use super::args::*;
use super::elementwise::LINE;
use crate::math::sigmoid;
use crate::share::share;
use std::ops::Range;
use std::slice::{from_raw_parts, from_raw_parts_mut};

#[inline(always)]
unsafe fn part<'a>(x: *const f32, range: &Range<usize>) -> &'a [f32] {
    unsafe { from_raw_parts(x.add(range.start), range.len()) }
}

#[inline(always)]
unsafe fn part_mut<'a>(x: *mut f32, range: &Range<usize>) -> &'a mut [f32] {
    unsafe { from_raw_parts_mut(x.add(range.start), range.len()) }
}

/// silu(x) = x σ(x)
#[inline(always)]
pub unsafe fn silu(job: &Silu, thread: usize, threads: usize) {
    let range = share(job.size, LINE, thread, threads);
    let (x, outputs) = unsafe { (part(job.x, &range), part_mut(job.outputs, &range)) };
    for (y, &x) in outputs.iter_mut().zip(x) {
        *y = x * sigmoid(x);
    }
}

/// The derivative of x σ(x), given σ(x) and x σ(x): σ + x σ (1 − σ).
#[inline(always)]
fn silu_slope(s: f32, y: f32) -> f32 {
    y.mul_add(1.0 - s, s)
}

#[inline(always)]
pub unsafe fn silu_gradient(job: &SiluGradient, thread: usize, threads: usize) {
    let range = share(job.size, LINE, thread, threads);
    let (x, dy) = unsafe { (part(job.x, &range), part(job.outputs_gradient, &range)) };
    let dx = unsafe { part_mut(job.x_gradient, &range) };
    for i in 0..dx.len() {
        let s = sigmoid(x[i]);
        dx[i] = dy[i] * silu_slope(s, x[i] * s);
    }
}

/// silu(gate) x
#[inline(always)]
pub unsafe fn silu_product(job: &SiluProduct, thread: usize, threads: usize) {
    let range = share(job.size, LINE, thread, threads);
    let (gate, x) = unsafe { (part(job.gate, &range), part(job.x, &range)) };
    let outputs = unsafe { part_mut(job.outputs, &range) };
    for i in 0..outputs.len() {
        outputs[i] = gate[i] * sigmoid(gate[i]) * x[i];
    }
}

#[inline(always)]
pub unsafe fn silu_product_gradient(job: &SiluProductGradient, thread: usize, threads: usize) {
    let range = share(job.size, LINE, thread, threads);
    unsafe {
        differentiate_silu_product(
            part(job.gate, &range),
            part(job.x, &range),
            part(job.outputs_gradient, &range),
            part_mut(job.gate_gradient, &range),
            part_mut(job.x_gradient, &range),
        );
    }
}

#[inline(always)]
fn differentiate_silu_product(gate: &[f32], x: &[f32], dy: &[f32], d_gate: &mut [f32], dx: &mut [f32]) {
    let size = dx.len();
    let (gate, x, dy, d_gate) = (&gate[..size], &x[..size], &dy[..size], &mut d_gate[..size]);
    for i in 0..size {
        let s = sigmoid(gate[i]);
        let y = gate[i] * s;
        d_gate[i] = dy[i] * x[i] * silu_slope(s, y);
        dx[i] = dy[i] * y;
    }
}

/// keep = 1 − σ(update), input = σ(update) candidate
#[inline(always)]
pub unsafe fn update_gate(job: &UpdateGate, thread: usize, threads: usize) {
    let range = share(job.size, LINE, thread, threads);
    unsafe {
        open_gate(
            part(job.update, &range),
            part(job.candidate, &range),
            part_mut(job.keep, &range),
            part_mut(job.input, &range),
        );
    }
}

#[inline(always)]
fn open_gate(update: &[f32], candidate: &[f32], keep: &mut [f32], input: &mut [f32]) {
    let size = input.len();
    let (update, candidate, keep) = (&update[..size], &candidate[..size], &mut keep[..size]);
    for i in 0..size {
        let s = sigmoid(update[i]);
        keep[i] = 1.0 - s;
        input[i] = s * candidate[i];
    }
}

#[inline(always)]
pub unsafe fn update_gate_gradient(job: &UpdateGateGradient, thread: usize, threads: usize) {
    let range = share(job.size, LINE, thread, threads);
    unsafe {
        differentiate_gate(
            part(job.candidate, &range),
            part(job.keep, &range),
            part(job.keep_gradient, &range),
            part(job.input_gradient, &range),
            part_mut(job.update_gradient, &range),
            part_mut(job.candidate_gradient, &range),
        );
    }
}

#[inline(always)]
fn differentiate_gate(
    candidate: &[f32],
    keep: &[f32],
    d_keep: &[f32],
    d_input: &[f32],
    d_update: &mut [f32],
    d_candidate: &mut [f32],
) {
    let size = d_candidate.len();
    let (candidate, keep) = (&candidate[..size], &keep[..size]);
    let (d_keep, d_input, d_update) = (&d_keep[..size], &d_input[..size], &mut d_update[..size]);
    for i in 0..size {
        let s = 1.0 - keep[i];
        d_update[i] = (d_input[i] * candidate[i] - d_keep[i]) * (s * keep[i]);
        d_candidate[i] = d_input[i] * s;
    }
}
