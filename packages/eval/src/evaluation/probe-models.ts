import type { DocumentScores } from '../comparison/document-scores.ts';
import { keepPairs } from '../comparison/pairs.ts';
import { type Tally, toTally } from '../comparison/tally.ts';
import type { TestSide } from '../comparison/test-differences.ts';
import type { Named } from '../models/language-model.ts';
import { type Able, askPredictors, unaskedOf } from '../probes/ask-probes.ts';
import type { BracketRanges } from '../probes/minimal-pairs/schema.ts';
import { bracketRanges } from '../probes/minimal-pairs/score-pairs.ts';
import { planProbes } from '../probes/plan-probes.ts';
import type { Material, PredictionParts, Work } from '../probes/probe.ts';
import {
  type Answers,
  type AnyProbe,
  type Plans,
  type PredictionFigureId,
  predictionFigures,
  probes,
} from '../probes/probes.ts';
import type { PredictorProbes, Probes } from '../probes/schema.ts';
import type { DocumentParts } from '../statistics/document-parts.ts';
import { type EvaluationContext, type MeasuredModel, predicts } from './context.ts';
import type { Suite } from './suites.ts';

/** Returns the ways in which a model can be questioned. */
function ableModel({ id, model }: Named<MeasuredModel>): Able {
  const predicting = predicts(model) ? model : undefined;
  const choices = predicting ?? model.choices;
  return { id, abilities: { distributions: predicting, choices, writing: model, inside: model.inside } };
}

/** Plans the probes that the model is able to answer. */
export function planModel(
  { stage }: EvaluationContext,
  model: MeasuredModel,
  material: Material,
  sizes: Suite['probes'],
): Promise<Plans> {
  const { abilities } = ableModel({ id: 'model', model });
  const able = probes.filter(({ needs }) => abilities[needs] !== undefined).map(({ key }): string => key);
  const asked = Object.fromEntries(Object.entries(sizes).filter(([key]) => able.includes(key)));
  return stage(
    'planning the probes',
    () => planProbes(material, asked as Suite['probes']),
    (plans) =>
      probes
        .filter(({ key }) => key in plans)
        .map(({ key, planned }) => planned(plans[key]))
        .join(', '),
  );
}

/** A probe and its items. */
interface PlannedProbe {
  readonly probe: AnyProbe;
  readonly plan: NonNullable<unknown>;
}

function plannedProbes(plans: Plans): PlannedProbe[] {
  const byKey: Readonly<Record<string, unknown>> = plans;
  return probes.flatMap((probe) => {
    const plan = byKey[probe.key];
    return plan == null ? [] : [{ probe, plan }];
  });
}

/** Sums the work that plans take for one predictor. */
export function workOf(plans: Plans): Required<Work> {
  const sum = { questions: 0, prompts: 0, read: 0, written: 0 };
  for (const { probe, plan } of plannedProbes(plans)) {
    const work = probe.work(plan);
    for (const part of Object.keys(sum) as (keyof Work)[]) sum[part] += work[part] ?? 0;
  }
  return sum;
}

/** Findings of the probes. */
export interface Probing {
  /** Findings by predictor, the evaluated model first; empty for a model that only writes. */
  readonly predictors: readonly PredictorProbes[];
  /** Findings about all predictors. */
  readonly overall: Omit<Probes, 'predictors' | 'controls'>;
  /** Pairs of sides to test, document by document; empty for a model without distributions. */
  readonly tested: readonly (readonly [TestSide, TestSide])[];
  /** The model's figures by which models are compared, and those for tests of the user's own. */
  readonly tallies: readonly Tally[];
  readonly kept: readonly DocumentParts<PredictionFigureId>[];
  readonly pairs: DocumentScores['pairs'];
  readonly ranges: BracketRanges | undefined;
}

/** Asks the model and the n-gram the planned questions, probe by probe. */
export async function probeModels(
  { stage, onFact }: EvaluationContext,
  models: readonly [Named<MeasuredModel>, ...Named<MeasuredModel>[]],
  plans: Plans,
  { farther, temperature }: Pick<Material, 'farther'> & { readonly temperature: number },
): Promise<Probing> {
  const predictors = models.map(ableModel);
  const fields = new Map<string, object>();
  const overall = unaskedOf('overall');
  const answers: Record<string, unknown> = {};
  const parts: AskedParts[] = [];
  for (const { probe, plan: planned } of plannedProbes(plans)) {
    const { asked, plan, found, about } = await stage(
      `probing: ${probe.title}`,
      async (onShare) => {
        const { asked, plan } = await askPredictors(probe, planned, predictors, onShare);
        const found = asked.map((one) => probe.summarize(one.answers, plan));
        return { asked, plan, found, about: probe.summarizeAll?.(asked, plan) ?? {} };
      },
      (all) => probe.describe({ ...all.found[0], ...all.about }),
    );
    const words = [plan, planned].map((one) => probe.planned(one));
    if (words[0] !== words[1]) onFact?.('time is up', `${words[0]} instead of ${words[1]}`);
    answers[probe.key] = asked[0]!.answers;
    Object.assign(overall, about);
    for (const [index, { id }] of asked.entries())
      if (Object.keys(probe.fields).length > 0) fields.set(id, { ...fields.get(id), ...found[index] });
    const [own, ...others] = asked.map((one) => ({
      id: one.id,
      parts: probe.parts?.(one.answers, plan) ?? [],
    }));
    parts.push({ own: own!, others: [...others, ...(probe.others?.(plan) ?? [])] });
  }
  const [{ model }] = models;
  const { minimalPairs } = answers as Answers;
  const found = [...fields].map(([predictor, own]) => ({ predictor, ...unaskedOf('fields'), ...own }));
  const [first, ...rest] = found as PredictorProbes[];
  const items = plannedProbes(plans).flatMap(({ probe, plan }) => probe.farther?.(plan) ?? []);
  const isBound = (model.choices?.undecided?.() ?? 0) > 0;
  return {
    predictors: first === undefined ? [] : [first, ...rest],
    overall: {
      ...(overall as Omit<Probing['overall'], 'farther'>),
      ...(farther && { farther: { maxDistance: farther.maxDistance, items } }),
    },
    tested: predicts(model) ? parts.flatMap(testedSides) : [],
    tallies: parts.flatMap(({ own }) => own.parts.filter(isCompared).map((one) => tallyOf(one, isBound))),
    kept: parts.flatMap(({ own }) => own.parts.filter(isKept)),
    pairs: minimalPairs && keepPairs(minimalPairs.natural),
    ranges: minimalPairs && bracketRanges(first!.minimalPairs, temperature),
  };
}

type Parts = PredictionParts<PredictionFigureId>;

/** Figures of one probe, of the model and of what it is tested against. */
interface AskedParts {
  readonly own: { readonly id: string; readonly parts: readonly Parts[] };
  readonly others: readonly { readonly id: string; readonly parts: readonly Parts[] }[];
}

const figures = new Map(predictionFigures.map((figure) => [figure.id, figure]));

function isTested({ measure, range }: Parts): boolean {
  const tested = figures.get(measure)?.tested;
  return tested === 'by distance' || (tested === 'overall' && range === null);
}

function isKept({ measure, condition }: Parts): boolean {
  const kept = figures.get(measure)?.kept;
  return kept === true || (kept !== undefined && kept === condition);
}

function isCompared({ measure }: Parts): boolean {
  return figures.get(measure)?.compared !== undefined;
}

/** Returns the pairs of sides to test: the model and each other predictor, and two conditions under which the model was asked. */
function testedSides({ own, others }: AskedParts): (readonly [TestSide, TestSide])[] {
  const side = ({ id, parts }: AskedParts['own']): TestSide => ({ id, figures: parts.filter(isTested) });
  const measures = new Set(own.parts.map(({ measure }) => measure));
  const under = (measure: PredictionFigureId, id: string): TestSide => ({
    id,
    figures: own.parts.filter((one) => one.measure === measure && one.condition === id),
  });
  return [
    ...others.map((other) => [side(own), side(other)] as const),
    ...[...measures].flatMap((measure) => {
      const [first, second] = figures.get(measure)?.conditions ?? [];
      if (first === undefined || second === undefined) return [];
      return [[under(measure, first), under(measure, second)] as const];
    }),
  ];
}

/** Tallies a figure. If questions were left undecided, which count as wrong, it is a lower bound. */
function tallyOf({ blind, ...figure }: Parts, isBound: boolean): Tally {
  return {
    ...toTally(figure),
    ...(blind !== undefined && { blind }),
    ...(isBound && { isBound: true as const }),
  };
}
