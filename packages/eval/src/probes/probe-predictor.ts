import type { Observation } from '@longrange/code';
import { type Choice, type ChoiceKind, KINDS, type LengthControlledItem } from '@longrange/code';
import type { CloserFailures } from '../metrics/failures/failures.ts';
import { SharedWork } from '../models/batches.ts';
import type { LanguageModel, OnShare } from '../models/language-model.ts';

import { type DocumentParts, partsOfObservations } from '../statistics/document-parts.ts';
import { scoreChoices } from './choices/score-choices.ts';
import {
  type CloserObservation,
  closerFailures,
  observeClosers,
  summarizeClosers,
} from './closers/closer-accuracy.ts';
import { type ContextProbes, probeContext } from './effective-context/effective-context.ts';
import { imagesOf, pairOfImages, summarizeControl } from './length-controlled/control.ts';
import { factorPairsOf } from './minimal-pairs/choose-factor-pairs.ts';
import { scoreWithFactors } from './minimal-pairs/factors.ts';
import type { PairsScored } from './minimal-pairs/schema.ts';
import {
  observePair,
  type ScoredPair,
  scorePairs,
  summarizeLengthControlled,
  summarizeNatural,
} from './minimal-pairs/score-pairs.ts';
import { probePerturbation } from './perturbation/perturbation.ts';
import type { ProbePlan } from './plan-probes.ts';
import type { PredictionFigureId } from './prediction-figures.ts';
import type { PredictorProbes } from './schema.ts';

/** Results of the probes of one predictor. */
export interface ProbedPredictor {
  readonly probes: Omit<PredictorProbes, 'predictor'>;
  /** The natural closers one by one, for `closerGain`. */
  readonly closers: readonly CloserObservation[];
  /** The natural minimal pairs one by one. */
  readonly minimalPairs: readonly ScoredPair[];
  /** Figures for tests against another predictor. */
  readonly figures: readonly DocumentParts<PredictionFigureId>[];
  /** The length-controlled items with their filler between the two ends and before them, by the distance of the former. */
  readonly placements: Readonly<
    Record<keyof LengthControlledItem, readonly DocumentParts<PredictionFigureId>[]>
  >;
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
  const { read, factors } = await scoreWithFactors(model, plan, work.part(1));
  const between = await scoreLengthControlled(model, plan.lengthControlled, 'between', work.part(2));
  const before = await scoreLengthControlled(model, plan.lengthControlled, 'before', work.part(3));
  const context = await probeContext(model, plan.context, work.part(4));
  const spoilt = await probePerturbation(model, plan.perturbation, seed, work.part(5));
  const closerItems = plan.lengthControlled.filter(isCloser);
  return {
    closers: natural.observations,
    minimalPairs: read,
    figures: [
      ...figuresOf('natural', natural, read),
      ...figuresOf('lengthControlled', between.closers, between.minimalPairs),
    ],
    placements: { between: placementOf(between, between), before: placementOf(before, between) },
    pastMemory: context.ends,
    reach: [...context.figures, ...spoilt.figures],
    probes: {
      closers: {
        natural: { ...summarizeClosers(natural.observations), failures: natural.failures(seed) },
        lengthControlled: unlessEmpty(between.closers.observations, (closers) => ({
          ...summarizeClosers(closers),
          failures: between.closers.failures(seed),
          control: summarizeControl(closerItems, closers, before.closers.observations),
        })),
      },
      minimalPairs: {
        scoring: KINDS.flatMap((kind): PairsScored[] => {
          const items = plan.lengthControlled.filter(
            (item, index) => item.between.kind === kind && index % 2 === 0,
          );
          const summary = {
            kind,
            natural: unlessEmpty(ofKind(read, kind), (minimalPairs) =>
              summarizeNatural(minimalPairs, seed, factors),
            ),
            lengthControlled: unlessEmpty(ofKind(between.minimalPairs, kind), (minimalPairs) =>
              summarizeLengthControlled(items, minimalPairs, ofKind(before.minimalPairs, kind), seed),
            ),
          };
          return summary.natural === null && summary.lengthControlled === null ? [] : [summary];
        }),
        generation: [],
      },
      effectiveContext: context.effectiveContext,
      perturbation: spoilt.perturbation,
      pastMemory: context.pastMemory,
    },
  };
}

/** Estimates the characters that each part reads. */
export function amountsOf({
  closers,
  minimalPairs,
  factors,
  lengthControlled,
  context,
  perturbation,
}: ProbePlan): number[] {
  const lengths = (texts: readonly { readonly text: string }[]): number =>
    [...new Set(texts.map(({ text }) => text))].reduce((sum, { length }) => sum + length, 0);
  // Characters read per run, in longest contexts: about two for all contexts together, and thirteen for each of three ways to spoil it.
  return [
    2 * lengths(closers),
    lengths([...minimalPairs, ...factorPairsOf(factors)].flatMap(({ members }) => members)),
    lengths(lengthControlled.map(({ between }) => between)),
    lengths(lengthControlled.map(({ before }) => before)),
    2 * context.runs.length * context.longestContext,
    40 * perturbation.runs.length * perturbation.longestContext,
  ];
}

/** Scored closers one by one. */
interface AskedClosers {
  readonly observations: readonly CloserObservation[];
  /** Draws a few of those not held, by a seed. */
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

interface ScoredLengthControlled {
  readonly closers: AskedClosers;
  readonly minimalPairs: readonly ScoredPair[];
}

/** Scores length-controlled closers, each by itself, and all kinds as minimal pairs of mirror images. */
async function scoreLengthControlled(
  model: LanguageModel,
  items: readonly LengthControlledItem[],
  place: keyof LengthControlledItem,
  onShare: OnShare,
): Promise<ScoredLengthControlled> {
  const work = new SharedWork([1, 2], onShare);
  const closers = items.filter(isCloser).map((item) => item[place]);
  return {
    closers: await askClosers(model, closers, work.part(0)),
    minimalPairs: await scorePairs(
      model,
      imagesOf(items).map((images) => pairOfImages(images, place)),
      work.part(1),
    ),
  };
}

const isCloser = ({ between }: LengthControlledItem): boolean => between.kind === 'closer';

function figuresOf(
  form: 'natural' | 'lengthControlled',
  { observations }: AskedClosers,
  minimalPairs: readonly ScoredPair[],
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
        measure: `minimal-pairs/${kind}/${form}` as const,
        observations: ofKind(minimalPairs, kind).map(observePair),
        byDistance: kind === 'closer',
      }),
    ),
  ].filter(({ parts }) => parts.length > 0);
}

/** @param between in the order of `placed` */
function placementOf(
  placed: ScoredLengthControlled,
  between: ScoredLengthControlled,
): DocumentParts<PredictionFigureId>[] {
  const figure = (
    measure: 'closers' | `minimal-pairs/${ChoiceKind}`,
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
      const observed = ({ minimalPairs }: ScoredLengthControlled) =>
        ofKind(minimalPairs, kind).map(observePair);
      return figure(`minimal-pairs/${kind}`, observed(placed), observed(between));
    }),
  ].filter(({ parts }) => parts.length > 0);
}

function ofKind(readings: readonly ScoredPair[], kind: ChoiceKind): readonly ScoredPair[] {
  return readings.filter((reading) => reading.kind === kind);
}

function unlessEmpty<T, R>(values: readonly T[], summarize: (values: readonly T[]) => R): R | null {
  return values.length === 0 ? null : summarize(values);
}
