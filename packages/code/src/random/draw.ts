import type { RandomStream } from './random.ts';

/** One of some values, of which there is at least one. */
export function pick<T>(random: RandomStream, values: readonly T[]): T {
  return values[random.nextInteger(values.length)]!;
}

/** A whole number from `from`, at least 1, to `to`, evenly on a logarithmic scale: each doubling gets its share. */
export function drawLogarithmic(random: RandomStream, from: number, to: number): number {
  return Math.floor(from * Math.exp(Math.log((to + 1) / from) * random.nextFloat()));
}

/** The values in random order (Fisher & Yates). */
export function shuffle<T>(random: RandomStream, values: readonly T[]): T[] {
  const shuffled = [...values];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = random.nextInteger(i + 1);
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}

/** At most `count` of the values, drawn without replacement, in the order in which they come. */
export function drawWithout<T>(random: RandomStream, values: readonly T[], count: number): T[] {
  if (values.length <= count) return [...values];
  const chosen = shuffle(random, Array.from(values.keys())).slice(0, count);
  return chosen.sort((a, b) => a - b).map((index) => values[index]!);
}
