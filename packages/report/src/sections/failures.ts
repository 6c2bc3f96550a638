import type { markNames } from '../document/excerpts/excerpt.ts';
import { namedProbes } from '../document/names/probes.ts';
import { namedSubjects } from '../document/names/subjects.ts';
import type { Bucket, ChartId, Result, Subject } from '../document/types.ts';
import { countOf, formatCount, formatDistances, formatProbability } from '../text/format.ts';

type BracketFailure = NonNullable<Subject['bracketFailures']>[number]['examples'][number];
type Closers = NonNullable<Result['probes']>['predictors'][number]['closers']['natural'];
type CloserFailure = NonNullable<Closers['failures']>[number]['examples'][number];

/** One failure as it is shown: a text, its two ends, and what happened, in words. */
export interface FailureExample {
  readonly document: string;
  readonly text: string;
  readonly opener: number;
  readonly at: number;
  readonly omitted: { readonly at: number; readonly characters: number } | null;
  /** `closed by the wrong type`; what the mark at `at` stands for. */
  readonly kind: keyof typeof markNames | 'trueCloser';
  readonly words: string;
}

/** What one series of a chart failed at in one range of distances. */
export interface FailureRange {
  /** Unique on the page. */
  readonly id: string;
  /** Of which series: a subject's name, or that of a predictor's closers. */
  readonly series: string;
  readonly from: number;
  readonly title: string;
  readonly examples: readonly FailureExample[];
}

/** The failures behind a chart, in the order of its series; none for a chart that has none. */
export function failuresOf(chart: ChartId, result: Result): readonly FailureRange[] {
  if (chart === 'delimiters-by-distance') return failedBrackets(result);
  return chart === 'closers-by-distance' ? failedClosers(result) : [];
}

function failedBrackets(result: Result): FailureRange[] {
  return namedSubjects(result).flatMap(({ name, subject: { bracketFailures = [] } }, index) =>
    bracketFailures.map(({ examples, ...range }) => ({
      ...headOf(`brackets-${index}`, name, range),
      title: titleOf(name, range, countOf(range.failures, 'bracket broke', 'brackets broke'), examples),
      examples: examples.map((failure) => ({
        ...failure,
        kind: failure.fate,
        words: `after ${countOf(failure.distance, 'character')}: ${bracketWords(failure)}`,
      })),
    })),
  );
}

function failedClosers(result: Result): FailureRange[] {
  return namedProbes(result).flatMap(({ name, probes: { closers } }, index) =>
    (['natural', 'stretched'] as const).flatMap((form) =>
      (closers[form]?.failures ?? []).map(({ examples, ...range }) => ({
        ...headOf(`closers-${index}-${form}`, closerSeries(name, form), range),
        title: titleOf(
          closerSeries(name, form),
          range,
          `${countOf(range.failures, 'closer')} not known`,
          examples,
        ),
        examples: examples.map((failure) => ({
          ...failure,
          kind: 'trueCloser' as const,
          words: closerWords(failure),
        })),
      })),
    ),
  );
}

/** What a predictor's closers in one form are called. */
export function closerSeries(name: string, form: 'natural' | 'stretched'): string {
  return `${name}, ${form}`;
}

/** The range that a point of a chart stands for, if there are failures in it. */
export function failuresAt(
  ranges: readonly FailureRange[],
  series: string,
  { from }: Pick<Bucket, 'from'>,
): string | null {
  return ranges.find((range) => range.series === series && range.from === from)?.id ?? null;
}

function headOf(
  key: string,
  series: string,
  { from }: { from: number },
): Pick<FailureRange, 'id' | 'series' | 'from'> {
  return { id: `failed-${key}-${from}`, series, from };
}

function titleOf(
  series: string,
  range: { from: number; to: number },
  what: string,
  examples: readonly unknown[],
): string {
  return `${series}, ${formatDistances(range)}: ${what}, ${formatCount(examples.length)} shown`;
}

const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

function bracketWords({ fate, text, opener, at }: BracketFailure): string {
  const due = closerOf[text[opener] ?? ''] ?? 'the closer';
  const came = text[at];
  if (fate === 'wrongType') return `${came} came where ${due} was due`;
  if (fate === 'closedByForce') return `${came} closed what lies further out; ${due} was due first`;
  return came === undefined
    ? `never closed; the text ends, ${due} was due`
    : `never closed; ${due} was due by here`;
}

function closerWords({ distance, probabilities: [truth, ...others] }: CloserFailure): string {
  const said = ({ closer, probability }: CloserFailure['probabilities'][number]) =>
    `${closer} ${formatProbability(probability)}`;
  return `after ${countOf(distance, 'character')}: P of the true ${said(truth!)}, ${others.map(said).join(', ')}`;
}
