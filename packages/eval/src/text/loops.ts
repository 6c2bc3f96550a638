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

/**
 * All maximal stretches in which one period of at most 200 characters comes at least 4 times and that are at
 * least 128 characters long, merged where they overlap, in ascending order. Exact.
 *
 * A stretch with period p is a run of positions i with text[i] = text[i − p], at least 3p of them. So it is
 * enough to look at every 3p-th position, and to extend the run to both sides where one matches: about
 * n · Σ 1/3p, some n steps for all periods together, instead of 200 n.
 */
export function findLoops(text: string): Loop[] {
  const loops: Loop[] = [];
  for (let period = 1; period <= LONGEST_PERIOD; period++) findLoopsOfPeriod(text, period, loops);
  return mergeLoops(loops);
}

function findLoopsOfPeriod(text: string, period: number, loops: Loop[]): void {
  const shortestRun = Math.max((FEWEST_REPEATS - 1) * period, SHORTEST_LOOP - period);
  let probe = period + shortestRun - 1;
  let checked = period;
  while (probe < text.length) {
    if (text.charCodeAt(probe) !== text.charCodeAt(probe - period)) {
      checked = probe + 1;
      probe += shortestRun;
      continue;
    }
    let first = probe;
    while (first > checked && text.charCodeAt(first - 1) === text.charCodeAt(first - 1 - period)) first--;
    let end = probe + 1;
    while (end < text.length && text.charCodeAt(end) === text.charCodeAt(end - period)) end++;
    if (end - first >= shortestRun) loops.push({ start: first - period, end });
    checked = end;
    probe = end + shortestRun;
  }
}

function mergeLoops(loops: Loop[]): Loop[] {
  loops.sort((a, b) => a.start - b.start || a.end - b.end);
  const merged: Loop[] = [];
  for (const loop of loops) {
    const last = merged.at(-1);
    if (last === undefined || loop.start >= last.end) merged.push(loop);
    else if (loop.end > last.end) merged[merged.length - 1] = { start: last.start, end: loop.end };
  }
  return merged;
}
