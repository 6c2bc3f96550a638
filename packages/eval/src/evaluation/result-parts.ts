import type { ResultParts } from '../result/result.ts';
import type { Evidence } from './gather-evidence.ts';
import type { EvaluationContext, MeasuredSubject } from './measure-stage.ts';
import { testResults } from './test-results.ts';

/**
 * What evidence puts into a result.
 * @param evidence undefined without a model
 * @param texts what the user brought besides
 */
export function resultParts(
  { seed, parser }: Pick<EvaluationContext, 'seed' | 'parser'>,
  evidence: Evidence | undefined,
  texts: readonly MeasuredSubject[] = [],
): Required<
  Pick<ResultParts, 'language' | 'subjects' | 'temperatures' | 'bitsPerCharacter' | 'comparisons'>
> {
  const { temperatures = [] } = evidence ?? {};
  const sides = [...(evidence?.sides ?? []), ...texts.map(({ side }) => side)];
  const { id, name } = parser.language;
  return {
    language: { id, name },
    subjects: [...(evidence?.subjects ?? []), ...texts.map(({ subject }) => subject)],
    bitsPerCharacter: (evidence?.bits ?? []).map(({ summary }) => summary),
    temperatures: [...temperatures],
    comparisons: testResults(evidence?.predictions, sides, seed),
  };
}
