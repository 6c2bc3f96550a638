export const LONGEST_PERIOD = 200;
export const FEWEST_REPEATS = 4;
/**
 * A shorter stretch is no loop, however often something repeats in it: four spaces of indentation, a ruler
 * of dashes and a row of zeros are ordinary code.
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
 * All maximal stretches in which one period of at most 200 characters comes at least 4 times and that are at
 * least 128 characters long, merged where they overlap, in ascending order. Exact.
 *
 * A stretch with period p is a run of positions i with text[i] = text[i − p], at least 3p of them. So it is
 * enough to look at every 3p-th position, and to extend the run to both sides where one matches: about
 * n · Σ 1/3p, some n steps for all periods together, instead of 200 n. A loop repeats with every multiple of its period,
 * too, and ends at the same place; there it is not gone through again.
 */
export function findLoops(text: string): Loop[] {
  let loops: PeriodicLoop[] = [];
  for (let period = 1; period <= LONGEST_PERIOD; period++) {
    const found = findLoopsOfPeriod(text, period, loops);
    if (found.length > 0) loops = [...loops, ...found].sort((a, b) => a.start - b.start || a.end - b.end);
  }
  return mergeLoops(loops);
}

/** @param known loops of smaller periods, by where they start. */
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

/** @param loops by where they start. */
function mergeLoops(loops: readonly PeriodicLoop[]): Loop[] {
  const merged: Loop[] = [];
  for (const { start, end } of loops) {
    const last = merged.at(-1);
    if (last === undefined || start >= last.end) merged.push({ start, end });
    else if (end > last.end) merged[merged.length - 1] = { start: last.start, end };
  }
  return merged;
}
