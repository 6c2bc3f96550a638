import type { Fit } from '@longrange/eval/internal/node';
import type { ReadyModel } from '../evaluated/opened-model.ts';
import { formatCount, formatDuration, plural } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';

/** Sizes and distances to try, the best first. */
const SIZES = [240, 180, 140, 110, 90, 70, 56, 44, 34, 26, 20, 16, 12, 8, 6, 4, 2, 1];
const DISTANCES = [4096, 2048, 1024, 512, 256];
/** Minimum pairs in each doubling; rather than go below it, the farthest doubling is left out. */
const LEAST = 8;
/** Share of the time after which nothing more is asked. */
const ASKING = 0.93;
/** Share of the time for querying the model; the rest is for the n-gram, the report and whatever takes longer than forecast. */
const QUERYING = 0.85;

/**
 * Returns a function that chooses as many minimal pairs as fit into the time, and first prints what they will show.
 *
 * @param startMs start of the time, from `performance.now()`
 */
export function fitWithin(
  minutes: number,
  startMs: number,
  pace: NonNullable<ReadyModel['pace']>,
  reporter: Reporter,
): Fit {
  return async (workOf) => {
    const secondsOf = await pace(workOf({ perBucket: 1, maxDistance: 256 }).forecast.sample);
    const budget = QUERYING * (60 * minutes - (performance.now() - startMs) / 1000);
    const works = DISTANCES.flatMap((maxDistance) => SIZES.map((perBucket) => ({ perBucket, maxDistance })));
    const fits = (one: (typeof works)[number]) => secondsOf(workOf(one).forecast) <= budget;
    const chosen =
      works.find((one) => one.perBucket >= LEAST && fits(one)) ?? works.find(fits) ?? works.at(-1)!;
    const { pairs, documents, forecast, least } = workOf(chosen);
    const lines = [
      `${plural(pairs, 'pair')} of brackets in ${plural(documents, 'document')}, up to ${formatCount(chosen.perBucket)} in each doubling of the distance up to ${formatCount(chosen.maxDistance)} characters: about ${formatDuration(secondsOf(forecast))} of queries`,
    ];
    const enough = works.findLast((one) => workOf(one).pairs >= least);
    const elapsed = (performance.now() - startMs) / 1000;
    const needed = enough && Math.ceil((secondsOf(workOf(enough).forecast) / QUERYING + elapsed) / 60);
    const range = needed === undefined ? '' : `${least} pairs need about ${plural(needed, 'minute')}`;
    if (pairs < least)
      lines.push(`its range will not be measurable: ${range || `that takes ${least} pairs`}`);
    else {
      lines.push(`a range takes at least ${least} pairs: ${range}`);
      if (chosen.maxDistance < DISTANCES[0]!)
        lines.push(`ranges beyond ${formatCount(chosen.maxDistance)} characters will not be measurable`);
    }
    lines.push(
      'not measured: other dependencies, length-controlled items, ranges in writing, metrics 12, 13 and 18',
    );
    reporter.fact('plan', lines);
    return { ...chosen, endMs: startMs + ASKING * 60_000 * minutes };
  };
}
