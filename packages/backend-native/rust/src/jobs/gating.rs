//! Element-by-element jobs on arrays of one size.

use super::args::*;
use super::elementwise::LINE;
use crate::math::sigmoid;
use crate::share::{apart, share};

/// Defines a job whose words are `size`, the arrays it reads and the arrays it writes; threads split them in whole lines.
macro_rules! element_by_element {
    ($(#[$doc:meta])* $job:ident: $args:ident [$($from:ident),*] => [$($to:ident),*] |$j:ident| $body:block) => {
        $(#[$doc])*
        #[inline(always)]
        pub unsafe fn $job(job: &$args, thread: usize, threads: usize) {
            apart! { fn each([$($from),*] => [$($to),*]) |$j| $body }
            let range = share(job.size, LINE, thread, threads);
            let at = range.start;
            unsafe { each(range.len(), $(job.$from.add(at),)* $(job.$to.add(at),)*) }
        }
    };
}

/// The derivative of x σ(x), given σ(x) and x σ(x): σ + x σ (1 − σ).
#[inline(always)]
fn silu_slope(s: f32, y: f32) -> f32 {
    y.mul_add(1.0 - s, s)
}

element_by_element! {
    add: Add [a, b] => [to] |i| {
        to[i] = a[i] + b[i];
    }
}

element_by_element! {
    /// silu(x) = x σ(x)
    silu: Silu [x] => [outputs] |i| {
        outputs[i] = x[i] * sigmoid(x[i]);
    }
}

element_by_element! {
    silu_gradient: SiluGradient [x, outputsGradient] => [xGradient] |i| {
        let s = sigmoid(x[i]);
        xGradient[i] = outputsGradient[i] * silu_slope(s, x[i] * s);
    }
}

element_by_element! {
    /// silu(gate) x
    silu_product: SiluProduct [gate, x] => [outputs] |i| {
        outputs[i] = gate[i] * sigmoid(gate[i]) * x[i];
    }
}

element_by_element! {
    silu_product_gradient: SiluProductGradient [gate, x, outputsGradient] => [gateGradient, xGradient] |i| {
        let s = sigmoid(gate[i]);
        let y = gate[i] * s;
        gateGradient[i] = outputsGradient[i] * x[i] * silu_slope(s, y);
        xGradient[i] = outputsGradient[i] * y;
    }
}

element_by_element! {
    /// keep = 1 − σ(update), input = σ(update) candidate
    update_gate: UpdateGate [update, candidate] => [keep, input] |i| {
        let s = sigmoid(update[i]);
        keep[i] = 1.0 - s;
        input[i] = s * candidate[i];
    }
}

element_by_element! {
    update_gate_gradient:
    UpdateGateGradient [candidate, keep, keepGradient, inputGradient] => [updateGradient, candidateGradient] |i| {
        let s = 1.0 - keep[i];
        updateGradient[i] = (inputGradient[i] * candidate[i] - keepGradient[i]) * (s * keep[i]);
        candidateGradient[i] = inputGradient[i] * s;
    }
}
