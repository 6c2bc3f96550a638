//! Operations on all parameters of a training step at once: a job reads an array of records, one per tensor.

use super::args::{Adam, AdamTensors, NormTensor, SquaredNorms};
use super::elementwise::LINE;
use crate::share::{apart, share};
use std::slice::from_raw_parts;
use std::sync::atomic::{AtomicU32, Ordering};

/// Adam (see `adamSteps` in packages/ops), in place; threads share each tensor. `rate` holds the bias correction.
#[inline(always)]
pub unsafe fn adam(job: &Adam, thread: usize, threads: usize) {
    unsafe {
        for i in 0..job.count {
            let tensors = AdamTensors::read(job.records.add(i * AdamTensors::WORDS.len()));
            let range = share(tensors.size, LINE, thread, threads);
            let at = range.start;
            let [parameter, m, v] = [tensors.parameter, tensors.m, tensors.v].map(|numbers| numbers.add(at));
            adam_of(range.len(), tensors.gradient.add(at), parameter, m, v, &tensors, job);
        }
    }
}

apart! {
    fn adam_of([gradient] => [parameter, m, v], tensors: &AdamTensors, job: &Adam) |i| {
        let g = gradient[i] * tensors.gradientScale;
        m[i] = m[i].mul_add(job.beta1, g * (1.0 - job.beta1));
        v[i] = v[i].mul_add(job.beta2, g * g * (1.0 - job.beta2));
        let step = m[i] * job.rate / (v[i].sqrt() + job.epsilon);
        let nearer = if step * parameter[i] >= 0.0 { parameter[i] * tensors.decay } else { 0.0 };
        parameter[i] -= step + nearer;
    }
}

/// Squared norms. Each thread takes the next free tensor: `next` counts those taken, 0 before the job.
#[inline(always)]
pub unsafe fn squared_norms(job: &SquaredNorms, _thread: usize, _threads: usize) {
    unsafe {
        let next = AtomicU32::from_ptr(job.next);
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed) as usize;
            if i >= job.count {
                return;
            }
            let tensor = NormTensor::read(job.records.add(i * NormTensor::WORDS.len()));
            *tensor.to = squared_norm(from_raw_parts(tensor.x, tensor.size));
        }
    }
}

/// Elements whose squares are summed in float32, in four lanes.
const BLOCK: usize = 1024;

/// Blocks summed at once, since each addition waits for the one before. They are 4 KiB apart, so their lines compete for the same places of
/// a first-level cache, of which two threads of a core may share eight.
const ABREAST: usize = 4;

/// Σ x²: in float64 over blocks of float32 sums, always in the same order, as the WebAssembly engine does.
#[inline(always)]
fn squared_norm(x: &[f32]) -> f64 {
    let mut total = 0f64;
    let (groups, rest) = x.as_chunks::<{ ABREAST * BLOCK }>();
    for group in groups {
        let mut sums = [[0f32; 4]; ABREAST];
        for at in (0..BLOCK).step_by(4) {
            for (block, lanes) in sums.iter_mut().enumerate() {
                add_squares(lanes, &group[block * BLOCK + at..][..4]);
            }
        }
        for lanes in sums {
            total += sum_of(lanes);
        }
    }
    for block in rest.chunks(BLOCK) {
        let mut lanes = [0f32; 4];
        let (whole, last) = block.as_chunks::<4>();
        for four in whole {
            add_squares(&mut lanes, four);
        }
        total += sum_of(lanes);
        for &x in last {
            total += f64::from(x) * f64::from(x);
        }
    }
    total
}

#[inline(always)]
fn add_squares(lanes: &mut [f32; 4], x: &[f32]) {
    for (lane, &x) in lanes.iter_mut().zip(x) {
        *lane = x.mul_add(x, *lane);
    }
}

#[inline(always)]
fn sum_of(lanes: [f32; 4]) -> f64 {
    f64::from(lanes[0] + lanes[1] + (lanes[2] + lanes[3]))
}
