import type { Subject } from '../metrics/subject-schema.ts';
import { type ExcerptReading, scoreExcerpts } from '../probes/score-excerpts.ts';
import type { EvaluationContext } from './measure-stage.ts';
import type { Suite } from './suites.ts';

/** Whose excerpt is read, and by whom. */
export interface SubjectReading extends Omit<ExcerptReading, 'excerpt'> {
  readonly subject: Subject;
}

/** The subjects, each excerpt with what its characters cost its predictors. */
export function excerptStage(
  { stage }: Pick<EvaluationContext, 'stage'>,
  readings: readonly SubjectReading[],
  { lead }: Suite['excerpts'],
): Promise<Subject[]> {
  return stage(
    'scoring the excerpts',
    async (onShare) => {
      const shown = readings.flatMap(({ subject, ...how }) =>
        subject.excerpt === null ? [] : [{ excerpt: subject.excerpt, ...how }],
      );
      const scored = (await scoreExcerpts(shown, lead, onShare)).values();
      return readings.map(({ subject }) =>
        subject.excerpt === null ? subject : { ...subject, excerpt: scored.next().value! },
      );
    },
    (subjects) => `${subjects.length} excerpts, character by character`,
  );
}
