import { partsOfObservations } from '../../statistics/document-parts.ts';
import type { TextMetric } from '../metric.ts';
import { type ControlFlowObservation, measureControlFlow, summarizeControlFlow } from './control-flow.ts';
import { controlFlowSchema } from './schema.ts';

const nullableSchema = controlFlowSchema.nullable();

export const controlFlow: TextMetric<
  'controlFlow',
  readonly ControlFlowObservation[],
  typeof nullableSchema,
  'control flow' | 'clauses'
> = {
  key: 'controlFlow',
  number: 4,
  title: 'Control flow',
  schema: nullableSchema,
  applies: ({ language }) => language.layout?.controlFlow !== undefined,
  measure: measureControlFlow,
  summarize: (documents, { language }) =>
    summarizeControlFlow(documents.flat(), language.layout?.controlFlow ?? { clauses: [] }),
  figures: [
    {
      id: 'control flow',
      title: 'Control flow legal',
      unit: 'share',
      headline: 5,
      lmEval: {
        task: 'control_flow',
        description: 'clauses and jumps that are legal where they are',
        metric: 'held',
      },
      pick: ({ overall }) => overall,
      parts: (documents) =>
        partsOfObservations({ measure: 'control flow', observations: documents.flat(), byDistance: false }),
    },
    {
      id: 'clauses',
      title: 'Clauses with their opener',
      unit: 'share',
      pick: ({ allClauses }) => allClauses,
      parts: (documents) => {
        const observations = documents.flat().filter(({ check }) => check === 'clause');
        return partsOfObservations({ measure: 'clauses', observations, byDistance: true });
      },
    },
  ],
};
