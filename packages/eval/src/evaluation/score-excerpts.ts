import type { TextDocument } from '../code/text-document.ts';
import type { Subject } from '../metrics/subject-schema.ts';
import type { LanguageModel } from '../models/language-model.ts';
import type { Named } from '../models/named.ts';
import { scoreExcerpt } from '../probes/score-excerpt.ts';
import type { EvaluationContext } from './measure-stage.ts';
import type { Suite } from './suites.ts';

/** Whose excerpt is read, and by whom. */
export interface ExcerptReading {
  readonly subject: Subject;
  readonly documents: readonly TextDocument[];
  readonly predictors: readonly Named<LanguageModel>[];
}

/** The subjects, each excerpt with what its characters cost its predictors. */
export function scoreExcerpts(
  { stage }: Pick<EvaluationContext, 'stage'>,
  readings: readonly ExcerptReading[],
  { lead }: Suite['excerpts'],
): Promise<Subject[]> {
  return stage(
    'scoring the excerpts',
    async (onShare) => {
      const subjects: Subject[] = [];
      for (const { subject, documents, predictors } of readings) {
        const { excerpt } = subject;
        subjects.push({
          ...subject,
          excerpt: excerpt === null ? null : await scoreExcerpt(excerpt, documents, predictors, lead),
        });
        onShare(subjects.length / readings.length);
      }
      return subjects;
    },
    (subjects) => `${subjects.length} excerpts, character by character`,
  );
}
