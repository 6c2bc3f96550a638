import { measureSubject, type Subject, type SubjectText } from '@longrange/eval';
import { formatCount, plural } from '../terminal/format.ts';
import type { EvaluationContext } from './evaluation.ts';
import { stage } from './stages.ts';

/** All text metrics of one body of text, as a stage with progress. */
export function measure(
  { parser, oracle, reporter, options }: EvaluationContext,
  subject: SubjectText,
): Promise<Subject> {
  return stage(
    reporter,
    `measuring ${subject.label}`,
    (onShare) =>
      measureSubject(subject, {
        parser,
        oracle,
        seed: options.seed,
        onProgress: ({ documents, of }) => onShare(documents / of),
      }),
    ({ documents, characters }) => `${plural(documents, 'document')}, ${formatCount(characters)} characters`,
  );
}
