/** Knuth's multiplier (TAOCP 6.4): odd, so that seeds repeat after 2³² only. */
const PLACE_STEP = 2654435761;

/** The seed of the `place`th of several that share a seed; that of the first is the seed itself. */
export function seedAt(seed: number, place: number): number {
  return seed + Math.imul(place, PLACE_STEP);
}

/** The stream of the `place`th of several that share a seed. */
export function streamAt(seed: number, place: number): RandomStream {
  return new RandomStream(seedAt(seed, place));
}

/**
 * A seeded stream of random numbers: SplitMix32, a counter through a mixing function with good avalanche.
 * Steele, Lea & Flood (2014), "Fast splittable pseudorandom number generators", in its 32-bit form.
 */
export class RandomStream {
  #state: number;

  /** @param seed only its low 32 bits count. */
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
