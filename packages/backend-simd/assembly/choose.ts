import { exp, maxLane, minLane, sumLanes } from './math';

// The next character from a row of logits; the plain version is `characterProbabilities` of packages/ops.

/** Scratch bytes for a vocabulary of `Vp` (a multiple of four). */
export function chooseScratchBytes(Vp: i32): usize {
  return <usize>Vp << 3;
}

/**
 * Index that a uniform number selects from softmax(logits / temperature), restricted to the likeliest; −1 if a logit is not finite.
 *
 * @param Vp V rounded up to a multiple of four, for which there is memory behind the logits
 * @param uniform in [0, 1)
 */
export function choose(
  logits: usize, V: i32, Vp: i32, temperature: f32, topK: i32, topP: f32, uniform: f64, scratch: usize,
): i32 {
  for (let v = V; v < Vp; v++) store<f32>(logits + (<usize>v << 2), -f32.MAX_VALUE);
  // Both pass NaN through, one of them infinities.
  let highest = v128.load(logits), lowest = highest;
  for (let v = 4; v < Vp; v += 4) {
    const x = v128.load(logits + (<usize>v << 2));
    highest = f32x4.max(highest, x);
    lowest = f32x4.min(lowest, x);
  }
  const top = maxLane(highest);
  if (!isFinite<f32>(top) || !isFinite<f32>(minLane(lowest))) return -1;
  if (temperature == 0) {
    let best = 0;
    while (load<f32>(logits + (<usize>best << 2)) != top) best++;
    return best;
  }
  let sums = f32x4.splat(0);
  for (let v = 0; v < Vp; v += 4) {
    const at = <usize>v << 2;
    // Divided rather than multiplied by the inverse, as in the plain version.
    const x = f32x4.div(f32x4.sub(v128.load(logits + at), f32x4.splat(top)), f32x4.splat(temperature));
    // Weights below the smallest normal number count as zero.
    const p = v128.and(exp(x), f32x4.gt(x, f32x4.splat(-87)));
    v128.store(scratch + at, p);
    sums = f32x4.add(sums, p);
  }
  let weights = scratch;
  let total = <f64>sumLanes(sums);
  if (topK < V || topP < 1) {
    weights = scratch + (<usize>Vp << 2);
    total = keepLikeliest(scratch, weights, V, topK, <f64>topP, total);
  }
  const wanted = uniform * total;
  let cumulative: f64 = 0;
  let last = 0;
  for (let v = 0; v < V; v++) {
    const p = load<f32>(weights + (<usize>v << 2));
    if (p == 0) continue;
    cumulative += <f64>p;
    last = v;
    if (wanted < cumulative) break;
  }
  return last;
}

/**
 * Moves the `topK` largest weights, or the fewest of these whose share reaches `topP`, to `kept` and returns their sum.
 * Rescans for the largest remaining weight each time, since few are kept.
 */
function keepLikeliest(weights: usize, kept: usize, V: i32, topK: i32, topP: f64, total: f64): f64 {
  if (topK < V && topP < 1) total = keepLikeliest(weights, kept, V, topK, 1, total);
  // If both apply, the first pass has left the topK in `kept`, which are the weights of the second.
  const from = topK < V && topP < 1 ? kept : weights;
  if (from == kept) memory.copy(weights, kept, <usize>V << 2);
  memory.fill(kept, 0, <usize>V << 2);
  const wanted = topP < 1 ? topP * total : f64.MAX_VALUE;
  let cumulative: f64 = 0;
  for (let count = 0; count < topK && cumulative < wanted; count++) {
    let best = 0;
    for (let v = 1; v < V; v++) {
      if (load<f32>(weights + (<usize>v << 2)) > load<f32>(weights + (<usize>best << 2))) best = v;
    }
    const p = load<f32>(weights + (<usize>best << 2));
    if (p == 0) break;
    store<f32>(kept + (<usize>best << 2), p);
    store<f32>(weights + (<usize>best << 2), 0);
    cumulative += <f64>p;
  }
  return cumulative;
}
