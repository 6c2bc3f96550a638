/** Options for choosing a character: `temperature` divides the logits, `topK` and `topP` exclude unlikely characters. */
export interface CharacterChoice {
  /** Divisor of the logits; 0 always chooses the likeliest */
  readonly temperature: number;
  /** Number of likeliest characters to choose from; V for all */
  readonly topK: number;
  /** Share in (0, 1] of those: the fewest that together reach it are kept; 1 for all */
  readonly topP: number;
}

/**
 * Distribution of the next character: softmax(logits / temperature), restricted to the `topK` likeliest, then to the fewest of them
 * whose share of their sum reaches `topP` (nucleus sampling, Holtzman et al. 2020), renormalized to sum to 1. Ties go to the earlier
 * character. At temperature 0, the likeliest has probability 1.
 *
 * @param logits [V] float32
 * @returns [V] float64; null if a logit is not finite
 */
export function characterProbabilities(logits: Float32Array, choice: CharacterChoice): Float64Array | null {
  const { temperature, topK, topP } = choice;
  const best = indexOfLargest(logits);
  if (best < 0) return null;
  const probabilities = new Float64Array(logits.length);
  if (temperature === 0) {
    probabilities[best] = 1;
    return probabilities;
  }
  const largest = logits[best]!;
  for (let i = 0; i < logits.length; i++) probabilities[i] = Math.exp((logits[i]! - largest) / temperature);
  if (topK < logits.length || topP < 1) keepLikeliest(probabilities, topK, topP);
  const total = sum(probabilities);
  for (let i = 0; i < logits.length; i++) probabilities[i]! /= total;
  return probabilities;
}

/**
 * Returns the index that a uniform number selects.
 *
 * @param probabilities [V], summing to 1
 * @param uniform in [0, 1)
 */
export function drawIndex(probabilities: Float64Array, uniform: number): number {
  let last = 0;
  let cumulative = 0;
  for (let i = 0; i < probabilities.length; i++) {
    if (probabilities[i] === 0) continue;
    cumulative += probabilities[i]!;
    last = i;
    if (uniform < cumulative) return i;
  }
  return last; // rounding left the sum below the number
}

function keepLikeliest(probabilities: Float64Array, topK: number, topP: number): void {
  const order = Array.from(probabilities.keys());
  order.sort((a, b) => probabilities[b]! - probabilities[a]! || a - b);
  for (const index of order.splice(topK)) probabilities[index] = 0;
  if (topP === 1) return;
  const wanted = topP * sum(probabilities);
  let cumulative = 0;
  for (const index of order) {
    if (cumulative >= wanted) probabilities[index] = 0;
    else cumulative += probabilities[index]!;
  }
}

/** Returns −1 if a logit is not finite. */
function indexOfLargest(logits: Float32Array): number {
  let best = 0;
  for (let i = 0; i < logits.length; i++) {
    if (!Number.isFinite(logits[i])) return -1;
    if (logits[i]! > logits[best]!) best = i;
  }
  return best;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
