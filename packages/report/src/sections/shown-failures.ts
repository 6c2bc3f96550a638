import type { BracketFailures, FailedCloser, FailedRange } from '@longrange/eval/internal';
import { type FailureRange, format } from '../document/internal.ts';

type Failures = BracketFailures | readonly FailedRange[];
type BracketFailure = BracketFailures[number]['examples'][number];

/** A subject with examples of the openers that broke in it. */
export interface BrokenBrackets {
  readonly bracketFailures?: BracketFailures | undefined;
}

/** Failures of a subject. `key` is unique among the series of all charts; `name` is the name of this series. */
export function failedBrackets(key: string, name: string, { bracketFailures }: BrokenBrackets) {
  return ranges(key, name, bracketFailures, (count) =>
    format.countOf(count, 'bracket broke', 'brackets broke'),
  );
}

/** Closers that a predictor did not hold. */
export function failedClosers(
  key: string,
  name: string,
  { failures }: { readonly failures?: readonly FailedRange[] | undefined },
) {
  return ranges(key, name, failures, (count) => `${format.countOf(count, 'closer')} not known`);
}

function ranges(
  key: string,
  name: string,
  failures: Failures = [],
  counted: (failures: number) => string,
): FailureRange[] {
  return failures.map(({ examples, failures: count, ...range }) => ({
    id: `failed-${key}-${range.from}`,
    from: range.from,
    title: `${name}, ${format.distances(range)}: ${counted(count)}, ${format.count(examples.length)} shown`,
    examples: examples.map((failure) => ({
      ...failure,
      kind: 'event' in failure ? failure.event : 'trueCloser',
      words: `after ${format.countOf(failure.distance, 'character')}: ${'event' in failure ? bracketWords(failure) : closerWords(failure)}`,
    })),
  }));
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

function closerWords({ probabilities: [truth, ...others] }: FailedCloser): string {
  const said = ({ closer, probability }: FailedCloser['probabilities'][number]) =>
    `${closer} ${format.probability(probability)}`;
  return `P of the true ${said(truth!)}, ${others.map(said).join(', ')}`;
}
