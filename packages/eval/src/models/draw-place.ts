import type { RandomStream } from '@longrange/code';

/**
 * Draws a place with the probability `weights[place] ** (1 / temperature)`, up to a factor; at temperature 0, the first of the largest
 * weights. Overwrites the weights.
 */
export function drawPlace(weights: Float64Array, temperature: number, random: RandomStream): number {
  let best = 0;
  for (let place = 1; place < weights.length; place++) if (weights[place]! > weights[best]!) best = place;
  if (temperature === 0) return best;
  const peak = weights[best]!;
  let total = 0;
  for (let place = 0; place < weights.length; place++) {
    if (temperature !== 1) weights[place] = (weights[place]! / peak) ** (1 / temperature);
    total += weights[place]!;
  }
  let left = random.nextFloat() * total;
  for (let place = 0; place < weights.length; place++) {
    left -= weights[place]!;
    if (left < 0) return place;
  }
  return best;
}
