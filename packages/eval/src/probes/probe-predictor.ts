import type { MinimalPairs, PredictorProbes } from '../result/probe-schema.ts';
import { type Choice, KINDS } from './choices/choice.ts';
import { scoreChoices } from './choices/score-choices.ts';
import { type CloserObservation, observeClosers, summarizeClosers } from './closer-accuracy.ts';
import { probeContext } from './effective-context.ts';
import type { LanguageModel } from './language-model.ts';
import { observePairs, summarizePairs } from './minimal-pairs.ts';
import { probePerturbation } from './perturbation.ts';
import type { ProbePlan } from './plan-probes.ts';
import { type OnShare, SharedWork } from './reading-batches.ts';

export interface ProbedPredictor {
  readonly probes: PredictorProbes;
  /** The natural closers one by one, for `closerGain`. */
  readonly closers: readonly CloserObservation[];
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
  const stretched = await judge(model, plan.stretched, work.part(1));
  const { effectiveContext, pastMemory } = await probeContext(model, plan.context, work.part(2));
  const perturbation = await probePerturbation(model, plan.perturbation, seed, work.part(3));
  return {
    closers: natural.closers,
    probes: {
      predictor: model.name,
      closers: {
        natural: summarizeClosers(natural.closers),
        stretched: stretched.closers.length === 0 ? null : summarizeClosers(stretched.closers),
      },
      minimalPairs: summarizeKinds(natural.pairs, stretched.pairs),
      effectiveContext,
      perturbation,
      pastMemory,
    },
  };
}

/** Characters that each part reads, roughly. */
function amountsOf({ natural, stretched, context, perturbation }: ProbePlan): number[] {
  const lengths = (choices: readonly Choice[]): number =>
    [...new Set(choices.map(({ text }) => text))].reduce((sum, { length }) => sum + length, 0);
  // Readings of a run: each context twice or less for nearer ones, and by thirteen for each of three ways to spoil it.
  return [
    2 * lengths(natural),
    lengths(stretched),
    2 * context.runs.length * context.longestContext,
    40 * perturbation.runs.length * perturbation.longestContext,
  ];
}

interface Judged {
  readonly closers: CloserObservation[];
  readonly pairs: ReturnType<typeof observePairs>;
}

async function judge(model: LanguageModel, choices: readonly Choice[], onShare: OnShare): Promise<Judged> {
  const scores = await scoreChoices(model, choices, onShare);
  const closers = Array.from(choices.keys()).filter((index) => choices[index]!.kind === 'closer');
  return {
    closers: observeClosers(
      closers.map((index) => choices[index]!),
      closers.map((index) => scores[index]!),
    ),
    pairs: observePairs(choices, scores),
  };
}

function summarizeKinds(natural: Judged['pairs'], stretched: Judged['pairs']): MinimalPairs[] {
  return KINDS.map((kind) => {
    const ofKind = (pairs: Judged['pairs']) => pairs.filter((pair) => pair.kind === kind);
    const further = ofKind(stretched);
    return {
      kind,
      natural: summarizePairs(ofKind(natural)),
      stretched: further.length === 0 ? null : summarizePairs(further),
    };
  });
}
