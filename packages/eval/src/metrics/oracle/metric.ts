import type { TextMetric } from '../metric.ts';
import { consultOracle, type OracleVerdict, summarizeOracle } from './oracle.ts';
import { oracleSchema } from './schema.ts';

const nullableSchema = oracleSchema.nullable();

export const oracle: TextMetric<'oracle', OracleVerdict | null, typeof nullableSchema, never> = {
  key: 'oracle',
  number: 6,
  title: 'A second judge of syntax',
  schema: nullableSchema,
  applies: (context) => context.oracle !== undefined,
  measure: (document, context) => consultOracle(context.oracle!, document),
  summarize: (verdicts, context) =>
    summarizeOracle(
      context.oracle!,
      verdicts.filter((verdict) => verdict !== null),
    ),
  figures: [],
};
