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

/** Cumulative incidence of closing and breaking, as `eval` estimates it; its intervals only look like those. */
export function fateCurve(observations) {
  const isHeld = ({ outcome }) => outcome === 'held';
  const ended = observations.filter(({ outcome }) => outcome !== 'censored');
  const times = [...new Set(ended.map(({ distance }) => distance))].sort((a, b) => a - b);
  const all = observations.length;
  let [closed, broken, open] = [0, 0, 1];
  return times.map((distance) => {
    const atRisk = observations.filter((o) => o.distance >= distance).length;
    const now = ended.filter((o) => o.distance === distance);
    const events = now.filter(isHeld).length;
    closed += (open * events) / atRisk;
    broken += (open * (now.length - events)) / atRisk;
    open *= 1 - now.length / atRisk;
    const closedBy = ended.filter((o) => isHeld(o) && o.distance <= distance).length;
    const lost = observations.filter((o) => o.outcome === 'censored' && o.distance < distance).length;
    const bound = (share) => {
      const half = 1.96 * Math.sqrt((share * (1 - share)) / all);
      return { share: Math.min(1, share), low: Math.max(0, share - half), high: Math.min(1, share + half) };
    };
    return {
      distance,
      atRisk,
      closed: bound(Math.min(1, closed)),
      broken: bound(Math.min(1, broken)),
      open: Math.max(0, open),
      closedAtLeast: closedBy / all,
      closedAtMost: (closedBy + lost) / all,
    };
  });
}

/** Of those still open after so many characters, how many were closed in the end. */
export function closedBeyond(observations, ranges) {
  return ranges.map(([from, to]) => {
    const inside = observations.filter(({ distance }) => distance >= from);
    const settled = inside.filter(({ outcome }) => outcome !== 'censored');
    const proportion = wilson(settled.filter(({ outcome }) => outcome === 'held').length, settled.length);
    return { from, to, ...proportion, censored: inside.length - settled.length, thin: settled.length < 30 };
  });
}
