import type { AnalyzedDocument, SyntaxOracle } from '@longrange/code';
import { z } from 'zod';
import { proportion } from '../../statistics/clusters.ts';
import { count, proportionSchema } from '../../statistics/shapes.ts';
import type { SubjectContext } from '../metric.ts';
import { textMetric } from '../metric.ts';
import { judgeDocument } from '../parse/parse.ts';

/** Metric 6 judged twice: number of documents by the verdicts of tree-sitter and of an oracle, such as the language's own compiler. */
const oracleSchema = z.object({
  /** Name and version of the oracle. */
  name: z.string(),
  bothAccept: count,
  bothReject: count,
  onlyTreeSitterAccepts: count,
  onlyOracleAccepts: count,
  agreement: proportionSchema,
  /** First few disagreements, with the oracle's messages. */
  disagreements: z.array(z.object({ document: z.string(), message: z.string() })),
});

/** Verdicts of a second judge of syntax. */
export type Oracle = z.infer<typeof oracleSchema>;

/** Both verdicts on one document. */
export interface OracleVerdict {
  readonly document: string;
  readonly treeSitterAccepts: boolean;
  /** The oracle's complaint; null if it accepts the document. */
  readonly message: string | null;
}

const SHOWN_DISAGREEMENTS = 10;

/**
 * Asks the oracle about the part of a document that metric 6 judged.
 * @returns null if metric 6 judged none of it
 */
async function consultOracle(
  oracle: SyntaxOracle,
  document: AnalyzedDocument,
): Promise<OracleVerdict | null> {
  const { path: name, text } = document;
  const { observation, judgedCharacters } = judgeDocument(document);
  const { outcome } = observation;
  if (outcome === 'censored') return null;
  const message = await oracle.judge(text.slice(0, judgedCharacters));
  return { document: name, treeSitterAccepts: outcome === 'held', message };
}

function summarizeOracle({ name }: SyntaxOracle, verdicts: readonly OracleVerdict[]): Oracle {
  const count = (treeSitter: boolean, oracle: boolean) =>
    verdicts.filter(
      ({ treeSitterAccepts, message }) => treeSitterAccepts === treeSitter && (message === null) === oracle,
    ).length;
  const [bothAccept, bothReject] = [count(true, true), count(false, false)];
  const disagreements = verdicts.filter(
    ({ treeSitterAccepts, message }) => treeSitterAccepts !== (message === null),
  );
  return {
    name,
    bothAccept,
    bothReject,
    onlyTreeSitterAccepts: count(true, false),
    onlyOracleAccepts: count(false, true),
    agreement: proportion(bothAccept + bothReject, verdicts.length),
    disagreements: disagreements
      .slice(0, SHOWN_DISAGREEMENTS)
      .map(({ document, message }) => ({ document, message: message ?? `${name} accepts it` })),
  };
}

export const oracle = textMetric({
  key: 'oracle',
  schema: oracleSchema.nullable(),
  applies: (context) => context.oracle !== undefined,
  measure: (document: AnalyzedDocument, context: SubjectContext) => consultOracle(context.oracle!, document),
  summarize: (verdicts, context) =>
    summarizeOracle(
      context.oracle!,
      verdicts.filter((verdict) => verdict !== null),
    ),
  figures: [],
});
