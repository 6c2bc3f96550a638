import type { Observation } from '@longrange/code';
import { type Choice, type ChoiceKind, KINDS, type LengthControlledItem } from '@longrange/code';
import type { CloserFailures } from '../metrics/failures/failures.ts';
import { SharedWork } from '../models/batches.ts';
import type { LanguageModel, OnShare } from '../models/language-model.ts';

import { type DocumentParts, partsOfObservations } from '../statistics/document-parts.ts';
import { scoreChoices } from './choices/score-choices.ts';
import { type CloserObservation, observeClosers, summarizeClosers } from './closers/closer-accuracy.ts';
import { closerFailures } from './closers/closer-failures.ts';
import { type ContextProbes, probeContext } from './effective-context/effective-context.ts';
import { probePerturbation } from './perturbation/perturbation.ts';
import type { ProbePlan } from './plan-probes.ts';
import type { PredictionFigureId } from './prediction-figures.ts';
import type { PredictorProbes } from './schema.ts';
import { summarizeControl } from './stretched/summarize-control.ts';
import { imagesOf, swapOf } from './stretched/swap-of-images.ts';
import { readSwaps, type SwapReading } from './swap/read-swaps.ts';
import type { SwapsRead } from './swap/schema.ts';
import { observeSwap, summarizeNatural, summarizeStretched } from './swap/summarize-swaps.ts';

/** Results of the probes of one predictor. */
export interface ProbedPredictor {
  readonly probes: Omit<PredictorProbes, 'predictor'>;
  /** The natural closers one by one, for `closerGain`. */
  readonly closers: readonly CloserObservation[];
  /** The natural swaps one by one. */
  readonly swaps: readonly SwapReading[];
  /** Figures for tests against another predictor. */
  readonly figures: readonly DocumentParts<PredictionFigureId>[];
  /** The stretched items with their filler between the two ends and before them, by the distance of the former. */
  readonly placements: {
    readonly between: readonly DocumentParts<PredictionFigureId>[];
    readonly before: readonly DocumentParts<PredictionFigureId>[];
  };
  /** Metric 14 after the shortest context and after the longest. */
  readonly pastMemory: ContextProbes['ends'];
  /** Metrics 12 and 13 document by document. */
  readonly reach: readonly DocumentParts<PredictionFigureId>[];
}

/** Metrics 10 to 14 of one predictor that need no more than its probabilities. */
export async function probePredictor(
  model: LanguageModel,
  plan: ProbePlan,
  onShare: OnShare = () => undefined,
): Promise<ProbedPredictor> {
  const { seed } = plan;
  const work = new SharedWork(amountsOf(plan), onShare);
  const natural = await askClosers(model, plan.closers, work.part(0));
  const read = await readSwaps(model, plan.swaps, work.part(1));
  const between = await readStretched(model, plan.stretched, 'between', work.part(2));
  const before = await readStretched(model, plan.stretched, 'before', work.part(3));
  const { effectiveContext, pastMemory, ends, figures } = await probeContext(
    model,
    plan.context,
    work.part(4),
  );
  const spoilt = await probePerturbation(model, plan.perturbation, seed, work.part(5));
  const closerItems = plan.stretched.filter(isCloser);
  return {
    closers: natural.observations,
    swaps: read,
    figures: [
      ...figuresOf('natural', natural, read),
      ...figuresOf('stretched', between.closers, between.swaps),
    ],
    placements: { between: placementOf(between, between), before: placementOf(before, between) },
    pastMemory: ends,
    reach: [...figures, ...spoilt.figures],
    probes: {
      closers: {
        natural: { ...summarizeClosers(natural.observations), failures: natural.failures(seed) },
        stretched: unlessEmpty(between.closers.observations, (closers) => ({
          ...summarizeClosers(closers),
          failures: between.closers.failures(seed),
          control: summarizeControl(closerItems, closers, before.closers.observations),
        })),
      },
      swaps: {
        reading: KINDS.flatMap((kind): SwapsRead[] => {
          const items = plan.stretched.filter((item, index) => item.between.kind === kind && index % 2 === 0);
          const summary = {
            kind,
            natural: unlessEmpty(ofKind(read, kind), (swaps) => summarizeNatural(swaps, seed)),
            stretched: unlessEmpty(ofKind(between.swaps, kind), (swaps) =>
              summarizeStretched(items, swaps, ofKind(before.swaps, kind), seed),
            ),
          };
          return summary.natural === null && summary.stretched === null ? [] : [summary];
        }),
        writing: [],
      },
      effectiveContext,
      perturbation: spoilt.perturbation,
      pastMemory,
    },
  };
}

/** Estimates the characters that each part reads. */
export function amountsOf({ closers, swaps, stretched, context, perturbation }: ProbePlan): number[] {
  const lengths = (texts: readonly { readonly text: string }[]): number =>
    [...new Set(texts.map(({ text }) => text))].reduce((sum, { length }) => sum + length, 0);
  // Readings of a run: each context twice or less for nearer ones, and by thirteen for each of three ways to spoil it.
  return [
    2 * lengths(closers),
    lengths(swaps.flatMap(({ twins }) => twins)),
    lengths(stretched.map(({ between }) => between)),
    lengths(stretched.map(({ before }) => before)),
    2 * context.runs.length * context.longestContext,
    40 * perturbation.runs.length * perturbation.longestContext,
  ];
}

/** Closers one by one. */
interface AskedClosers {
  readonly observations: readonly CloserObservation[];
  /** A few of those not held, drawn by a seed. */
  readonly failures: (seed: number) => CloserFailures;
}

async function askClosers(
  model: LanguageModel,
  choices: readonly Choice[],
  onShare?: OnShare,
): Promise<AskedClosers> {
  const answers = await scoreChoices(model, choices, onShare);
  const observations = observeClosers(choices, answers);
  return { observations, failures: (seed) => closerFailures(choices, answers, observations, seed) };
}

interface ReadStretched {
  readonly closers: AskedClosers;
  readonly swaps: readonly SwapReading[];
}

/** Stretched closers, each by itself, and all kinds as swaps of mirror images. */
async function readStretched(
  model: LanguageModel,
  items: readonly LengthControlledItem[],
  place: keyof LengthControlledItem,
  onShare: OnShare,
): Promise<ReadStretched> {
  const work = new SharedWork([1, 2], onShare);
  const closers = items.filter(isCloser).map((item) => item[place]);
  return {
    closers: await askClosers(model, closers, work.part(0)),
    swaps: await readSwaps(
      model,
      imagesOf(items).map((images) => swapOf(images, place)),
      work.part(1),
    ),
  };
}

const isCloser = ({ between }: LengthControlledItem): boolean => between.kind === 'closer';

function figuresOf(
  form: 'natural' | 'stretched',
  { observations }: AskedClosers,
  swaps: readonly SwapReading[],
): DocumentParts<PredictionFigureId>[] {
  const byDistance = true;
  return [
    ...partsOfObservations({ measure: `closers/${form}` as const, observations, byDistance }),
    ...partsOfObservations(
      { measure: `closer-probability/${form}` as const, observations, byDistance },
      ({ probability }) => probability,
    ),
    ...KINDS.flatMap((kind) =>
      partsOfObservations({
        measure: `swap/${kind}/${form}` as const,
        observations: ofKind(swaps, kind).map(observeSwap),
        byDistance: kind === 'closer',
      }),
    ),
  ].filter(({ parts }) => parts.length > 0);
}

/** @param between in the same order */
function placementOf(placed: ReadStretched, between: ReadStretched): DocumentParts<PredictionFigureId>[] {
  const figure = (
    measure: 'closers' | `swap/${ChoiceKind}`,
    observations: readonly Observation[],
    originals: readonly Observation[],
  ): DocumentParts<PredictionFigureId>[] =>
    partsOfObservations({
      measure: `placement/${measure}` as const,
      observations: observations.map((one, index) => ({ ...one, distance: originals[index]!.distance })),
      byDistance: true,
    });
  return [
    ...figure('closers', placed.closers.observations, between.closers.observations),
    ...KINDS.flatMap((kind) => {
      const observed = ({ swaps }: ReadStretched) => ofKind(swaps, kind).map(observeSwap);
      return figure(`swap/${kind}`, observed(placed), observed(between));
    }),
  ].filter(({ parts }) => parts.length > 0);
}

function ofKind(readings: readonly SwapReading[], kind: ChoiceKind): readonly SwapReading[] {
  return readings.filter((reading) => reading.kind === kind);
}

function unlessEmpty<T, R>(values: readonly T[], summarize: (values: readonly T[]) => R): R | null {
  return values.length === 0 ? null : summarize(values);
}
