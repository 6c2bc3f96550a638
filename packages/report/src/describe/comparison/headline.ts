import type { Difference } from '@longrange/eval/internal';
import { format } from '../../document/internal.ts';
import { betterFrom, type Comparison, countsAtRisk, isCounted } from './measures.ts';

/** States the answer in one sentence, which claims no more than the verdicts do. */
export function comparisonHeadline(comparison: Comparison): string {
  const { contenders, kind } = comparison;
  if (contenders.length === 1) return `How much seeds differ: ${contenders[0]!.label}`;
  if (kind === 'checkpoints') return checkpointsHeadline(comparison);
  const [first, second, ...others] = contenders.map(({ label }) => label);
  const verdicts = wholeDifferences(comparison);
  if (others.length > 0) {
    const shown = verdicts.filter(({ verdict }) => verdict === 'a' || verdict === 'b').length;
    const found = shown === 0 ? 'none shows' : `${format.count(shown)} ${shown === 1 ? 'shows' : 'show'}`;
    return `${contenders.length} models, ${format.countOf(verdicts.length, 'comparison')}: ${found} a difference`;
  }
  // In these differences, `a` is the second contender.
  const wins = (verdict: Difference['verdict']) => verdicts.filter((one) => one.verdict === verdict).length;
  const [forFirst, forSecond] = [wins('b'), wins('a')];
  const measured = format.countOf(verdicts.length, 'measure');
  if (forFirst === 0 && forSecond === 0) {
    const hasTwoSeeds = contenders.some(({ runs }) => runs.length === 2);
    return openHeadline(`${first} and ${second}`, verdicts, hasTwoSeeds);
  }
  if (forFirst > 0 && forSecond > 0) {
    return `Of ${measured}, ${first} is better on ${forFirst} and ${second} on ${forSecond}`;
  }
  const [better, worse, count] = forFirst > 0 ? [first, second, forFirst] : [second, first, forSecond];
  if (count === verdicts.length) return `${better} is better than ${worse} on ${allOf(count)}`;
  return `${better} is better than ${worse} on ${count} of ${measured} and detectably worse on none`;
}

/** Returns a headline without a winner. */
function openHeadline(both: string, verdicts: readonly Difference[], hasTwoSeeds: boolean): string {
  const withheld = verdicts.filter(({ verdict }) => verdict === 'withheld');
  const all = verdicts.length;
  if (withheld.length === 0)
    return hasTwoSeeds
      ? `Two seeds are too few to tell ${both} apart`
      : `No detectable difference between ${both}`;
  if (withheld.length < all)
    return `No detectable difference between ${both}, and no verdict on ${withheld.length} of ${format.countOf(all, 'measure')}`;
  return `No verdict between ${both}`;
}

function checkpointsHeadline(comparison: Comparison): string {
  const { contenders } = comparison;
  const stepOf = (index: number): string => format.count(contenders[index]!.runs[0]!.step!);
  const [first, last] = [stepOf(0), stepOf(contenders.length - 1)];
  const better = comparison.measures
    .filter(({ measure, range }) => range !== null && countsAtRisk(measure))
    .flatMap((measure) => {
      const from = betterFrom(comparison, measure);
      return from === null ? [] : [{ from, range: measure.range! }];
    });
  const farthest = better.at(-1);
  if (farthest === undefined)
    return `Up to step ${last}, open brackets are not shown to fail less often than at step ${first} at any distance`;
  return `From step ${stepOf(farthest.from)} on, brackets open for ${format.distances(farthest.range)} fail less often than at step ${first}`;
}

/** States what the comparison rests on, and that single networks say nothing about a recipe. */
export function scopeOf({ contenders, kind, provenance }: Comparison): string {
  const { documents, characters, beginnings } = provenance.heldOut;
  const each = beginnings === undefined ? '' : `, up to ${format.count(beginnings)} of each`;
  const same = `All read the same held-out text (${format.countOf(documents, 'document')}, ${format.count(characters)} characters${each}).`;
  // An n-gram or a text has no seed, and that of a model behind an endpoint is unknown.
  const single = contenders.filter(({ runs }) => runs.length === 1 && runs[0]!.sha256 !== undefined);
  if (kind === 'checkpoints' || single.length === 0) return same;
  const which =
    single.length < contenders.length ? ` of ${format.list(single.map(({ label }) => label))}` : '';
  return `One network${which}${which === '' && single.length > 1 ? ' each' : ''}: other seeds may rank differently. ${same}`;
}

function allOf(measures: number): string {
  if (measures === 1) return 'the one measure';
  return measures === 2 ? 'both measures' : `all ${measures} measures`;
}

function wholeDifferences({ measures }: Comparison): Difference[] {
  return measures
    .filter(({ measure, range }) => range === null && isCounted(measure))
    .flatMap(({ differences }) => differences);
}
