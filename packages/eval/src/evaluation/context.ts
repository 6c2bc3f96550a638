import type { SyntaxOracle, SyntaxParser } from '@longrange/code';
import type { TestSide } from '../comparison/test-differences.ts';
import { measureTexts, type SubjectText } from '../metrics/measure-subject.ts';
import type { Subject } from '../metrics/subject-schema.ts';
import type { OnShare } from '../models/language-model.ts';
import type { TextIndex } from '../models/ngram/text-index.ts';

/** Everything that each part of an evaluation works with. */
export interface EvaluationContext {
  /** Parser of the language of the documents. */
  readonly parser: SyntaxParser;
  /** Second judge of what parses. */
  readonly oracle?: SyntaxOracle | undefined;
  /** Runs each part. */
  readonly stage: RunStage;
  /** Seed of all random choices. */
  readonly seed: number;
  /** Name of the held-out text in results, default `test`. */
  readonly split?: string | undefined;
}

/**
 * Runs a part of an evaluation: `work`, and reports on it as the caller likes.
 * @param label what is being done
 * @param describe what came of it
 */
export type RunStage = <T>(
  label: string,
  work: (onShare: OnShare) => Promise<T>,
  describe: (result: T) => string,
) => Promise<T>;

/** A subject with what tests against another one need. */
export interface MeasuredSubject {
  readonly subject: Subject;
  readonly side: TestSide;
}

/** Measures all text metrics of one body of text, as a stage; also what it copied, if the training text is known. */
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

/** `64 documents`, `1 document`, `1,024 characters`. */
export function countOf(n: number, noun: string): string {
  return `${shown(n)} ${noun}${n === 1 ? '' : 's'}`;
}

export function shown(value: number): string {
  return value.toLocaleString('en');
}
