import { closerGain } from '../probes/closer-accuracy.ts';
import { type ProbedCompletions, probeCompletion } from '../probes/completion/probe-completion.ts';
import type { TextWriter } from '../probes/completion/text-writer.ts';
import type { LanguageModel } from '../probes/language-model.ts';
import { planProbes } from '../probes/plan-probes.ts';
import { type ProbedPredictor, probePredictor } from '../probes/probe-predictor.ts';
import type { Probes } from '../result/probe-schema.ts';
import type { TextDocument } from '../text/document.ts';
import type { EvaluationContext } from './measure-stage.ts';
import type { Suite } from './suites.ts';

export interface PredictorProbing {
  readonly probes: Pick<Probes, 'predictors' | 'closerGain'>;
  /** The model under test first. */
  readonly probed: readonly [ProbedPredictor, ...ProbedPredictor[]];
}

/** Metrics 10 to 14 of the model and, where there is one, the n-gram; both are asked the same about held-out code as the model sees it. */
export async function probePredictors(
  { parser, seed, stage }: EvaluationContext,
  [model, ngram]: readonly [LanguageModel, LanguageModel?],
  documents: readonly TextDocument[],
  { maxCharacters: _, ...sizes }: Suite['probes'],
): Promise<PredictorProbing> {
  const characters = documents.reduce((sum, { text }) => sum + text.length, 0);
  const plan = await stage(
    'planning the probes',
    () => planProbes(documents, { ...sizes, parser, seed }),
    ({ natural, stretched }) =>
      `${shown(natural.length)} dependencies in ${shown(characters)} characters, ${shown(stretched.length)} stretched ones`,
  );
  const probe = (predictor: LanguageModel, label: string): Promise<ProbedPredictor> =>
    stage(
      `probing ${label}`,
      (onShare) => probePredictor(predictor, plan, onShare),
      ({ probes: { closers, effectiveContext } }) =>
        `D80 of closers ${closers.natural.d80.characters ?? 0}, effective context ${effectiveContext.effective ?? 'not reached'}`,
    );
  const ofModel = await probe(model, 'the model');
  if (ngram === undefined)
    return { probes: { predictors: [ofModel.probes], closerGain: [] }, probed: [ofModel] };
  const ofNgram = await probe(ngram, 'the n-gram');
  return {
    probes: {
      predictors: [ofModel.probes, ofNgram.probes],
      closerGain: closerGain(ofModel.closers, ofNgram.closers),
    },
    probed: [ofModel, ofNgram],
  };
}

/** Metric 18: all write on from the same held-out prompts. `documents` as the model sees them. */
export function probeCompletions(
  { parser: { language }, seed, stage }: EvaluationContext,
  writers: readonly TextWriter[],
  documents: readonly TextDocument[],
  sizes: Suite['completions'],
): Promise<ProbedCompletions | null> {
  return stage(
    'writing on from prompts',
    (onShare) => probeCompletion(writers, documents, { ...sizes, language, seed }, onShare),
    describeCompletions,
  );
}

function describeCompletions(probed: ProbedCompletions | null): string {
  if (probed === null) return 'not measured: nothing is open in the held-out documents';
  const { kinds, prompts } = probed.completions;
  const shares = kinds.map(
    ({ kind, writers }) => `${kind} ${Math.round(100 * (writers[0]!.closed.estimate ?? 0))} %`,
  );
  return `${shown(prompts)} prompts; closed rightly: ${shares.join(', ')}`;
}

function shown(value: number): string {
  return value.toLocaleString('en');
}
