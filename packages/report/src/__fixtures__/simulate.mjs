// What the made-up results are made of: seeded random numbers, and the statistics that `eval` would compute from them.
import { createHash } from 'node:crypto';

export function randomStream(seed) {
  let a = seed >>> 0;
  const uniform = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

export const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** Of independent observations, as everything made up here is, in at most 60 documents. */
export function wilson(held, n) {
  const clusters = { documents: Math.min(n, 60), designEffect: 1 };
  if (n === 0) return { held, n, estimate: null, low: 0, high: 1, ...clusters };
  const z = 1.959963984540054;
  const p = held / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return { held, n, estimate: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half), ...clusters };
}

export function bucketsOf(observations, ranges, key) {
  return ranges.map(([from, to]) => {
    const inside = observations.filter((o) => o[key] >= from && o[key] < to);
    const settled = inside.filter((o) => o.outcome !== 'censored');
    const proportion = wilson(settled.filter((o) => o.outcome === 'held').length, settled.length);
    return { from, to, ...proportion, censored: inside.length - settled.length, thin: settled.length < 30 };
  });
}

export const doubling = (most) => Array.from({ length: Math.log2(most) }, (_, k) => [2 ** k, 2 ** (k + 1)]);
export const units = (first, count) => Array.from({ length: count }, (_, k) => [first + k, first + k + 1]);

export function kaplanMeier(observations) {
  const times = [...new Set(observations.filter((o) => o.outcome === 'held').map((o) => o.distance))].sort((a, b) => a - b);
  let survival = 1;
  let greenwood = 0;
  const points = [];
  for (const distance of times) {
    const atRisk = observations.filter((o) => o.distance >= distance).length;
    const events = observations.filter((o) => o.outcome === 'held' && o.distance === distance).length;
    survival *= 1 - events / atRisk;
    greenwood += atRisk === events ? 0 : events / (atRisk * (atRisk - events));
    const half = 1.96 * survival * Math.sqrt(greenwood);
    points.push({ distance, survival, low: Math.max(0, survival - half), high: Math.min(1, survival + half), atRisk, events });
  }
  return points;
}
