export const LONGEST_PERIOD = 200;
export const FEWEST_REPEATS = 4;
/**
 * Minimum length of a loop in characters. Shorter repetition is ordinary code: four spaces of indentation, a ruler of dashes, a row of zeros.
 */
export const SHORTEST_LOOP = 128;

/** A stretch of text that repeats with some period. */
export interface Loop {
  readonly start: number;
  readonly end: number;
}

interface PeriodicLoop extends Loop {
  readonly period: number;
}

/**
 * Returns all maximal stretches of at least 128 characters in which one period of at most 200 characters occurs at least 4 times, merged if they
 * overlap, in ascending order. Exact.
 *
 * A stretch with period p is a run of at least 3p positions i with text[i] = text[i − p]. It is therefore enough to look at every 3p-th
 * position and to extend the run to both sides if it matches: about n · Σ 1/3p, some n steps for all periods together, instead of 200 n.
 * A loop also repeats with every multiple of its period, and ends at the same place; these repetitions are skipped.
 */
export function findLoops(text: string): Loop[] {
  let loops: PeriodicLoop[] = [];
  for (let period = 1; period <= LONGEST_PERIOD; period++) {
    const found = findLoopsOfPeriod(text, period, loops);
    if (found.length > 0) loops = [...loops, ...found].sort((a, b) => a.start - b.start || a.end - b.end);
  }
  return mergeLoops(loops);
}

/** @param known loops of smaller periods, ordered by start. */
function findLoopsOfPeriod(text: string, period: number, known: readonly PeriodicLoop[]): PeriodicLoop[] {
  const found: PeriodicLoop[] = [];
  const shortestRun = Math.max((FEWEST_REPEATS - 1) * period, SHORTEST_LOOP - period);
  let probe = period + shortestRun - 1;
  let checked = period;
  let nextKnown = 0;
  while (probe < text.length) {
    if (text.charCodeAt(probe) !== text.charCodeAt(probe - period)) {
      checked = probe + 1;
      probe += shortestRun;
      continue;
    }
    while (nextKnown < known.length && known[nextKnown]!.end <= probe) nextKnown++;
    const around = known[nextKnown];
    if (around !== undefined && around.start + period <= probe && period % around.period === 0) {
      checked = around.end;
      probe = around.end + shortestRun;
      continue;
    }
    let first = probe;
    while (first > checked && text.charCodeAt(first - 1) === text.charCodeAt(first - 1 - period)) first--;
    let end = probe + 1;
    while (end < text.length && text.charCodeAt(end) === text.charCodeAt(end - period)) end++;
    if (end - first >= shortestRun) found.push({ start: first - period, end, period });
    checked = end;
    probe = end + shortestRun;
  }
  return found;
}

/** @param loops ordered by start. */
function mergeLoops(loops: readonly PeriodicLoop[]): Loop[] {
  const merged: Loop[] = [];
  for (const { start, end } of loops) {
    const last = merged.at(-1);
    if (last === undefined || start >= last.end) merged.push({ start, end });
    else if (end > last.end) merged[merged.length - 1] = { start: last.start, end };
  }
  return merged;
}
