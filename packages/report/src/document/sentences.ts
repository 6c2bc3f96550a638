import { capitalize, formatBucket, formatPercent } from '../text/format.ts';
import { compareIntervals, withInterval } from './compare.ts';
import { inSentence, type NamedSubject } from './subjects.ts';
import type { Bucket, Proportion, Subject } from './types.ts';

/** `This model: 91.2 % (90.1–92.2 %, n 4,812). Held-out real code: … – higher; the intervals do not overlap.` */
export function proportionSentences<S extends NamedSubject>(
  subjects: readonly S[],
  pick: (subject: S['subject']) => Proportion,
): string {
  const [primary, ...others] = subjects;
  if (primary === undefined) return '';
  const own = pick(primary.subject);
  const sentences = [`${capitalize(inSentence(primary))}: ${withInterval(own)}.`];
  for (const other of others) {
    const theirs = pick(other.subject);
    sentences.push(
      `${capitalize(inSentence(other))}: ${withInterval(theirs)}${relation(theirs, own, primary)}.`,
    );
  }
  return sentences.join(' ');
}

function relation(theirs: Proportion, own: Proportion, primary: NamedSubject): string {
  if (theirs.estimate === null || own.estimate === null) return '';
  const name = inSentence(primary);
  const order = compareIntervals(theirs, own);
  if (order === 'above') return `, higher than ${name}`;
  if (order === 'below') return `, lower than ${name}`;
  return `; its interval overlaps that of ${name}, so this result does not tell the two apart`;
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
