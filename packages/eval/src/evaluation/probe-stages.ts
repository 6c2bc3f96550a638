import type { TextDocument } from '../code/text-document.ts';
import type { LanguageModel } from '../models/language-model.ts';
import type { Named } from '../models/named.ts';
import type { TextWriter } from '../models/text-writer.ts';
import { closerGain } from '../probes/closer-accuracy.ts';
import { type ProbedCompletions, probeCompletion } from '../probes/completion/probe-completion.ts';
import { planProbes } from '../probes/plan-probes.ts';
import { type ProbedPredictor, probePredictor } from '../probes/probe-predictor.ts';
import type { Probes } from '../probes/schema.ts';
import type { Reach } from '../statistics/shapes.ts';
import type { EvaluationContext } from './measure-stage.ts';
import type { Suite } from './suites.ts';

export interface PredictorProbing {
  readonly probes: Pick<Probes, 'predictors' | 'closerGain'>;
  /** The model under test first. */
  readonly probed: readonly [NamedProbing, ...NamedProbing[]];
}

/** What the probes found, and the id of the predictor. */
export interface NamedProbing extends ProbedPredictor {
  readonly id: string;
}

/** Metrics 10 to 14 of the model and, where there is one, the n-gram; both are asked the same about held-out code as the model sees it. */
export async function probePredictors(
  { parser, seed, stage }: EvaluationContext,
  [model, ngram]: readonly [Named<LanguageModel>, Named<LanguageModel>?],
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
  const probe = async (
    { id, model: predictor }: Named<LanguageModel>,
    label: string,
  ): Promise<NamedProbing> => ({
    id,
    ...(await stage(
      `probing ${label}`,
      (onShare) => probePredictor(predictor, plan, onShare),
      ({ probes: { closers, effectiveContext } }) =>
        `${describeReach(closers.natural.reach)}, effective context ${effectiveContext.effective ?? 'not reached'}`,
    )),
  });
  const named = ({ id, probes }: NamedProbing) => ({ predictor: id, ...probes });
  const ofModel = await probe(model, 'the model');
  if (ngram === undefined)
    return { probes: { predictors: [named(ofModel)], closerGain: [] }, probed: [ofModel] };
  const ofNgram = await probe(ngram, 'the n-gram');
  return {
    probes: {
      predictors: [named(ofModel), named(ofNgram)],
      closerGain: closerGain(ofModel.closers, ofNgram.closers),
    },
    probed: [ofModel, ofNgram],
  };
}

/** How far closers are known, by the fitted curve, as the report says it; the interval is there. */
function describeReach(reach: Reach | null): string {
  const isUnknown = reach === null || (reach.low?.side === 'before' && reach.high?.side === 'after');
  if (isUnknown) return 'too few closers to say how far they are known';
  const { side, characters } = reach.crossing;
  if (side === 'before') return 'fewer than four in five closers known at every distance';
  const place = `${shown(Math.round(characters))} characters`;
  return `four in five closers known ${side === 'after' ? `at every distance, up to ${place}` : `up to ${place}`}`;
}

/** Metric 18: all write on from the same held-out prompts. `documents` as the model sees them. */
export function probeCompletions(
  { parser: { language }, seed, stage }: EvaluationContext,
  writers: readonly Named<TextWriter>[],
  documents: readonly TextDocument[],
  sizes: Suite['completions'],
): Promise<ProbedCompletions | null> {
  return stage(
    'continuing prompts',
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
  return `${shown(prompts)} prompts; closed correctly: ${shares.join(', ')}`;
}

function shown(value: number): string {
  return value.toLocaleString('en');
}
