import { type MetricKey, type Result, type Subject, textMetrics } from '@longrange/eval/internal';
import { modelPredictor, type Scored } from '../sections/bits.ts';
import { type NamedRanges, namedProbes, type Probed, rangesOf } from '../sections/named-probes.ts';
import { type Named, type Subjects, shortNames } from '../words/subjects.ts';
import type { Tests } from '../words/tested.ts';

/** Metrics of text that a result may hold. */
export type Metrics = typeof textMetrics;

/** Everything that sections and the first screen need from a result, looked up once. */
export interface View {
  readonly result: Result;
  readonly metrics: Metrics;
  /** Subjects in reading order: the one measured first, then real code, then the rest. */
  readonly subjects: Subjects<Subject>;
  /** The subject of the result: the model, else the user's text, else whatever there is. */
  readonly primary: Named<Subject>;
  readonly real: Named<Subject> | undefined;
  readonly tests: Tests;
  readonly scored: Scored;
  readonly probed: Probed;
  /** Distances up to which predictors remember an open bracket; the model comes first. */
  readonly ranges: readonly NamedRanges[];
}

/** A subject on which a metric was measured. */
type SubjectWith<K extends MetricKey> = Subject & { [P in K]: NonNullable<Subject[P]> };

/** The subjects on which a metric was measured, in reading order. */
export function subjectsWith<K extends MetricKey>(
  { subjects }: Pick<View, 'subjects'>,
  key: K,
): Subjects<SubjectWith<K>> {
  return subjects.filter((named): named is Named<SubjectWith<K>> => named.subject[key] != null);
}

const order: readonly Subject['id'][] = ['model', 'text', 'real', 'ngram'];

/** Looks up, once, what the page needs from a result. */
export function viewOf(result: Result, metrics: Metrics = textMetrics): View {
  const ngram = ngramName(result);
  const subjects = namedSubjects(result, {
    ...shortNames,
    ngram,
    ...(isOfLanguage(result) ? {} : { real: 'real text' }),
  });
  const { bitsPerCharacter: entries, comparisons: tests, probes, provenance } = result;
  const temperature = Number(provenance.sampling?.temperature ?? 1);
  const probed: Probed = { probes, ...namedProbes(probes), tests, ngram, temperature };
  return {
    result,
    metrics,
    subjects,
    primary: subjects[0]!,
    real: subjects.find(({ subject }) => subject.id === 'real'),
    tests,
    scored: { entries, model: result.model === null ? null : modelPredictor(entries), tests },
    probed,
    ranges: rangesOf(probed),
  };
}

/** Returns `20-gram`, if the label of the n-gram gives its order. */
function ngramName({ subjects }: Result): string {
  const label = subjects.find(({ id }) => id === 'ngram')?.label ?? '';
  return /\d+-gram/.exec(label)?.[0] ?? shortNames.ngram;
}

/** Names the subjects. Two of the same kind are distinguished by their labels. */
function namedSubjects(
  { subjects }: Result,
  names: Readonly<Record<Subject['id'], string>>,
): Named<Subject>[] {
  return [...subjects]
    .sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
    .map((subject) => {
      const isOnly = subjects.filter(({ id }) => id === subject.id).length === 1;
      if (subject.project !== undefined) return { subject, name: subject.project };
      return { subject, name: isOnly ? names[subject.id] : `${names[subject.id]} ${subject.label}` };
    });
}

/** Minimum share of whole files in the language that parse. */
const LEAST_PARSED = 0.1;
/** Maximum number of characters per sound function or class in text of the language. */
const CHARACTERS_PER_DEFINITION = 10_000;

/**
 * Returns whether the held-out text is in the language at all. It is not if fewer than one whole file in ten parses and there is less than
 * one sound function or class per 10,000 characters. Without held-out text, it is assumed to be.
 */
export function isOfLanguage(result: Pick<Result, 'subjects'>): boolean {
  const real = result.subjects.find(({ id }) => id === 'real');
  return real === undefined || real.characters === 0 || parsesAsLanguage(real);
}

/** Returns false if a text can hardly be in the language, by the same rule. */
export function parsesAsLanguage({ characters, parse: { documents, definitions } }: Subject): boolean {
  const sound = definitions?.held ?? 0;
  return (documents.estimate ?? 0) >= LEAST_PARSED || CHARACTERS_PER_DEFINITION * sound >= characters;
}
