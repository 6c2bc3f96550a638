import { z } from 'zod';
import { count, proportionSchema } from '../../statistics/shapes.ts';

/** Metric 6 judged twice: documents by the verdicts of tree-sitter and of the oracle, such as the language's own compiler. */
export const oracleSchema = z.object({
  /** Of the oracle, with its version. */
  name: z.string(),
  bothAccept: count,
  bothReject: count,
  onlyTreeSitterAccepts: count,
  onlyOracleAccepts: count,
  agreement: proportionSchema,
  /** What the oracle said where the two disagree; the first few. */
  disagreements: z.array(z.object({ document: z.string(), message: z.string() })),
});

/** What a second judge of syntax says about what parses. */
export type Oracle = z.infer<typeof oracleSchema>;
