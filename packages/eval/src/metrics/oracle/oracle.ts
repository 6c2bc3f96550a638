import type { AnalysedDocument, SyntaxOracle } from '@longrange/code';
import { proportion } from '../../statistics/wilson.ts';
import { judgeDocument } from '../parse/parse.ts';
import type { Oracle } from './schema.ts';

/** What both say of one document. */
export interface OracleVerdict {
  readonly document: string;
  readonly treeSitterAccepts: boolean;
  /** Null where the oracle accepts it, too. */
  readonly message: string | null;
}

const SHOWN_DISAGREEMENTS = 10;

/**
 * Asks the oracle about the part of a document that metric 6 has judged.
 * @returns null where it has judged nothing of it.
 */
export async function consultOracle(
  oracle: SyntaxOracle,
  document: AnalysedDocument,
): Promise<OracleVerdict | null> {
  const { name, text } = document;
  const {
    observation: { outcome },
    judgedCharacters,
  } = judgeDocument(document);
  if (outcome === 'censored') return null;
  const message = await oracle.judge(text.slice(0, judgedCharacters));
  return { document: name, treeSitterAccepts: outcome === 'held', message };
}

export function summarizeOracle({ name }: SyntaxOracle, verdicts: readonly OracleVerdict[]): Oracle {
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
