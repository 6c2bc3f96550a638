import type { RandomStream } from '@longrange/code';

/**
 * Draws one of the symbols 1 … `size` with weights `probabilities[symbol] ** (1 / temperature)`; at temperature 0, the first of the most
 * probable symbols. Overwrites the probabilities.
 */
export function drawSymbol(
  probabilities: Float64Array,
  size: number,
  temperature: number,
  random: RandomStream,
): number {
  let best = 1;
  for (let symbol = 2; symbol <= size; symbol++)
    if (probabilities[symbol]! > probabilities[best]!) best = symbol;
  if (temperature === 0) return best;
  const peak = probabilities[best]!;
  let total = 0;
  for (let symbol = 1; symbol <= size; symbol++) {
    if (temperature !== 1) probabilities[symbol] = (probabilities[symbol]! / peak) ** (1 / temperature);
    total += probabilities[symbol]!;
  }
  let left = random.nextFloat() * total;
  for (let symbol = 1; symbol <= size; symbol++) {
    left -= probabilities[symbol]!;
    if (left < 0) return symbol;
  }
  return best;
}
