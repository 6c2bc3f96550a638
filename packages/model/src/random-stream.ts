import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Seeded source of random numbers. */
export interface RandomStream {
  /** Uniform in [0, 1), 53 random bits. */
  uniform(): number;
  /** Standard normal (Box–Muller). */
  normal(): number;
}

/** Returns one of many independent streams of a seed, such as that of parameter 3 or sequence 17. Both arguments are unsigned 32-bit. */
export function randomStream(seed: number, index = 0): RandomStream {
  const generator = xoroshiro128plus(mixSeed(seed, index));
  // The generator starts from a state with few bits set, which shows in its first outputs.
  for (let i = 0; i < 20; i++) generator.next();
  const uniform = () => uniformFloat64(generator);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** Unsigned 32-bit seed derived from a seed and an index by two rounds of MurmurHash3's finalizer. */
export function mixSeed(seed: number, index: number): number {
  return finalize(finalize(seed ^ 0x9e3779b9) + Math.imul(index, 0x85ebca77)) >>> 0;
}

function finalize(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
