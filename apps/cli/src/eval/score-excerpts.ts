import type { LanguageModel, Subject, TextDocument } from '@longrange/eval';
import { scoreExcerpt } from '@longrange/eval/probes';
import type { EvaluationContext } from './evaluation.ts';
import { stage } from './stages.ts';

/** Whose excerpt is read, and by whom. */
export interface ExcerptReading {
  readonly subject: Subject;
  readonly documents: readonly TextDocument[];
  readonly predictors: readonly LanguageModel[];
}

/** The subjects, each excerpt with what its characters cost its predictors. */
export function scoreExcerpts(
  { reporter }: EvaluationContext,
  readings: readonly ExcerptReading[],
): Promise<Subject[]> {
  return stage(
    reporter,
    'scoring the excerpts',
    async (onShare) => {
      const subjects: Subject[] = [];
      for (const { subject, documents, predictors } of readings) {
        const { excerpt } = subject;
        subjects.push({
          ...subject,
          excerpt: excerpt === null ? null : await scoreExcerpt(excerpt, documents, predictors),
        });
        onShare(subjects.length / readings.length);
      }
      return subjects;
    },
    (subjects) => `${subjects.length} excerpts, character by character`,
  );
}
