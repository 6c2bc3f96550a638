import type { TextDocument } from '@longrange/code';
import type { EvaluatedModel } from '../models/language-model.ts';
import type { Named } from '../models/named.ts';
import type { TextWriter } from '../models/text-writer.ts';
import { closerGain } from '../probes/closers/closer-accuracy.ts';
import {
  type CompletionOptions,
  type ProbedCompletions,
  probeCompletion,
} from '../probes/completion/probe-completion.ts';
import type { Farther } from '../probes/farther.ts';
import { type PlanOptions, type ProbePlan, planProbes } from '../probes/plan-probes.ts';
import { type ProbedPredictor, probePredictor } from '../probes/probe-predictor.ts';
import type { Probes } from '../probes/schema.ts';
import { writeOn } from '../probes/swap/write-on.ts';
import type { Range } from '../statistics/range-schema.ts';
import type { EvaluationContext } from './measure-stage.ts';
import type { Suite } from './suites.ts';

export interface PredictorProbing {
  readonly probes: Pick<Probes, 'predictors' | 'swapsLeftOut' | 'closerGain'>;
  readonly farther: ProbePlan['farther'];
  /** The model under test first. */
  readonly probed: readonly [NamedProbing, ...NamedProbing[]];
}

/** What the probes found, and the id of the predictor. */
export interface NamedProbing extends ProbedPredictor {
  readonly id: string;
}

/** What is asked about. */
interface Asked extends Pick<PlanOptions, 'drawn' | 'farther'> {
  readonly probed: readonly TextDocument[];
}

/** Metrics 10 to 14 of the model and, where there is one, the n-gram; both are asked the same about held-out code as the model sees it. */
export async function probePredictors(
  { parser, seed, stage }: EvaluationContext,
  [model, ngram]: readonly [Named<EvaluatedModel>, Named<EvaluatedModel>?],
  { probed, drawn, farther }: Asked,
  { probes: { maxCharacters: _, ...sizes }, swaps: writing }: Pick<Suite, 'probes' | 'swaps'>,
): Promise<PredictorProbing> {
  const sizeOf = (documents: readonly TextDocument[]): string =>
    shown(documents.reduce((sum, { text }) => sum + text.length, 0));
  const alphabet = new Set(model.model.alphabet.filter((one) => ngram?.model.alphabet.includes(one) ?? true));
  const plan = await stage(
    'planning the probes',
    () => planProbes(probed, { ...sizes, parser, seed, drawn, alphabet, farther }),
    ({ closers, swaps, stretched, leftOut }) =>
      `${shown(closers.length)} closers in ${sizeOf(probed)} characters, ${shown(swaps.length)} swaps and ${shown(stretched.length)} stretched items of ${sizeOf(drawn ?? probed)}${leftOut === 0 ? '' : `; ${shown(leftOut)} left out, of characters that are not known`}`,
  );
  const swapsLeftOut = plan.leftOut === 0 ? {} : { swapsLeftOut: plan.leftOut };
  const probe = async (
    { id, model: predictor }: Named<EvaluatedModel>,
    label: string,
  ): Promise<NamedProbing> => {
    const probing = await stage(
      `probing ${label}`,
      (onShare) => probePredictor(predictor, plan, onShare),
      ({ probes: { swaps, effectiveContext } }) =>
        `${describeRange(swaps.reading[0]?.natural?.range)} when reading, effective context ${effectiveContext.effective ?? 'not reached'}`,
    );
    const written = await stage(
      `writing on from swapped brackets with ${label}`,
      (onShare) => writeOn(predictor, plan, { ...writing, language: parser.language }, onShare),
      (all) => `${describeRange(all.at(-1)?.range)} when writing`,
    );
    const swaps = { ...probing.probes.swaps, writing: written };
    return { id, ...probing, probes: { ...probing.probes, swaps } };
  };
  const named = ({ id, probes }: NamedProbing) => ({ predictor: id, ...probes });
  const ofModel = await probe(model, 'the model');
  if (ngram === undefined)
    return {
      probes: { predictors: [named(ofModel)], ...swapsLeftOut, closerGain: [] },
      farther: plan.farther,
      probed: [ofModel],
    };
  const ofNgram = await probe(ngram, 'the n-gram');
  return {
    probes: {
      predictors: [named(ofModel), named(ofNgram)],
      ...swapsLeftOut,
      closerGain: closerGain(ofModel.closers, ofNgram.closers),
    },
    farther: plan.farther,
    probed: [ofModel, ofNgram],
  };
}

/** The range of a memory of brackets, as the report says it; the interval is there. */
function describeRange(range: Range | undefined): string {
  if (range?.range == null) return 'memory of an open bracket not measurable';
  const { side, characters } = range.range;
  const place = `${shown(characters)} characters`;
  if (side === 'before') return `memory of an open bracket shorter than ${place}`;
  return `memory of an open bracket ${side === 'after' ? `at least ${place}` : place}`;
}

/** What there was to ask about at distances beyond the usual ones. */
export function fartherAsked(
  farther: Farther | undefined,
  planned: ProbePlan['farther'],
  completed: ProbedCompletions | null,
): Pick<Probes, 'farther'> {
  if (farther === undefined) return {};
  const items = [...(planned ?? []), ...(completed?.farther ?? [])];
  return { farther: { furthest: farther.furthest, items } };
}

/** Metric 18: all write on from the same held-out prompts. `documents` as the model sees them. */
export function probeCompletions(
  { parser: { language }, seed, stage }: EvaluationContext,
  writers: readonly Named<TextWriter>[],
  documents: readonly TextDocument[],
  sizes: Suite['completions'] & Pick<CompletionOptions, 'farther'>,
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
