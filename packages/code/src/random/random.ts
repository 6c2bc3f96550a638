/** Knuth's multiplier (TAOCP 6.4): odd, so that seeds repeat only after 2³². */
const PLACE_STEP = 2654435761;

/** Seed of the stream at index `place` of several that share a seed; that of the first is the seed itself. */
export function seedAt(seed: number, place: number): number {
  return seed + Math.imul(place, PLACE_STEP);
}

/** Stream at index `place` of several that share a seed. */
export function streamAt(seed: number, place: number): RandomStream {
  return new RandomStream(seedAt(seed, place));
}

/**
 * A seeded stream of random numbers: SplitMix32, a counter through a mixing function with good avalanche.
 * Steele, Lea & Flood (2014), "Fast splittable pseudorandom number generators", in its 32-bit form.
 */
export class RandomStream {
  #state: number;

  /** @param seed only its low 32 bits count */
  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** Uniform in [0, 2³²). */
  nextUint32(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = this.#state ^ (this.#state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  /** Uniform in [0, 1), with 32 random bits. */
  nextFloat(): number {
    return this.nextUint32() / 2 ** 32;
  }

  /** Uniform in 0, 1, …, `below` − 1, to within 2⁻³² · `below`. */
  nextInteger(below: number): number {
    return Math.floor(this.nextFloat() * below);
  }
}

/** Draws one of the values, of which there must be at least one. */
export function pick<T>(random: RandomStream, values: readonly T[]): T {
  return values[random.nextInteger(values.length)]!;
}

/** Draws an integer from `from` (at least 1) to `to`, evenly on a logarithmic scale: each doubling is equally likely. */
export function drawLogarithmic(random: RandomStream, from: number, to: number): number {
  return Math.floor(from * Math.exp(Math.log((to + 1) / from) * random.nextFloat()));
}

/** Returns the values in random order (Fisher & Yates). */
export function shuffle<T>(random: RandomStream, values: readonly T[]): T[] {
  const shuffled = [...values];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = random.nextInteger(i + 1);
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}

/** Draws at most `count` of the values, without replacement, and returns them in their original order. */
export function drawWithout<T>(random: RandomStream, values: readonly T[], count: number): T[] {
  if (values.length <= count) return [...values];
  const chosen = shuffle(random, Array.from(values.keys())).slice(0, count);
  return chosen.sort((a, b) => a - b).map((index) => values[index]!);
}
