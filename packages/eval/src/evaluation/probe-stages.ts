import { KINDS, type TextDocument } from '@longrange/code';
import type { EvaluatedModel, Named, TextWriter } from '../models/language-model.ts';
import type { NgramModel } from '../models/ngram/ngram-model.ts';
import { type ReadBlindly, readBlindly } from '../probes/closers/blind-reader.ts';
import { closerFailures, closerGain, summarizeClosers } from '../probes/closers/closer-accuracy.ts';
import {
  type CompletionOptions,
  type ProbedCompletions,
  probeCompletion,
} from '../probes/completion/probe-completion.ts';
import { scoreWithFactors } from '../probes/minimal-pairs/factors.ts';
import { writeOn } from '../probes/minimal-pairs/generate-pairs.ts';
import { type ScoredPair, summarizeNatural } from '../probes/minimal-pairs/score-pairs.ts';
import { type PlanOptions, type ProbePlan, planProbes } from '../probes/plan-probes.ts';
import { type ProbedPredictor, probePredictor } from '../probes/probe-predictor.ts';
import type { PredictorProbes, Probes } from '../probes/schema.ts';
import type { Range, RangePlace } from '../statistics/pair-table.ts';
import {
  countOf,
  type EvaluationContext,
  type MeasuredModel,
  type Predicting,
  predicts,
  shown,
} from './context.ts';
import type { Suite } from './suites.ts';

/** The model under test, and the n-gram if there is one. */
type Models = readonly [Named<MeasuredModel>, Named<NgramModel>?];

/** Texts to ask about, as the model sees them. */
interface Asked extends Pick<PlanOptions, 'drawn' | 'farther'> {
  readonly probed: readonly TextDocument[];
  readonly alphabet: ReadonlySet<string> | undefined;
}

/** Sizes that leave only natural minimal pairs, for a model that can only choose between alternatives. */
const pairsAlone = {
  lengthControlled: { perBucket: 0, maxDistance: 0 },
  context: { runs: 1, longestContext: 16 },
  perturbation: { runs: 1, longestContext: 16 },
};

/** Plans metrics 10 to 14, the same for all models; null for a model that neither predicts nor chooses. */
export async function planQuestions(
  { parser, seed, stage }: EvaluationContext,
  [{ model }, ngram]: Models,
  { probed, drawn, farther, alphabet }: Asked,
  { probes: { maxCharacters: _, ...sizes } }: Pick<Suite, 'probes'>,
): Promise<ProbePlan | null> {
  const { choices } = model;
  if (!predicts(model) && choices === undefined) return null;
  const known = [model.alphabet, ngram?.model.alphabet].filter((one) => one !== undefined);
  const shared = known[0]?.filter((one) => known.every((all) => all.includes(one)));
  const common = alphabet ?? (shared && new Set(shared));
  const options = { parser, seed, farther, ...sizes, ...(common && { alphabet: common }) };
  const sizeOf = (documents: readonly TextDocument[]): string =>
    shown(documents.reduce((sum, { text }) => sum + text.length, 0));
  return stage(
    'planning the probes',
    async () => {
      if (predicts(model)) return planProbes(probed, { ...options, drawn });
      const plan = await planProbes(drawn ?? probed, { ...options, ...pairsAlone });
      if (choices!.between === 'texts') return { ...plan, leftOut: 0 };
      const isBracket = ({ kind }: { readonly kind: string }) => kind === 'closer';
      return {
        ...plan,
        leftOut: 0,
        minimalPairs: plan.minimalPairs.filter(isBracket),
        farther: plan.farther?.filter(isBracket) ?? null,
      };
    },
    ({ closers, minimalPairs, lengthControlled, leftOut }) =>
      predicts(model)
        ? `${shown(closers.length)} closers in ${sizeOf(probed)} characters, ${shown(minimalPairs.length)} minimal pairs and ${shown(lengthControlled.length)} length-controlled items in ${sizeOf(drawn ?? probed)}${leftOut === 0 ? '' : `; ${shown(leftOut)} left out because of unknown characters`}`
        : countOf(minimalPairs.length, 'minimal pair'),
  );
}

/** Findings of the probes for one predictor, with its id. */
export interface NamedProbing extends ProbedPredictor {
  readonly id: string;
}

export interface Probing extends Pick<Probes, 'predictors' | 'closerGain'> {
  /** Findings by predictor, the model under test first; empty for a model without distributions. */
  readonly probed: readonly NamedProbing[];
  /** The model's natural minimal pairs, one by one. */
  readonly minimalPairs: readonly ScoredPair[];
  /** Blind reader to compare metric 10 with; undefined if there are no closers. */
  readonly blind?: ReadBlindly | undefined;
}

/** Asks the model and the n-gram the planned questions. */
export async function askProbes(
  context: EvaluationContext,
  [{ model }, ngram]: Models,
  plan: ProbePlan | null,
  suite: Pick<Suite, 'minimalPairs'>,
): Promise<Probing> {
  if (plan === null) return { predictors: [], closerGain: [], probed: [], minimalPairs: [] };
  if (!predicts(model)) return askChoices(context, model, ngram, plan);
  const own = await probe(context, { id: 'model', model }, 'the model', plan, suite);
  const other = ngram && (await probe(context, ngram, 'the n-gram', plan, suite));
  const probed = other === undefined ? [own] : [own, other];
  return {
    predictors: probed.map(({ id, probes }) => ({ predictor: id, ...probes })),
    closerGain: other === undefined ? [] : closerGain(own.closers, other.closers),
    probed,
    minimalPairs: own.minimalPairs,
    blind: plan.closers.length === 0 ? undefined : readBlindly(plan, ngram?.model.index),
  };
}

/** Measures metrics 10 to 14 on a model with distributions. */
async function probe(
  { parser, stage }: EvaluationContext,
  { id, model }: Named<Predicting | EvaluatedModel>,
  label: string,
  plan: ProbePlan,
  { minimalPairs: generation }: Pick<Suite, 'minimalPairs'>,
): Promise<NamedProbing> {
  const probing = await stage(
    `probing ${label}`,
    (onShare) => probePredictor(model, plan, onShare),
    ({ probes: { minimalPairs, effectiveContext } }) =>
      `${describeRanges(minimalPairs.scoring[0]?.natural)} when reading${effectiveContext.byContext.length === 0 ? '' : `, effective context ${effectiveContext.effective ?? 'not reached'}`}`,
  );
  const written = await stage(
    `continuing minimal pairs with ${label}`,
    (onShare) => writeOn(model, plan, { ...generation, language: parser.language }, onShare),
    (all) => `${describeRanges(all.at(-1))} when writing`,
  );
  const minimalPairs = { ...probing.probes.minimalPairs, generation: written };
  return { id, ...probing, probes: { ...probing.probes, minimalPairs } };
}

/** Measures metric 11 on natural minimal pairs, for a model that can only choose between alternatives. */
async function askChoices(
  { seed, stage }: EvaluationContext,
  { choices }: MeasuredModel,
  ngram: Models[1],
  plan: ProbePlan,
): Promise<Probing> {
  const readers = [
    { id: 'model', reader: choices!, label: 'the model' },
    ...(ngram === undefined ? [] : [{ id: ngram.id, reader: ngram.model, label: 'the n-gram' }]),
  ];
  const predictors: PredictorProbes[] = [];
  const own: ScoredPair[] = [];
  for (const { id, reader, label } of readers) {
    const { read, factors } = await stage(
      `asking ${label} about minimal pairs`,
      (onShare) => scoreWithFactors(reader, plan, onShare),
      (all) => countOf(all.read.length, 'minimal pair'),
    );
    if (id === 'model') own.push(...read);
    const scoring = KINDS.flatMap((kind) => {
      const ofKind = read.filter((one) => one.kind === kind);
      return ofKind.length === 0
        ? []
        : [{ kind, natural: summarizeNatural(ofKind, seed, factors), lengthControlled: null }];
    });
    predictors.push({ predictor: id, ...unasked(seed), minimalPairs: { scoring, generation: [] } });
  }
  return { predictors, closerGain: [], probed: [], minimalPairs: own };
}

/** Returns empty results for the probes that need distributions. */
function unasked(seed: number): Omit<PredictorProbes, 'predictor' | 'minimalPairs' | 'untrained'> {
  const all = { value: 0, low: null, high: null };
  const none = { targets: 0, byContext: [] };
  const natural = { ...summarizeClosers([]), failures: closerFailures([], [], [], seed) };
  return {
    closers: { natural, lengthControlled: null },
    effectiveContext: { ...none, all, effective: null, effectiveLow: null, effectiveHigh: null },
    perturbation: [],
    pastMemory: none,
  };
}

/** Describes where a range ends: `25`, `less than 2`, `at least 512`. */
function placeWords({ side, characters }: RangePlace): string {
  return `${{ before: 'less than ', at: '', after: 'at least ' }[side]}${shown(characters)}`;
}

/** Describes how far an open bracket shows and decides. The report adds the intervals. */
function describeRanges(
  summary: { readonly shown: { readonly range: Range } | null; readonly range: Range } | null | undefined,
): string {
  const words = (range: Range | undefined) =>
    range?.range == null ? 'not measurable' : `${placeWords(range.range)} characters`;
  const shows = summary?.shown == null ? '' : `shows: ${words(summary.shown.range)}, `;
  return `an open bracket ${shows}decides: ${words(summary?.range)}`;
}

/** Measures metric 18: all models continue the same held-out prompts. `documents` are as the model sees them. */
export function probeCompletions(
  { parser: { language }, seed, stage }: EvaluationContext,
  writers: readonly (Named<TextWriter> | undefined)[],
  documents: readonly TextDocument[],
  sizes: Omit<CompletionOptions, 'language' | 'seed'>,
): Promise<ProbedCompletions | null> {
  const named = writers.filter((one) => one !== undefined);
  return stage(
    'continuing prompts',
    (onShare) => probeCompletion(named, documents, { ...sizes, language, seed }, onShare),
    describeCompletions,
  );
}

function describeCompletions(probed: ProbedCompletions | null): string {
  if (probed === null) return 'not measured: nothing is open in the held-out documents';
  const { kinds, prompts } = probed.completions;
  const shares = kinds.map(
    ({ kind, writers }) => `${kind} ${Math.round(100 * (writers[0]!.closed.estimate ?? 0))} %`,
  );
  return `${countOf(prompts, 'prompt')}; closed correctly: ${shares.join(', ')}`;
}
