import { join } from 'node:path';
import type { DocumentScores } from '@longrange/eval/comparison';
import { chooseEngine } from '../engine/choose-engine.ts';
import { reportEngine } from '../engine/report-engine.ts';
import { stage } from '../eval/stages.ts';
import { createLanguageParser } from '../language.ts';
import type { CompareOptions } from '../options/compare-options.ts';
import { formatBits, formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { Candidate, Model } from './candidate.ts';
import { buildEvaluationSet, type ComparisonSet } from './evaluation-set.ts';
import { findScores, readStoredScores, type StoredScores } from './find-scores.ts';
import { measureCandidate } from './measure-candidate.ts';
import { measureText } from './measure-text.ts';

/** An candidate with its scores. */
export interface ScoredCandidate {
  readonly candidate: Candidate;
  readonly scores: DocumentScores;
  /** Where they were found, null where they are new. */
  readonly reusedFrom: string | null;
}

/** Measures every candidate on the same ground, or takes what was measured on it before. */
export async function scoreCandidates(
  candidates: readonly Candidate[],
  comparisonFolders: readonly string[],
  options: CompareOptions,
  reporter: Reporter,
): Promise<ScoredCandidate[]> {
  const parser = await createLanguageParser({ engine: options.parser });
  if (options.verbose) reporter.fact('parser', `${parser.engine}: ${parser.reason}`);
  const scored = new Map<Candidate, ScoredCandidate>();
  const add = (candidate: Candidate, scores: DocumentScores, reusedFrom: string | null): void =>
    void scored.set(candidate, { candidate, scores, reusedFrom });
  for (const candidate of candidates)
    if (candidate.kind === 'stored') add(candidate, candidate.scores, candidate.path);
  const models = candidates.filter(isModel);
  if (models.length > 0) {
    const ground = await buildEvaluationSet(candidates, { options, reporter, parser });
    const stored = options.fresh
      ? []
      : await readStoredScores(candidates, join(options.runs, 'files'), comparisonFolders);
    let hasEngine = false;
    for (const model of models) {
      const label = labelOf(model);
      const found = foundOf(model, ground, stored);
      if (found !== undefined) {
        reporter.line(`${label}: measured before, in ${found.path}`);
        add(model, found.scores, found.path);
        continue;
      }
      if (!hasEngine && model.kind === 'network') {
        reportEngine(reporter, await chooseEngine(options), options.verbose);
        hasEngine = true;
      }
      const scores = await measureCandidate(model, ground, options, reporter);
      reporter.note(`${label}: ${summarize(scores)}`);
      add(model, scores, null);
    }
  }
  const [beside] = scored.values();
  for (const candidate of candidates) {
    if (candidate.kind !== 'text') continue;
    const measure = () => measureText(candidate.file, beside!.scores, { parser, reporter });
    add(candidate, await stage(reporter, candidate.name, measure, summarize), null);
  }
  parser.dispose();
  return candidates.map((candidate) => scored.get(candidate)!);
}

function isModel(candidate: Candidate): candidate is Model {
  return candidate.kind !== 'stored' && candidate.kind !== 'text';
}

function labelOf({ name, training }: Candidate): string {
  return training === null ? name : `${name}, step ${formatCount(training.step)}`;
}

/** Only of what has weights that can be told from others. */
function foundOf(
  candidate: Model,
  ground: ComparisonSet,
  stored: readonly StoredScores[],
): StoredScores | undefined {
  const sha256 =
    candidate.kind === 'network'
      ? candidate.sha256
      : candidate.kind === 'gguf'
        ? ground.sha256.get(candidate.file)
        : undefined;
  return sha256 === undefined ? undefined : findScores(sha256, ground, stored);
}

function summarize({ tallies }: DocumentScores): string {
  const ratio = (id: string): number => {
    const parts = tallies.find(({ measure, range }) => measure === id && range === null)?.parts ?? [];
    const denominator = parts.reduce((sum, part) => sum + part[2], 0);
    return parts.reduce((sum, part) => sum + part[1], 0) / denominator;
  };
  const [bits, brackets] = [ratio('bits-carried'), ratio('delimiters')];
  const isBound = tallies.some(({ measure, isBound }) => measure === 'bits-carried' && isBound);
  const held = Number.isNaN(brackets) ? 'no brackets' : `${(100 * brackets).toFixed(1)} % of brackets held`;
  return Number.isNaN(bits)
    ? held
    : `${isBound ? 'at most ' : ''}${formatBits(bits)} bits per character, ${held}`;
}
