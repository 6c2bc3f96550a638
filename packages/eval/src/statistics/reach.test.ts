import { describe, expect, it } from 'vitest';
import type { Observation } from './observation.ts';
import { RandomStream } from './random.ts';
import { readingReach } from './reach.ts';
import type { ReachPlace } from './shapes.ts';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const normal = (random: RandomStream) =>
  Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());

/** Level, then falling: the log odds of holding at a distance, in a document that is `u` better than most. */
const holds = (distance: number, u: number) =>
  sigmoid((distance < 8 ? 2.5 : distance < 64 ? 2 : 2 - 1.2 * Math.log2(distance / 64)) + u);
/** How much documents differ, in log odds. */
const SPREAD = 0.7;
const drawDistance = (random: RandomStream) => Math.max(1, Math.round(Math.exp(2.4 + 1.3 * normal(random))));

/** The same over all documents, and where it falls below 0.80. */
function truth(): number {
  let [low, high] = [0, 12];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    let [sum, weight] = [0, 0];
    for (let u = -4; u <= 4; u += 0.1) {
      sum += Math.exp((-u * u) / 2) * holds(2 ** middle, SPREAD * u);
      weight += Math.exp((-u * u) / 2);
    }
    if (sum / weight < 0.8) high = middle;
    else low = middle;
  }
  return 2 ** low;
}

function drawn<T>(
  seed: number,
  documents: number,
  draw: (random: RandomStream, u: number, document: string) => T,
): T[] {
  const random = new RandomStream(seed);
  return Array.from({ length: documents }, (_, index) => {
    const u = SPREAD * normal(random);
    const size = Math.max(1, Math.round(35 * Math.exp(0.8 * normal(random) - 0.32)));
    return Array.from({ length: size }, () => draw(random, u, `document ${index}`));
  }).flat();
}

const observation = (document: string, distance: number, held: boolean): Observation => ({
  document,
  kind: 'closer',
  outcome: held ? 'held' : 'broken',
  start: 0,
  end: distance,
  distance,
  depth: 1,
  attractors: 0,
});

const covers = (low: ReachPlace, high: ReachPlace, at: number): boolean => {
  const of = ({ side, characters }: ReachPlace) =>
    ({ before: 0, at: characters, after: Number.POSITIVE_INFINITY })[side];
  return of(low) <= at && at <= of(high);
};

/** Of 80 intervals at 95 % fewer than 71 or all 80 hold the truth once in a hundred. */
const SIMULATIONS = 80;

describe('how far reading holds', () => {
  it('has an interval that holds the truth as often as it says, where documents differ', () => {
    const at = truth();
    expect(at).toBeGreaterThan(64);
    let held = 0;
    for (let seed = 0; seed < SIMULATIONS; seed++) {
      const observations = drawn(seed, 50, (random, u, document) => {
        const distance = drawDistance(random);
        return observation(document, distance, random.nextFloat() < holds(distance, u));
      });
      const { low, high } = readingReach(observations, { resamples: 200 })!;
      if (covers(low!, high!, at)) held++;
    }
    expect(held).toBeGreaterThanOrEqual(71);
    expect(held).toBeLessThan(80);
  });

  it('goes through shares that are known, and never rises', () => {
    // All held up to 10 characters, half of them beyond 20: between the two the curve falls.
    const random = new RandomStream(5);
    const observations = Array.from({ length: 4_000 }, (_, index) => {
      const near = index % 2 === 0;
      const distance = near ? 1 + (index % 9) : 20 + (index % 60);
      return observation(`document ${index % 20}`, distance, near || random.nextFloat() < 0.5);
    });
    const { curve, crossing, n, documents } = readingReach(observations)!;
    expect({ n, documents }).toEqual({ n: 4_000, documents: 20 });
    expect(curve[0]!.share).toBeGreaterThan(0.98);
    expect(curve.at(-1)!.share).toBeCloseTo(0.5, 1);
    for (const [index, { share }] of curve.entries())
      if (index > 0) expect(share).toBeLessThanOrEqual(curve[index - 1]!.share);
    expect(crossing.side).toBe('at');
    expect(crossing.characters).toBeGreaterThan(9);
    expect(crossing.characters).toBeLessThan(20);
  });

  it('does not call the end of the data the end of the memory, nor invent a distance where nothing holds', () => {
    const all = (held: boolean) =>
      Array.from({ length: 200 }, (_, index) =>
        observation(`document ${index % 10}`, 1 + (index % 100), held),
      );
    const good = readingReach(all(true))!;
    expect(good.crossing).toEqual({ side: 'after', characters: 86 });
    expect([good.low!.side, good.high!.side]).toEqual(['after', 'after']);
    const bad = readingReach(all(false))!;
    expect(bad.crossing).toEqual({ side: 'before', characters: 1 });
    expect([bad.low!.side, bad.high!.side]).toEqual(['before', 'before']);
  });

  it('says nothing of fewer than 30 cases, and has no interval from one document', () => {
    const of = (count: number) =>
      Array.from({ length: count }, (_, index) => observation('a', 1 + index, index < 20));
    expect(readingReach(of(29))).toBeNull();
    expect(readingReach(of(60))).toMatchObject({ documents: 1, low: null, high: null });
    expect(readingReach([])).toBeNull();
  });

  it('is the same each time', () => {
    const observations = drawn(1, 20, (random, u, document) => {
      const distance = drawDistance(random);
      return observation(document, distance, random.nextFloat() < holds(distance, u));
    });
    expect(readingReach(observations)).toEqual(readingReach(observations));
    expect(readingReach(observations, { seed: 2 })).not.toEqual(readingReach(observations));
  });
});
