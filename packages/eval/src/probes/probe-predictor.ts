import type { Choice, ChoiceKind, StretchedItem } from '../code/dependencies/choice.ts';
import type { CloserFailures } from '../metrics/failures/schema.ts';
import type { LanguageModel } from '../models/language-model.ts';
import { type OnShare, SharedWork } from '../models/on-share.ts';
import { type DocumentParts, partsOfObservations } from '../statistics/document-parts.ts';
import type { Observation } from '../statistics/observation.ts';
import { scoreChoices } from './choices/score-choices.ts';
import { type CloserObservation, observeClosers, summarizeClosers } from './closer-accuracy.ts';
import { closerFailures } from './closer-failures.ts';
import { type ContextProbes, probeContext } from './effective-context.ts';
import { observePairs, summarizePairs } from './minimal-pairs.ts';
import { probePerturbation } from './perturbation.ts';
import type { ProbePlan } from './plan-probes.ts';
import type { PredictionFigureId } from './prediction-figures.ts';
import type { PredictorProbes } from './schema.ts';
import { summarizeControl } from './stretched/summarize-control.ts';

/** What the probes found about one predictor. */
export interface ProbedPredictor {
  readonly probes: Omit<PredictorProbes, 'predictor'>;
  /** The natural closers one by one, for `closerGain`. */
  readonly closers: readonly CloserObservation[];
  /** What tests against another predictor need. */
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

/** Metrics 10 to 14 of one predictor. */
export async function probePredictor(
  model: LanguageModel,
  plan: ProbePlan,
  onShare: OnShare = () => undefined,
): Promise<ProbedPredictor> {
  const { seed } = plan;
  const work = new SharedWork(amountsOf(plan), onShare);
  const natural = await judge(model, plan.natural, work.part(0));
  const naturalPairs = natural.pairs.filter((_, index) => plan.pairs.has(plan.natural[index]!));
  const between = await judge(model, plan.stretched.map(betweenOf), work.part(1));
  const before = await judge(model, plan.stretched.map(beforeOf), work.part(2));
  const { effectiveContext, pastMemory, ends, figures } = await probeContext(
    model,
    plan.context,
    work.part(3),
  );
  const spoilt = await probePerturbation(model, plan.perturbation, seed, work.part(4));
  const control = (kind: ChoiceKind, stretched: readonly Observation[], controls: readonly Observation[]) =>
    summarizeControl(
      plan.stretched.filter((item) => item.between.kind === kind),
      stretched,
      controls,
    );
  return {
    closers: natural.closers,
    figures: [...figuresOf('natural', natural, plan), ...figuresOf('stretched', between, plan)],
    placements: { between: placementOf(between, between, plan), before: placementOf(before, between, plan) },
    pastMemory: ends,
    reach: [...figures, ...spoilt.figures],
    probes: {
      closers: {
        natural: { ...summarizeClosers(natural.closers), failures: natural.failures(seed) },
        stretched: unlessEmpty(between.closers, (closers) => ({
          ...summarizeClosers(closers),
          failures: between.failures(seed),
          control: control('closer', closers, before.closers),
        })),
      },
      minimalPairs: plan.kinds.map((kind) => ({
        kind,
        natural: summarizePairs(ofKind(naturalPairs, kind)),
        stretched: unlessEmpty(ofKind(between.pairs, kind), (pairs) => ({
          ...summarizePairs(pairs),
          control: control(kind, pairs, ofKind(before.pairs, kind)),
        })),
      })),
      effectiveContext,
      perturbation: spoilt.perturbation,
      pastMemory,
    },
  };
}

const betweenOf = ({ between }: StretchedItem): Choice => between;
const beforeOf = ({ before }: StretchedItem): Choice => before;

/** Characters that each part reads, roughly. */
function amountsOf({ natural, stretched, context, perturbation }: ProbePlan): number[] {
  const lengths = (choices: readonly Choice[]): number =>
    [...new Set(choices.map(({ text }) => text))].reduce((sum, { length }) => sum + length, 0);
  // Readings of a run: each context twice or less for nearer ones, and by thirteen for each of three ways to spoil it.
  return [
    2 * lengths(natural),
    lengths(stretched.map(betweenOf)),
    lengths(stretched.map(beforeOf)),
    2 * context.runs.length * context.longestContext,
    40 * perturbation.runs.length * perturbation.longestContext,
  ];
}

interface Judged {
  readonly closers: CloserObservation[];
  readonly pairs: Observation<ChoiceKind>[];
  /** Of the closers, a few of those not held, drawn by a seed. */
  readonly failures: (seed: number) => CloserFailures;
}

function figuresOf(
  form: 'natural' | 'stretched',
  { closers, pairs }: Judged,
  { kinds }: ProbePlan,
): DocumentParts<PredictionFigureId>[] {
  const byDistance = true;
  return [
    ...partsOfObservations({ measure: `closers/${form}` as const, observations: closers, byDistance }),
    ...partsOfObservations(
      { measure: `closer-probability/${form}` as const, observations: closers, byDistance },
      ({ probability }) => probability,
    ),
    ...kinds.flatMap((kind) =>
      partsOfObservations({
        measure: `pairs/${kind}/${form}` as const,
        observations: ofKind(pairs, kind),
        byDistance: false,
      }),
    ),
  ].filter(({ parts }) => parts.length > 0);
}

/** @param between in the same order */
function placementOf(
  judged: Judged,
  between: Judged,
  { kinds }: ProbePlan,
): DocumentParts<PredictionFigureId>[] {
  const figure = (
    measure: 'closers' | `pairs/${ChoiceKind}`,
    observations: readonly Observation[],
    placed: readonly Observation[],
  ): DocumentParts<PredictionFigureId>[] =>
    partsOfObservations({
      measure: `placement/${measure}` as const,
      observations: observations.map((one, index) => ({ ...one, distance: placed[index]!.distance })),
      byDistance: true,
    });
  return [
    ...figure('closers', judged.closers, between.closers),
    ...kinds.flatMap((kind) =>
      figure(`pairs/${kind}` as const, ofKind(judged.pairs, kind), ofKind(between.pairs, kind)),
    ),
  ].filter(({ parts }) => parts.length > 0);
}

async function judge(model: LanguageModel, choices: readonly Choice[], onShare: OnShare): Promise<Judged> {
  const scores = await scoreChoices(model, choices, onShare);
  const indexes = Array.from(choices.keys()).filter((index) => choices[index]!.kind === 'closer');
  const asked = indexes.map((index) => choices[index]!);
  const answers = indexes.map((index) => scores[index]!);
  const closers = observeClosers(asked, answers);
  return {
    closers,
    pairs: observePairs(choices, scores),
    failures: (seed) => closerFailures(asked, answers, closers, seed),
  };
}

function ofKind(pairs: Judged['pairs'], kind: ChoiceKind): Judged['pairs'] {
  return pairs.filter((pair) => pair.kind === kind);
}

function unlessEmpty<T, R>(values: readonly T[], summarize: (values: readonly T[]) => R): R | null {
  return values.length === 0 ? null : summarize(values);
}
