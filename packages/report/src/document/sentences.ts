import { capitalize, formatBucket, formatPercent } from '../text/format.ts';
import { withInterval } from './compare.ts';
import { inSentence, type NamedSubject } from './subjects.ts';
import { testOf } from './tested.ts';
import type { Bucket, Proportion, Result, Subject } from './types.ts';

/** A figure of subjects as the result's tests know it. */
export interface Tested {
  result: Result;
  measure: string;
}

/**
 * `This model: 91.2 % (90.1–92.2 %, n 4,812). Held-out real code: …, higher than this model.` How two lie to each other is what the result's
 * test says; without one nothing is said.
 */
export function proportionSentences<S extends NamedSubject>(
  subjects: readonly S[],
  pick: (subject: S['subject']) => Proportion,
  tested?: Tested,
): string {
  const [primary, ...others] = subjects;
  if (primary === undefined) return '';
  const own = pick(primary.subject);
  const sentences = [`${capitalize(inSentence(primary))}: ${withInterval(own)}.`];
  for (const other of others) {
    const theirs = pick(other.subject);
    const relation = tested === undefined ? '' : relationOf(tested, other, primary, ['higher', 'lower']);
    sentences.push(`${capitalize(inSentence(other))}: ${withInterval(theirs)}${relation}.`);
  }
  return sentences.join(' ');
}

/** `, higher than this model`: how the figure of a subject lies to that of the one under test; empty where that was not tested. */
export function relationOf(
  { result, measure }: Tested,
  { subject }: NamedSubject,
  primary: NamedSubject,
  [more, less]: readonly [string, string],
): string {
  const test = testOf(result, measure, primary.subject.id, subject.id);
  if (test === null) return '';
  const name = inSentence(primary);
  switch (test.order) {
    case 'below':
      return `, ${more} than ${name}`;
    case 'above':
      return `, ${less} than ${name}`;
    default:
      return `; this result does not tell it from ${name}`;
  }
}

/** For a chart's `desc`: where each series starts and ends. */
export function describeSeries<S extends NamedSubject>(
  subjects: readonly S[],
  pick: (subject: S['subject']) => readonly Bucket[],
): string {
  return describeBuckets(subjects.map(({ name, subject }) => ({ name, buckets: pick(subject) })));
}

/** The same for series that are no subjects. */
export function describeBuckets(series: readonly { name: string; buckets: readonly Bucket[] }[]): string {
  const parts = series.map(({ name, buckets }) => {
    const filled = buckets.filter(({ n }) => n > 0);
    const [first, last] = [filled[0], filled.at(-1)];
    if (first === undefined || last === undefined) return `${name}: nothing to count`;
    const start = `${name}: ${formatPercent(first.estimate)} at ${formatBucket(first)}`;
    return first === last ? start : `${start}, ${formatPercent(last.estimate)} at ${formatBucket(last)}`;
  });
  return `${parts.join('; ')}. ${inTheTable}`;
}

/** How every chart's description ends. */
export const inTheTable = 'All numbers are in the table below the chart.';

/** Says which of the usual four subjects a result lacks; empty where none. */
export function missingSubjects(subjects: readonly NamedSubject[]): string {
  const has = (id: Subject['id']) => subjects.some(({ subject }) => subject.id === id);
  const missing: string[] = [];
  if (!has('real')) missing.push('no real code, so there is no ceiling to compare with');
  if (!has('ngram')) missing.push('no n-gram model, so there is no floor to compare with');
  return missing.length === 0 ? '' : `This result has ${missing.join(', and ')}.`;
}
