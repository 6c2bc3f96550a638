//! A thread takes its columns of (B, D) through all steps: there are no sums across.

use super::args::{LinearScan, LinearScanGradient};
use super::elementwise::LINE;
use crate::share::share;
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// h = keep ⊙ h₋₁ + input; N = B × D.
#[inline(always)]
pub unsafe fn linear_scan(job: &LinearScan, thread: usize, threads: usize) {
    unsafe {
        let columns = share(job.N, LINE, thread, threads);
        let (first, count) = (columns.start, columns.len());
        let mut before = from_raw_parts(job.initial.add(first), count);
        for t in 0..job.T {
            let at = t * job.N + first;
            let [keep, input] = [job.keep, job.input].map(|x| from_raw_parts(x.add(at), count));
            let outputs = from_raw_parts_mut(job.outputs.add(at), count);
            for i in 0..count {
                outputs[i] = keep[i].mul_add(before[i], input[i]);
            }
            before = outputs;
        }
        from_raw_parts_mut(job.r#final.add(first), count).copy_from_slice(before);
    }
}

/// From the last step to the first: δ = dh + keep₊₁ ⊙ δ₊₁ is the gradient by the input, δ ⊙ h₋₁ that by `keep`.
#[inline(always)]
pub unsafe fn linear_scan_gradient(job: &LinearScanGradient, thread: usize, threads: usize) {
    unsafe {
        let columns = share(job.N, LINE, thread, threads);
        let (first, count) = (columns.start, columns.len());
        // What later steps have of the gradient by the state of this one.
        let carried = from_raw_parts_mut(job.initial_gradient.add(first), count);
        carried.copy_from_slice(from_raw_parts(job.final_gradient.add(first), count));
        for t in (0..job.T).rev() {
            let at = t * job.N + first;
            let before = if t == 0 { job.initial.add(first) } else { job.outputs.add(at - job.N) };
            differentiate(
                from_raw_parts(job.keep.add(at), count),
                from_raw_parts(before, count),
                from_raw_parts(job.outputs_gradient.add(at), count),
                carried,
                from_raw_parts_mut(job.keep_gradient.add(at), count),
                from_raw_parts_mut(job.input_gradient.add(at), count),
            );
        }
    }
}

#[inline(always)]
fn differentiate(
    keep: &[f32],
    before: &[f32],
    dh: &[f32],
    carried: &mut [f32],
    d_keep: &mut [f32],
    d_input: &mut [f32],
) {
    let count = carried.len();
    let (keep, before, dh) = (&keep[..count], &before[..count], &dh[..count]);
    let (d_keep, d_input) = (&mut d_keep[..count], &mut d_input[..count]);
    for i in 0..count {
        let delta = dh[i] + carried[i];
        d_input[i] = delta;
        d_keep[i] = delta * before[i];
        carried[i] = delta * keep[i];
    }
}
