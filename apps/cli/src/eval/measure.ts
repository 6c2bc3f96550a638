import { measureSubject, type Subject, type SubjectText, type TextIndex } from '@longrange/eval';
import { formatCount, plural } from '../terminal/format.ts';
import type { EvaluationContext } from './evaluation.ts';
import { stage } from './stages.ts';

/** All text metrics of one body of text, as a stage with progress; what it copied, where the training text is known. */
export function measure(
  { parser, oracle, reporter, measured }: EvaluationContext,
  subject: SubjectText,
  trainingText?: TextIndex,
): Promise<Subject> {
  return stage(
    reporter,
    `measuring ${subject.label}`,
    (onShare) =>
      measureSubject(subject, {
        parser,
        oracle,
        trainingText,
        onFigures: (figures) => measured.push({ name: subject.id, figures }),
        onProgress: ({ documents, of }) => onShare(documents / of),
      }),
    ({ documents, characters }) => `${plural(documents, 'document')}, ${formatCount(characters)} characters`,
  );
}
