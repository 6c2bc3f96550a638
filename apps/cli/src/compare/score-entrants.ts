import { join } from 'node:path';
import type { DocumentScores } from '@longrange/eval/comparison';
import { chooseDocuments } from '../corpus/held-out.ts';
import { loadCorpusOf, loadProjects } from '../corpus/load-data.ts';
import { chooseEngine } from '../engine/choose-engine.ts';
import { reportEngine } from '../engine/report-engine.ts';
import { samplingOf } from '../eval/sampling.ts';
import { stage } from '../eval/stages.ts';
import { createLanguageParser } from '../language.ts';
import type { CompareOptions } from '../options/compare-options.ts';
import { formatBits, formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { Entrant } from './entrant.ts';
import { findScores, readStoredScores } from './find-scores.ts';
import { measureEntrant } from './measure-entrant.ts';

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
  const ofRun = entrants.find(({ record }) => record !== null);
  const { heldOut: split } = options;
  const corpus =
    split === 'projects'
      ? await loadProjects(reporter)
      : await loadCorpusOf(ofRun ?? entrants[0]!, options, reporter);
  const heldOut = chooseDocuments(corpus.split(split), options.maxCharacters);
  const origin = ofRun === undefined ? 'as specified' : 'as it was in training';
  reporter.fact('corpus', `${corpus.sources.join(', ')}: ${split === 'projects' ? 'held out' : origin}`);
  const parser = await createLanguageParser({ engine: options.parser });
  if (options.verbose) reporter.fact('parser', `${parser.engine}: ${parser.reason}`);
  const ground = {
    ...{ corpus, split, heldOut, parser, seed: options.seed },
    sampling: samplingOf(options),
    closers: options.suite === 'full',
  };
  const stored = options.fresh
    ? []
    : await readStoredScores(entrants, join(options.runs, 'files'), comparisonFolders);
  const scored: ScoredEntrant[] = [];
  let hasEngine = false;
  for (const entrant of entrants) {
    const { name, training } = entrant;
    const label = training === null ? name : `${name}, step ${formatCount(training.step)}`;
    const found = findScores(entrant, ground, stored);
    if (found !== undefined) {
      reporter.line(`${label}: measured before, in ${found.path}`);
      scored.push({ entrant, scores: found.scores, reusedFrom: found.path });
      continue;
    }
    if (!hasEngine) reportEngine(reporter, await chooseEngine(options), options.verbose);
    hasEngine = true;
    const measure = (onShare: (share: number) => void) => measureEntrant(entrant, ground, onShare);
    scored.push({ entrant, scores: await stage(reporter, label, measure, summarize), reusedFrom: null });
  }
  parser.dispose();
  return scored;
}

function summarize({ tallies }: DocumentScores): string {
  const ratio = (id: string): number => {
    const parts = tallies.find(({ measure, range }) => measure === id && range === null)?.parts ?? [];
    const denominator = parts.reduce((sum, part) => sum + part[2], 0);
    return parts.reduce((sum, part) => sum + part[1], 0) / denominator;
  };
  const brackets = ratio('delimiters');
  const held = Number.isNaN(brackets) ? 'no brackets' : `${(100 * brackets).toFixed(1)} % of brackets held`;
  return `${formatBits(ratio('bits-carried'))} bits per character, ${held}`;
}
