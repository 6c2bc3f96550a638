import { type FailureRange, format } from '@longrange/document/internal';
import type { z } from 'zod';
import type { bracketFailuresSchema, closerFailuresSchema } from './failures.ts';

type BracketFailures = NonNullable<z.output<typeof bracketFailuresSchema>>;
type BracketFailure = BracketFailures[number]['examples'][number];
type CloserFailures = NonNullable<z.output<typeof closerFailuresSchema>>;
type CloserFailure = CloserFailures[number]['examples'][number];

/** A subject with a few of the openers that broke in it. */
export interface BrokenBrackets {
  readonly bracketFailures?: BracketFailures | undefined;
}

/** Failures of a subject. `key` is unique among the series of all charts, `name` is the name of this one. */
export function failedBrackets(
  key: string,
  name: string,
  { bracketFailures = [] }: BrokenBrackets,
): FailureRange[] {
  return bracketFailures.map(({ examples, ...range }) => ({
    id: `failed-${key}-${range.from}`,
    from: range.from,
    title: titleOf(name, range, format.countOf(range.failures, 'bracket broke', 'brackets broke'), examples),
    examples: examples.map((failure) => ({
      ...failure,
      kind: failure.event,
      words: `after ${format.countOf(failure.distance, 'character')}: ${bracketWords(failure)}`,
    })),
  }));
}

/** Closers that a predictor did not know. */
export function failedClosers(
  key: string,
  name: string,
  { failures = [] }: { readonly failures?: CloserFailures | undefined },
): FailureRange[] {
  return failures.map(({ examples, ...range }) => ({
    id: `failed-${key}-${range.from}`,
    from: range.from,
    title: titleOf(name, range, `${format.countOf(range.failures, 'closer')} not known`, examples),
    examples: examples.map((failure) => ({
      ...failure,
      kind: 'trueCloser' as const,
      words: closerWords(failure),
    })),
  }));
}

function titleOf(
  series: string,
  range: { from: number; to: number },
  what: string,
  examples: readonly unknown[],
): string {
  return `${series}, ${format.distances(range)}: ${what}, ${format.count(examples.length)} shown`;
}

const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

function bracketWords({ event, text, opener, at }: BracketFailure): string {
  const due = closerOf[text[opener] ?? ''] ?? 'the closer';
  const came = text[at];
  if (event === 'wrongType') return `${came} came where ${due} was due`;
  if (event === 'closedByForce') return `${came} closed what lies further out; ${due} was due first`;
  return came === undefined
    ? `never closed; the text ends, ${due} was due`
    : `never closed; ${due} was due by here`;
}

function closerWords({ distance, probabilities: [truth, ...others] }: CloserFailure): string {
  const said = ({ closer, probability }: CloserFailure['probabilities'][number]) =>
    `${closer} ${format.probability(probability)}`;
  return `after ${format.countOf(distance, 'character')}: P of the true ${said(truth!)}, ${others.map(said).join(', ')}`;
}
