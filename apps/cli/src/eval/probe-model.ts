import type { CorpusSplit } from '@longrange/corpus';
import type { LanguageModel, Probes } from '@longrange/eval';
import { type DocumentParts, type Tally, tallyClosers } from '@longrange/eval/comparison';
import {
  closerGain,
  type ProbedPredictor,
  type ProbePlan,
  planProbes,
  probePredictor,
} from '@longrange/eval/probes';
import { asSeenBy, charactersOf, chooseDocuments } from '../run/held-out.ts';
import { NeuralLanguageModel } from '../run/neural-language-model.ts';
import type { OpenModel } from '../run/open-model.ts';
import { formatCount } from '../terminal/format.ts';
import type { EvaluationContext } from './evaluation.ts';
import { stage } from './stages.ts';
import { probeSuites } from './suites.ts';
import type { PredictionSides } from './test-results.ts';

export interface ModelProbes {
  readonly probes: Pick<Probes, 'predictors' | 'closerGain'>;
  /** The model, then the n-gram. */
  readonly probed: PredictionSides['probed'];
  /** The model's closers document by document. */
  readonly tallies: readonly Tally[];
  /** Its stretched items, and metrics 12 and 13, document by document. */
  readonly figures: readonly DocumentParts[];
}

/** Metrics 10 to 14 of the model and the n-gram, both asked the same about held-out code as the model sees it. */
export async function probeModel(
  context: EvaluationContext,
  { model, tokenizer }: OpenModel,
  ngram: LanguageModel,
  split: CorpusSplit,
): Promise<ModelProbes> {
  const { options, parser, reporter } = context;
  const { suite } = options;
  const { maxCharacters, ...sizes } = probeSuites[suite];
  const heldOut = chooseDocuments(split, Math.min(maxCharacters, options.maxCharacters));
  const documents = asSeenBy(tokenizer, heldOut);
  const plan = await stage(
    reporter,
    'planning the probes',
    () => planProbes(documents, { ...sizes, parser, seed: options.seed }),
    ({ natural, stretched }) =>
      `${formatCount(natural.length)} dependencies in ${formatCount(charactersOf(documents))} characters, ${formatCount(stretched.length)} stretched ones`,
  );
  const neural = new NeuralLanguageModel('model', model, tokenizer);
  const ofModel = await probe(context, neural, 'the model', plan);
  const ofNgram = await probe(context, ngram, 'the n-gram', plan);
  const gain = closerGain(ofModel.closers, ofNgram.closers);
  return {
    probes: { predictors: [ofModel.probes, ofNgram.probes], closerGain: gain },
    probed: [ofModel, ofNgram],
    // A comparison asks for the closers of all held-out code, of which the quick suite reads a part.
    tallies: suite === 'full' ? tallyClosers(ofModel.closers) : [],
    figures: [
      ...ofModel.figures.filter(({ measure }) => measure.endsWith('/stretched')),
      ...ofModel.placements.before,
      ...ofModel.reach,
    ],
  };
}

function probe(
  { reporter }: EvaluationContext,
  model: LanguageModel,
  label: string,
  plan: ProbePlan,
): Promise<ProbedPredictor> {
  return stage(
    reporter,
    `probing ${label}`,
    (onShare) => probePredictor(model, plan, onShare),
    ({ probes: { closers, effectiveContext } }) =>
      `D80 of closers ${closers.natural.d80.characters ?? 0}, effective context ${effectiveContext.effective ?? 'not reached'}`,
  );
}
