//! A thread takes its columns of (B, D) through all steps; nothing is summed across columns.

use super::args::{LinearScan, LinearScanGradient};
use super::elementwise::LINE;
use crate::share::{apart, share};
use std::ptr::copy_nonoverlapping;

apart! {
    fn step([keep, before, input] => [outputs]) |i| {
        outputs[i] = keep[i].mul_add(before[i], input[i]);
    }
}

/// h = keep ⊙ h₋₁ + input; N = B × D.
#[inline(always)]
pub unsafe fn linear_scan(job: &LinearScan, thread: usize, threads: usize) {
    unsafe {
        let columns = share(job.N, LINE, thread, threads);
        let (first, count) = (columns.start, columns.len());
        let mut before = job.initial.add(first);
        for t in 0..job.T {
            let at = t * job.N + first;
            let outputs = job.outputs.add(at);
            step(count, job.keep.add(at), before, job.input.add(at), outputs);
            before = outputs;
        }
        copy_nonoverlapping(before, job.r#final.add(first), count);
    }
}

/// Runs from the last step to the first: δ = dh + keep₊₁ ⊙ δ₊₁ is the gradient of the input, δ ⊙ h₋₁ that of `keep`.
#[inline(always)]
pub unsafe fn linear_scan_gradient(job: &LinearScanGradient, thread: usize, threads: usize) {
    unsafe {
        let columns = share(job.N, LINE, thread, threads);
        let (first, count) = (columns.start, columns.len());
        // Later steps' contribution to the gradient with respect to the state of this one.
        let carried = job.initialGradient.add(first);
        copy_nonoverlapping(job.finalGradient.add(first), carried, count);
        for t in (0..job.T).rev() {
            let at = t * job.N + first;
            let before = if t == 0 { job.initial.add(first) } else { job.outputs.add(at - job.N) };
            let (dh, d_keep) = (job.outputsGradient.add(at), job.keepGradient.add(at));
            differentiate(count, job.keep.add(at), before, dh, carried, d_keep, job.inputGradient.add(at));
        }
    }
}

apart! {
    fn differentiate([keep, before, dh] => [carried, d_keep, d_input]) |i| {
        let delta = dh[i] + carried[i];
        d_input[i] = delta;
        d_keep[i] = delta * before[i];
        carried[i] = delta * keep[i];
    }
}
