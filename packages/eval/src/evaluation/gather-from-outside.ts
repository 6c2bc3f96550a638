import { KINDS } from '@longrange/code';
import type { LanguageModel } from '../models/language-model.ts';
import type { Named } from '../models/named.ts';
import type { NgramModel } from '../models/ngram/ngram-model.ts';
import type { TextWriter } from '../models/text-writer.ts';
import { bitsPerCharacter } from '../probes/bits/bits-per-character.ts';
import type { ChoiceScorer } from '../probes/choices/score-choices.ts';
import { summarizeClosers } from '../probes/closers/closer-accuracy.ts';
import { closerFailures } from '../probes/closers/closer-failures.ts';
import { type ProbePlan, planProbes } from '../probes/plan-probes.ts';
import type { BitsPerCharacter, PredictorProbes, Probes } from '../probes/schema.ts';
import { readSwaps, type SwapReading } from '../probes/swap/read-swaps.ts';
import { summarizeNatural } from '../probes/swap/summarize-swaps.ts';
import { compressorBits } from './compressor-bits.ts';
import type { Ground } from './gather-evidence.ts';
import { type EvaluationContext, type MeasuredSubject, measureStage } from './measure-stage.ts';
import type { OutsideModel, TextLog } from './outside-model.ts';
import { fartherAsked, probeCompletions } from './probe-stages.ts';
import { type SampledText, sampleTexts } from './sampling.ts';
import { scorePredictor } from './score-predictors.ts';
import { countOf } from './stage.ts';

/** How much a model will be asked. */
export interface OutsideForecast {
  /** How likely they are. */
  readonly texts: number;
  /** Each with two alternatives. */
  readonly questions: number;
  /** Written on. */
  readonly prompts: number;
}

/** All that can be measured of a model that tells no distributions. */
export interface OutsideEvidence {
  /** Held-out code, the model's samples and the n-gram's. */
  readonly subjects: readonly MeasuredSubject[];
  readonly samples: readonly SampledText[];
  /** The model's, an upper bound alone, and the n-gram's and compressors'; empty where the model tells nothing of texts. */
  readonly bits: readonly BitsPerCharacter[];
  /** What the model told of each document that is scored; null where it tells nothing of texts. */
  readonly logs: readonly TextLog[] | null;
  /** The model's natural swaps, one by one. */
  readonly swaps: readonly SwapReading[];
  readonly probes: Pick<Probes, 'predictors' | 'closerGain' | 'farther' | 'completions'>;
}

/**
 * Measures a model by what it tells: what it writes (metrics 1 to 8 and 18), and, where it says how likely a text is or which alternative comes next, metric 9 as an upper bound and metric 11,
 * reading, of natural code. The n-gram is measured beside it.
 *
 * @param onForecast told before the model is asked
 */
export async function gatherFromOutside(
  context: EvaluationContext,
  model: OutsideModel,
  {
    heldOut,
    whole = heldOut,
    scored = heldOut,
    probed,
    drawn,
    ngram,
    sampling,
    suite,
    farther,
  }: Ground & { readonly ngram: NgramModel },
  onForecast: (forecast: OutsideForecast) => void,
): Promise<OutsideEvidence> {
  const { stage, parser, seed } = context;
  const writers = [
    ['model', model, 'the model'],
    ['ngram', ngram, `the ${ngram.name}`],
  ] as const;
  const planned = await planSwaps(context, model, ngram, { probed, drawn, suite, farther });
  const { swaps } = planned;
  const completions = { ...suite.completions, farther };
  const prompts = await countPrompts(context, drawn ?? heldOut, completions);
  onForecast({
    texts: model.scoreTexts === undefined ? 0 : scored.length,
    questions: 2 * swaps.length,
    prompts: prompts + sampling.count,
  });
  const subjects = [await measureStage(context, { ...real, documents: whole }, ngram.index)];
  const samples: SampledText[] = [];
  for (const [id, writer, label] of writers) {
    const texts = await stage(
      `sampling ${label}`,
      (onShare) => sampleTexts(id, writer, sampling, onShare),
      ({ length }) =>
        `${countOf(length, 'text')} of up to ${sampling.length.toLocaleString('en')} characters`,
    );
    const documents = texts.map(({ name, text }) => ({ name, text }));
    subjects.push(await measureStage(context, { id, label, cut: true, documents }, ngram.index));
    for (const text of texts) samples.push(text);
  }
  const { bits, logs } = await boundBits(context, model, ngram, scored);
  const predictors: PredictorProbes[] = [];
  const own: SwapReading[] = [];
  if (model.choices !== undefined) {
    const readers: [string, ChoiceScorer | LanguageModel, string][] = [
      ['model', model.choices, 'the model'],
      [ngram.name, ngram, 'the n-gram'],
    ];
    for (const [id, reader, label] of readers) {
      const read = await stage(
        `asking ${label} about swaps`,
        (onShare) => readSwaps(reader, swaps, onShare),
        (all) => countOf(all.length, 'swap'),
      );
      if (id === 'model') own.push(...read);
      predictors.push({
        predictor: id,
        ...unasked(seed),
        swaps: {
          reading: KINDS.flatMap((kind) => {
            const ofKind = read.filter((one) => one.kind === kind);
            if (ofKind.length === 0) return [];
            return [{ kind, natural: summarizeNatural(ofKind, seed), stretched: null }];
          }),
          writing: [],
        },
      });
    }
  }
  const named: Named<TextWriter>[] = [
    { id: 'model', model },
    { id: ngram.name, model: ngram },
  ];
  const completed = await probeCompletions({ ...context, parser }, named, drawn ?? heldOut, completions);
  return {
    ...{ subjects, samples, bits, logs, swaps: own },
    probes: {
      ...{ predictors, closerGain: [] },
      ...fartherAsked(farther, planned.farther, completed),
      completions: completed?.completions ?? null,
    },
  };
}

const real = { id: 'real', label: 'held-out real code', cut: false } as const;

/** Natural swaps of which both know the characters. */
async function planSwaps(
  { parser, seed, stage }: EvaluationContext,
  { choices }: OutsideModel,
  ngram: NgramModel,
  { probed, drawn, suite, farther }: Pick<Ground, 'probed' | 'drawn' | 'suite' | 'farther'>,
): Promise<Pick<ProbePlan, 'swaps' | 'farther'>> {
  if (choices === undefined) return { swaps: [], farther: null };
  const one = { runs: 1, longestContext: 16 };
  const plan = await stage(
    'planning the probes',
    () =>
      planProbes(drawn ?? probed, {
        ...{ parser, seed, swaps: suite.probes.swaps, alphabet: new Set(ngram.alphabet), farther },
        ...{ stretched: { perBucket: 0, furthest: 0 }, context: one, perturbation: one },
      }),
    ({ swaps }) => countOf(swaps.length, 'swap'),
  );
  if (choices.between === 'texts') return plan;
  const isBracket = ({ kind }: { readonly kind: string }) => kind === 'closer';
  return { swaps: plan.swaps.filter(isBracket), farther: plan.farther?.filter(isBracket) ?? null };
}

/** Of metric 18, by a writer that writes nothing. */
async function countPrompts(
  context: EvaluationContext,
  documents: Ground['heldOut'],
  completions: Parameters<typeof probeCompletions>[3],
): Promise<number> {
  let count = 0;
  const counter: TextWriter = {
    name: 'counter',
    async complete(prompts) {
      count += prompts.length;
      return prompts.map(() => '');
    },
  };
  const silent = { ...context, stage: ((_, work) => work(() => undefined)) as EvaluationContext['stage'] };
  await probeCompletions(silent, [{ id: 'counter', model: counter }], documents, completions);
  return count;
}

async function boundBits(
  { stage, split = 'test' }: EvaluationContext,
  model: OutsideModel,
  ngram: NgramModel,
  documents: Ground['heldOut'],
): Promise<Pick<OutsideEvidence, 'bits' | 'logs'>> {
  if (model.scoreTexts === undefined) return { bits: [], logs: null };
  const texts = documents.map(({ text }) => text);
  const [own, logs] = await stage(
    'scoring held-out code with the model',
    async (onShare) => {
      const logs = await model.scoreTexts!(texts, { onShare });
      // Every character bears an equal share, as of compressors.
      const carried = documents.map(({ name }, index) => {
        const { log, characters } = logs[index]!;
        return { name, logProbabilities: new Float32Array(characters).fill(log / characters) };
      });
      const { carried: upperBound, ...bits } = bitsPerCharacter({
        ...{ predictor: 'model', split, carried, stateful: false },
      });
      return [{ ...bits, carried: null, ...(upperBound !== null && { upperBound }) }, logs] as const;
    },
    ([{ upperBound }]) => `at most ${upperBound?.bits.toFixed(3)} bits per character`,
  );
  const byNgram = await stage(
    'scoring held-out code with the n-gram',
    (onShare) => scorePredictor({ id: ngram.name, model: ngram }, documents, { split, onShare }),
    ({ summary }) => `${summary.carried?.bits.toFixed(3)} bits per character`,
  );
  const byCompressors = compressorBits(documents, split).map(({ summary }) => summary);
  return { bits: [own, byNgram.summary, ...byCompressors], logs };
}

/** Of what needs distributions. */
function unasked(
  seed: number,
): Pick<PredictorProbes, 'closers' | 'effectiveContext' | 'perturbation' | 'pastMemory'> {
  const all = { value: 0, low: null, high: null };
  const nothing = { effective: null, effectiveLow: null, effectiveHigh: null };
  return {
    closers: {
      natural: { ...summarizeClosers([]), failures: closerFailures([], [], [], seed) },
      stretched: null,
    },
    effectiveContext: { targets: 0, byContext: [], all, ...nothing },
    perturbation: [],
    pastMemory: { targets: 0, byContext: [] },
  };
}
