import { join } from 'node:path';
import {
  buildDocumentScores,
  type DocumentScores,
  measures,
  measureTexts,
  tallySamples,
} from '@longrange/eval/internal';
import { HELD_OUT_PROMPTS, type RunStage, scoreModel } from '@longrange/eval/internal/node';
import { readTexts } from '../eval/read-texts.ts';
import type { ReadyModel } from '../evaluated/opened-model.ts';
import { trainedOf } from '../model/model-source.ts';
import { versions } from '../run/versions.ts';
import { formatCount, plural } from '../terminal/format.ts';
import type { Candidate, Model } from './candidate.ts';
import { buildComparisonSet, type ComparisonSet, type ScoringContext } from './comparison-set.ts';
import { findScores, readStoredScores } from './stored-scores.ts';

/** A candidate with its scores. */
export interface ScoredCandidate {
  readonly candidate: Candidate;
  readonly scores: DocumentScores;
  /** Folder or file in which they were found; null if they are new. */
  readonly reusedFrom: string | null;
}

/** Measures every candidate on the same evaluation set, or takes scores that were measured on it before. */
export async function scoreCandidates(
  candidates: readonly Candidate[],
  comparisons: string,
  context: ScoringContext,
): Promise<ScoredCandidate[]> {
  const scored = new Map<Candidate, ScoredCandidate>();
  for (const candidate of candidates)
    if (candidate.kind === 'stored')
      scored.set(candidate, { candidate, scores: candidate.scores, reusedFrom: candidate.path });
  const models = candidates.filter((one) => one.kind !== 'stored' && one.kind !== 'text') as Model[];
  if (models.length > 0)
    for (const one of await scoreModels(models, candidates, comparisons, context))
      scored.set(one.candidate, one);
  const [beside] = alikeSampled([...scored.values()].map(({ scores }) => scores));
  for (const candidate of candidates) {
    if (candidate.kind !== 'text') continue;
    const measure = () => measureText(candidate.file, beside!, context);
    const scores = await context.stage(candidate.name, measure, ({ model }) => model.description);
    scored.set(candidate, { candidate, scores, reusedFrom: null });
  }
  return candidates.map((candidate) => scored.get(candidate)!);
}

async function scoreModels(
  models: readonly Model[],
  candidates: readonly Candidate[],
  comparisons: string,
  context: ScoringContext,
): Promise<ScoredCandidate[]> {
  const { options, reporter } = context;
  const stored = options.fresh
    ? []
    : await readStoredScores(candidates, join(options.runs, 'files'), comparisons);
  const set = await buildComparisonSet(candidates, context);
  const scored: ScoredCandidate[] = [];
  for (const candidate of models) {
    const { name, training } = candidate;
    const label = training === null ? name : `${name}, step ${formatCount(training.step)}`;
    const found = findScores(candidate, set, stored);
    if (found !== undefined) reporter.line(`${label}: measured before, in ${found.path}`);
    const stage: RunStage = (what, ...work) => context.stage(`${label}: ${what}`, ...work);
    const scores = found?.scores ?? (await measureCandidate(candidate, set, { ...context, stage }));
    scored.push({ candidate, scores, reusedFrom: found?.path ?? null });
  }
  return scored;
}

/** Leaves out samples that continue held-out code, unless those of all models do. */
export function alikeSampled(all: readonly DocumentScores[]): readonly DocumentScores[] {
  if (new Set(all.map(({ sampling }) => sampling.prompt)).size < 2) return all;
  const drawn = new Set(measures.flatMap(({ id, paired }) => (paired ? [] : [id])));
  return all.map((scores) =>
    scores.sampling.prompt === HELD_OUT_PROMPTS
      ? {
          ...scores,
          sampling: { ...scores.sampling, prompt: '' },
          tallies: scores.tallies.filter(({ measure }) => !drawn.has(measure)),
        }
      : scores,
  );
}

/**
 * Measures one candidate document by document, with the pipeline of `longrange eval` and fewer queries: the bits of held-out code, which
 * of its brackets are remembered, and the metrics of samples.
 */
async function measureCandidate(
  candidate: Model,
  set: ComparisonSet,
  context: ScoringContext,
): Promise<DocumentScores> {
  const measure = async (ready: ReadyModel, mayWriteProse: boolean) => {
    const trained = trainedOf(candidate);
    const onForecast: typeof ready.onForecast = async (forecast) => {
      context.onPairs?.(forecast.pairs);
      await ready.onForecast?.(forecast);
    };
    const { documentScores } = await scoreModel(
      context,
      { ...ready, onForecast },
      { ...set.texts, beside: null },
      {
        versions: versions(),
        trainingSeed: candidate.training?.seed ?? null,
        ...(trained !== undefined && { trained }),
        corpusSha256: set.corpus.sha256,
        split: context.options.heldOut,
        suite: set.suite,
        beginnings: set.heldOut.beginnings,
        mayWriteProse,
      },
    );
    ready.report?.();
    return documentScores;
  };
  if (candidate.kind === 'ngram') {
    const { name: run, index } = set.ngram!;
    const description = `${run} of ${formatCount(index.characters)} characters of the training split`;
    const entry = () => ({ run, checkpoint: 'ngram', description, charactersSeen: index.characters });
    return measure({ model: set.ngram!, entry }, false);
  }
  const opened = await context.openCandidate(candidate);
  try {
    return await measure(opened.prepare(set.characters), opened.limits !== null);
  } finally {
    await opened.close();
  }
}

/**
 * Measures a text by the metrics that models' samples are measured by.
 * @param beside scores of a model in the same comparison, for the evaluation set, in which a text has no part
 */
async function measureText(
  path: string,
  { corpusSha256, heldOut, sampling }: DocumentScores,
  { parser, reporter }: ScoringContext,
): Promise<DocumentScores> {
  const { documents, leftOut } = await readTexts([path], parser.language);
  if (leftOut !== '') reporter.fact('left out', leftOut);
  const { figures } = await measureTexts({ id: 'text', label: path, cut: false, documents }, { parser });
  return buildDocumentScores({
    versions: versions(),
    trainingSeed: null,
    corpusSha256,
    heldOut,
    sampling,
    model: {
      run: path,
      checkpoint: `text:${path}`,
      description: `text, ${plural(documents.length, 'file')}`,
    },
    tallies: tallySamples(figures),
    figures: [],
  });
}
