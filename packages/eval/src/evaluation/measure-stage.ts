import type { SyntaxOracle, SyntaxParser } from '@longrange/code';
import type { TestSide } from '../comparison/test-differences.ts';
import { measureTexts, type SubjectText } from '../metrics/measure-subject.ts';
import type { Subject } from '../metrics/subject-schema.ts';
import type { TextIndex } from '../models/ngram/text-index.ts';
import { countOf, type RunStage } from './stage.ts';

/** What every part of an evaluation works with. */
export interface EvaluationContext {
  /** Of the language of the documents. */
  readonly parser: SyntaxParser;
  /** Asked beside the parser what parses. */
  readonly oracle?: SyntaxOracle | undefined;
  /** Runs each part. */
  readonly stage: RunStage;
  /** Of all random choices. */
  readonly seed: number;
  /** What the held-out text is called in results, default `test`. */
  readonly split?: string | undefined;
}

/** A subject with what tests against another one need. */
export interface MeasuredSubject {
  readonly subject: Subject;
  readonly side: TestSide;
}

/** All text metrics of one body of text, as a stage; what it copied, where the training text is known. */
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
      `${countOf(documents, 'document')}, ${characters.toLocaleString('en')} characters`,
  );
}
