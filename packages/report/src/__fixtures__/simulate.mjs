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

/** What is closed of what is still open, four times per doubling, as far as 30 cases go on. */
export function writingReach(observations) {
  const settled = observations.filter(({ outcome }) => outcome !== 'censored');
  const grid = [...new Set(Array.from({ length: 60 }, (_, k) => Math.round(2 ** (k / 4))))];
  return reachOf(grid.map((distance) => {
    const beyond = settled.filter((o) => o.distance >= distance);
    return { distance, ...wilson(beyond.filter(({ outcome }) => outcome === 'held').length, beyond.length) };
  }));
}

/** A share by distance that never rises, and where it falls below 0.80; its intervals only look like those of `eval`. */
export function reachOf(points) {
  const thick = points.filter(({ n }) => n >= 30);
  if (thick.length === 0) return null;
  const rounded = (value) => Math.round(value * 1e4) / 1e4;
  const lowest = { estimate: 1, low: 1, high: 1 };
  const curve = thick.map(({ distance, ...shares }) => {
    for (const key of Object.keys(lowest)) lowest[key] = Math.min(lowest[key], rounded(shares[key]));
    return { distance: Math.round(distance * 10) / 10, share: lowest.estimate, low: lowest.low, high: lowest.high };
  });
  const crossing = (key) => {
    const below = curve.findIndex((point) => point[key] < 0.8);
    if (below < 0) return { side: 'after', characters: curve.at(-1).distance };
    if (below === 0) return { side: 'before', characters: curve[0].distance };
    const [a, b] = [curve[below - 1], curve[below]];
    const part = (a[key] - 0.8) / (a[key] - b[key]);
    return { side: 'at', characters: Math.round(10 * a.distance * (b.distance / a.distance) ** part) / 10 };
  };
  return { n: thick[0].n, documents: 60, crossing: crossing('share'), low: crossing('low'), high: crossing('high'), curve };
}
