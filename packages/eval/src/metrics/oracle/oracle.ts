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
  section: {
    id: 'oracle',
    title: 'Does the language’s own parser agree?',
    definition:
      'Each document was also parsed by a second judge, named below. The two agree if both accept the whole document or both reject it. tree-sitter accepts some programs that a language itself rejects, such as those with a return outside a function, and covers other versions of it.',
    lead: [
      {
        id: 'oracle',
        title: 'Documents on which both parsers agree',
        pick: ({ agreement }) => agreement,
      },
    ],
    figures: [
      {
        kind: 'values',
        id: 'oracle-agreement',
        title: 'Agreement of both parsers',
        caption: 'Samples are cut in mid-statement, so both parsers reject most of them.',
        rows: [
          { label: 'Second judge', of: ({ name }) => name },
          { label: 'Both accept', of: ({ bothAccept }) => bothAccept },
          { label: 'Both reject', of: ({ bothReject }) => bothReject },
          { label: 'Only tree-sitter accepts', of: ({ onlyTreeSitterAccepts }) => onlyTreeSitterAccepts },
          { label: 'Only the second accepts', of: ({ onlyOracleAccepts }) => onlyOracleAccepts },
          { label: 'Agreement', of: ({ agreement }) => agreement },
        ],
      },
      {
        kind: 'list',
        id: 'oracle-disagreements',
        title: 'Where they disagree',
        caption: 'The first few, with the message of the second judge.',
        folded: true,
        columns: ['Document', 'Message'],
        of: ({ disagreements }) =>
          disagreements.map(({ document, message }) => [{ code: document }, message]),
      },
    ],
  },
});
