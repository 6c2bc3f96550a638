import type { SyntaxOracle, SyntaxParser } from '@longrange/code';
import type { TestSide } from '../comparison/test-differences.ts';
import { measureTexts, type SubjectText } from '../metrics/measure-subject.ts';
import type { Subject } from '../metrics/subject-schema.ts';
import type { OnShare } from '../models/language-model.ts';
import type { TextIndex } from '../models/ngram/text-index.ts';

/** Context shared by all parts of an evaluation. */
export interface EvaluationContext {
  /** Parser for the documents' language. */
  readonly parser: SyntaxParser;
  /** Second opinion on what parses. */
  readonly oracle?: SyntaxOracle | undefined;
  /** Runs each part. */
  readonly stage: RunStage;
  /** Seed of all random choices. */
  readonly seed: number;
  /** Name of the held-out text in results, default `test`. */
  readonly split?: string | undefined;
}

/**
 * Runs one part of an evaluation, `work`, and may report on it.
 * @param label name of the work in progress
 * @param describe returns the outcome in words
 */
export type RunStage = <T>(
  label: string,
  work: (onShare: OnShare) => Promise<T>,
  describe: (result: T) => string,
) => Promise<T>;

/** A subject, and its side in tests against other subjects. */
export interface MeasuredSubject {
  readonly subject: Subject;
  readonly side: TestSide;
}

/** Measures all text metrics of one body of text, as a stage; with the training text, also what was copied from it. */
export function measureStage(
  { parser, oracle, stage }: EvaluationContext,
  text: SubjectText,
  trainingText?: TextIndex,
): Promise<MeasuredSubject> {
  return stage(
    `measuring ${text.label}`,
    async (onShare) => {
      const { subject, figures } = await measureTexts(text, {
        parser,
        oracle,
        trainingText,
        onProgress: ({ documents, of }) => onShare(documents / of),
      });
      return { subject, side: { id: text.id, figures } };
    },
    ({ subject: { documents, characters } }) =>
      `${countOf(documents, 'document')}, ${shown(characters)} characters`,
  );
}

/** Returns a number with its noun, such as `64 documents`, `1 document` or `1,024 characters`. */
export function countOf(n: number, noun: string): string {
  return `${shown(n)} ${noun}${n === 1 ? '' : 's'}`;
}

export function shown(value: number): string {
  return value.toLocaleString('en');
}
