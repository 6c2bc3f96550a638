//! The next character from a row of logits; the plain version is packages/sampler/src/next-character.ts.

use super::elementwise::sum_in_lanes;
use crate::math::exp;

/// Scratch size for a vocabulary, in numbers.
pub const fn choose_scratch(characters: usize) -> usize {
    2 * characters
}

pub struct Choice {
    pub temperature: f32,
    pub top_k: usize,
    pub top_p: f32,
    /// Uniform random number in [0, 1).
    pub uniform: f64,
}

/// Index that the uniform number selects from softmax(logits / temperature), restricted to the likeliest; −1 if a logit is not finite.
///
/// `scratch` holds `choose_scratch` numbers.
#[inline(always)]
pub fn choose(logits: &[f32], choice: &Choice, scratch: &mut [f32]) -> i32 {
    let mut top = -f32::MAX;
    let mut is_finite = true;
    for &x in logits {
        is_finite &= x.is_finite();
        top = if x > top { x } else { top };
    }
    if !is_finite {
        return -1;
    }
    if choice.temperature == 0.0 {
        return logits.iter().position(|&x| x == top).unwrap_or(0) as i32;
    }
    let (weights, kept) = scratch.split_at_mut(logits.len());
    let kept = &mut kept[..logits.len()];
    for (weight, &x) in weights.iter_mut().zip(logits) {
        // Divided rather than multiplied by the inverse, as in the plain version.
        let x = (x - top) / choice.temperature;
        // Weights below the smallest normal number count as zero.
        *weight = if x > -87.0 { exp(x) } else { 0.0 };
    }
    let mut total = f64::from(sum_in_lanes(weights));
    let mut weights = weights;
    if choice.top_k < logits.len() {
        total = keep_likeliest(weights, kept, choice.top_k, f64::MAX);
        weights.copy_from_slice(kept);
    }
    if choice.top_p < 1.0 {
        total = keep_likeliest(weights, kept, logits.len(), f64::from(choice.top_p) * total);
        weights = kept;
    }
    let wanted = choice.uniform * total;
    let mut cumulative = 0f64;
    let mut last = 0;
    for (index, &weight) in weights.iter().enumerate() {
        if weight == 0.0 {
            continue;
        }
        cumulative += f64::from(weight);
        last = index;
        if wanted < cumulative {
            break;
        }
    }
    last as i32
}

/// Moves the `count` largest weights, or the fewest of these that add up to `wanted`, to `kept` and returns their sum. Rescans for the
/// largest remaining weight each time, since few are kept.
fn keep_likeliest(weights: &mut [f32], kept: &mut [f32], count: usize, wanted: f64) -> f64 {
    kept.fill(0.0);
    let mut cumulative = 0f64;
    for _ in 0..count {
        if cumulative >= wanted {
            break;
        }
        let mut best = 0;
        for (index, &weight) in weights.iter().enumerate() {
            if weight > weights[best] {
                best = index;
            }
        }
        if weights[best] == 0.0 {
            break;
        }
        cumulative += f64::from(weights[best]);
        kept[best] = weights[best];
        weights[best] = 0.0;
    }
    cumulative
}
