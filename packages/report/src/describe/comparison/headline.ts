import type { Difference } from '@longrange/eval/internal';
import { format } from '../../document/internal.ts';
import { type Comparison, emergenceOf, isCounted } from './measures.ts';

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
  const farthest = emergenceOf(comparison).findLast(
    ({ measure, better }) => measure.range !== null && better !== null,
  );
  if (farthest === undefined)
    return `Up to step ${last}, open brackets are not shown to fail less often than at step ${first} at any distance`;
  return `From step ${stepOf(farthest.better!)} on, brackets open for ${format.distances(farthest.measure.range!)} fail less often than at step ${first}`;
}

/** States what the comparison rests on. */
export function comparisonStandfirst({ provenance }: Comparison): string {
  const { documents, characters, beginnings } = provenance.heldOut;
  const each = beginnings === undefined ? '' : `, up to ${format.count(beginnings)} of each`;
  return (
    `All models were measured on the same held-out text (${format.countOf(documents, 'document')}, ${format.count(characters)} characters${each}) ` +
    'and sampled alike. One is called better only where a test shows it.'
  );
}

/** States the limits of single networks, which say nothing about a recipe; empty if every model has several seeds. */
export function scopeSentence({ contenders, kind }: Comparison): string {
  // An n-gram or a text has no seed, and that of a model behind an endpoint is unknown.
  const single = contenders.filter(({ runs }) => runs.length === 1 && runs[0]!.sha256 !== undefined);
  if (kind === 'checkpoints' || single.length === 0) return '';
  const who =
    single.length < contenders.length
      ? `One network of ${format.list(single.map(({ label }) => label))}`
      : contenders.length === 1
        ? 'One network'
        : 'One network each';
  return `${who}: this says nothing of the recipe, since other seeds may rank differently.`;
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
