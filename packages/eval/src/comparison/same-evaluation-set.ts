import { LongrangeError } from '@longrange/errors';
import type { NamedPart } from '../statistics/parts.ts';
import type { DocumentScores } from './document-scores.ts';

/** @throws LongrangeError `COMPARISON_MISMATCH` (exit code 2) if runs did not read the same text or were sampled differently */
export function requireSameEvaluationSet(runs: readonly DocumentScores[]): void {
  const [first, ...others] = runs;
  for (const other of others) {
    const what = mismatch(first!, other);
    if (what === undefined) continue;
    throw notComparable(
      `${first!.model.run} and ${other.model.run} to be measured in the same way, got different ${what}`,
    );
  }
}

/** @throws LongrangeError `COMPARISON_MISMATCH` (exit code 2) if a paired measure does not have the same cases in all runs */
export function requireSameParts(title: string, runs: readonly (readonly NamedPart[])[]): void {
  const signature = (parts: readonly NamedPart[]): string =>
    JSON.stringify(parts.map(({ document, denominator }) => [document, denominator]));
  if (new Set(runs.map(signature)).size <= 1) return;
  throw notComparable(`all runs to have the same cases of “${title}” in every document, got different cases`);
}

function mismatch(a: DocumentScores, b: DocumentScores): string | undefined {
  const describe = ({ heldOut }: DocumentScores): string =>
    `${heldOut.documents} documents, ${heldOut.characters} characters, SHA-256 ${heldOut.sha256.slice(0, 12)}…`;
  if (a.heldOut.sha256 !== b.heldOut.sha256) return `held-out text (${describe(a)}; ${describe(b)})`;
  const keys = Object.keys({ ...a.sampling, ...b.sampling });
  const differing = keys.filter((key) => a.sampling[key] !== b.sampling[key]);
  if (differing.length === 0) return undefined;
  return `sampling (${differing.map((key) => `${key}: ${a.sampling[key]} and ${b.sampling[key]}`).join(', ')})`;
}

function notComparable(expectation: string): LongrangeError {
  return new LongrangeError({
    code: 'COMPARISON_MISMATCH',
    message: `Expected ${expectation}.`,
    hint: 'compare runs that share a corpus and a split, and measure them with the same options; --fresh repeats stored measurements.',
    exitCode: 2,
  });
}
