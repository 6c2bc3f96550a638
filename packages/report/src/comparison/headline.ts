import type { Comparison, Difference } from '@longrange/eval/comparison';
import { countOf, formatBucket, formatCount, joinWords } from '../text/format.ts';
import { emergenceOf } from './emergence.ts';

/** The answer in one sentence that claims no more than the verdicts do. */
export function comparisonHeadline(comparison: Comparison): string {
  const { contenders, kind } = comparison;
  if (contenders.length === 1) return `How far seeds lead apart: ${contenders[0]!.label}`;
  if (kind === 'checkpoints') return checkpointsHeadline(comparison);
  const [first, second, ...others] = contenders.map(({ label }) => label);
  const verdicts = wholeDifferences(comparison);
  if (others.length > 0) {
    const shown = verdicts.filter(({ verdict }) => verdict === 'a' || verdict === 'b').length;
    return `${contenders.length} models, ${countOf(verdicts.length, 'difference')}: ${shown} shown`;
  }
  // `a` is the second contender.
  const wins = (verdict: Difference['verdict']) => verdicts.filter((one) => one.verdict === verdict).length;
  const [forFirst, forSecond] = [wins('b'), wins('a')];
  const measured = countOf(verdicts.length, 'measure');
  if (forFirst === 0 && forSecond === 0)
    return `No measure shows a difference between ${first} and ${second}`;
  if (forFirst > 0 && forSecond > 0) {
    return `Of ${measured}, ${first} is better on ${forFirst} and ${second} on ${forSecond}`;
  }
  const [better, worse, count] = forFirst > 0 ? [first, second, forFirst] : [second, first, forSecond];
  if (count === verdicts.length) return `${better} is better than ${worse} on all of ${measured}`;
  return `${better} is better than ${worse} on ${count} of ${measured}, and shown to be worse on none`;
}

function checkpointsHeadline(comparison: Comparison): string {
  const { contenders } = comparison;
  const stepOf = (index: number): string => formatCount(contenders[index]!.runs[0]!.step);
  const emerged = emergenceOf(comparison).filter(
    ({ measure, held }) => measure.range !== null && held !== null,
  );
  const farthest = emerged.at(-1);
  if (farthest === undefined) {
    return `Between the steps ${stepOf(0)} and ${stepOf(contenders.length - 1)}, no distance is shown at which four brackets in five are held`;
  }
  return `From step ${stepOf(farthest.held!)} on, four brackets in five are held at ${formatBucket(farthest.measure.range!)} characters`;
}

/** What to bear in mind while reading. */
export function comparisonStandfirst({ contenders, kind, provenance }: Comparison): string[] {
  const { documents, characters } = provenance.heldOut;
  const ground =
    `All were measured on the same held-out text (${countOf(documents, 'document')}, ${formatCount(characters)} characters) ` +
    'and sampled alike. Of each difference stands here what its 95 % interval allows to be said, and no more.';
  const single = contenders.filter(({ runs }) => runs.length === 1).map(({ label }) => label);
  if (kind === 'checkpoints' || single.length === 0) return [ground];
  const who = single.length === contenders.length ? 'Each model' : joinWords(single);
  const seeds = `${who} was trained once, so this is about these networks, not about their recipes: other seeds may order them otherwise.`;
  return [ground, seeds];
}

function wholeDifferences({ measures }: Comparison): Difference[] {
  return measures.filter(({ range }) => range === null).flatMap(({ differences }) => differences);
}
