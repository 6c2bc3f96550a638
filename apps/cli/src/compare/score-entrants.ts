import { join } from 'node:path';
import type { DocumentScores } from '@longrange/eval/comparison';
import { chooseEngine } from '../engine/choose-engine.ts';
import { reportEngine } from '../engine/engine-name.ts';
import { stage } from '../eval/stages.ts';
import { createLanguageParser } from '../language.ts';
import type { CompareOptions } from '../options/compare-options.ts';
import { formatBits, formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { Entrant, Model } from './entrant.ts';
import { findScores, readStoredScores, type StoredScores } from './find-scores.ts';
import { type Ground, layGround } from './ground.ts';
import { measureEntrant } from './measure-entrant.ts';
import { measureText } from './measure-text.ts';

/** An entrant with its scores. */
export interface ScoredEntrant {
  readonly entrant: Entrant;
  readonly scores: DocumentScores;
  /** Where they were found, null where they are new. */
  readonly reusedFrom: string | null;
}

/** Measures every entrant on the same ground, or takes what was measured on it before. */
export async function scoreEntrants(
  entrants: readonly Entrant[],
  comparisonFolders: readonly string[],
  options: CompareOptions,
  reporter: Reporter,
): Promise<ScoredEntrant[]> {
  const parser = await createLanguageParser({ engine: options.parser });
  if (options.verbose) reporter.fact('parser', `${parser.engine}: ${parser.reason}`);
  const scored = new Map<Entrant, ScoredEntrant>();
  const add = (entrant: Entrant, scores: DocumentScores, reusedFrom: string | null): void =>
    void scored.set(entrant, { entrant, scores, reusedFrom });
  for (const entrant of entrants) if (entrant.kind === 'stored') add(entrant, entrant.scores, entrant.path);
  const models = entrants.filter(isModel);
  if (models.length > 0) {
    const ground = await layGround(entrants, { options, reporter, parser });
    const stored = options.fresh
      ? []
      : await readStoredScores(entrants, join(options.runs, 'files'), comparisonFolders);
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
      const measure = (onShare: (share: number) => void) =>
        measureEntrant(model, { ground, options, reporter }, onShare);
      add(model, await stage(reporter, label, measure, summarize), null);
    }
  }
  const [beside] = scored.values();
  for (const entrant of entrants) {
    if (entrant.kind !== 'text') continue;
    const measure = () => measureText(entrant.file, beside!.scores, { parser, reporter });
    add(entrant, await stage(reporter, entrant.name, measure, summarize), null);
  }
  parser.dispose();
  return entrants.map((entrant) => scored.get(entrant)!);
}

function isModel(entrant: Entrant): entrant is Model {
  return entrant.kind !== 'stored' && entrant.kind !== 'text';
}

function labelOf({ name, training }: Entrant): string {
  return training === null ? name : `${name}, step ${formatCount(training.step)}`;
}

/** Only of what has weights that can be told from others. */
function foundOf(entrant: Model, ground: Ground, stored: readonly StoredScores[]): StoredScores | undefined {
  const sha256 =
    entrant.kind === 'network'
      ? entrant.sha256
      : entrant.kind === 'gguf'
        ? ground.sha256.get(entrant.file)
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
