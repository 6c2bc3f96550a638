import { SharedWork } from '../models/batches.ts';
import type { LanguageModel, OnShare } from '../models/language-model.ts';
import type { Abilities, Asked, Probe } from './probe.ts';
import { type Answers, type Plans, probes } from './probes.ts';
import type { PredictorProbes } from './schema.ts';

/** A predictor, with the ways in which it can be questioned. */
export interface Able {
  readonly id: string;
  readonly abilities: { readonly [Ability in keyof Abilities]?: Abilities[Ability] | undefined };
}

/**
 * Asks all predictors that are able to answer the planned questions of a probe, one after the other.
 * @returns the answers, and the plan, without what the first predictor did not answer in time
 */
export async function askPredictors<Needs extends keyof Abilities, Plan, Given>(
  probe: Pick<Probe<string, Needs, unknown, Plan, Given>, 'needs' | 'ask' | 'answered'>,
  planned: NonNullable<Plan>,
  predictors: readonly Able[],
  onShare: OnShare = () => undefined,
): Promise<{ readonly asked: Asked<Given>[]; readonly plan: NonNullable<Plan> }> {
  const { needs } = probe;
  const able = predictors.filter(({ abilities }) => abilities[needs] !== undefined);
  const work = new SharedWork(
    able.map(() => 1),
    onShare,
  );
  const asked: Asked<Given>[] = [];
  let plan = planned;
  for (const [index, { id, abilities }] of able.entries()) {
    const answers = await probe.ask(abilities[needs]!, plan, work.part(index));
    asked.push({ id, answers });
    if (index === 0) plan = probe.answered?.(plan, answers) ?? plan;
  }
  return { asked, plan };
}

/** Findings for one predictor. */
export interface ProbedPredictor {
  readonly probes: Omit<PredictorProbes, 'predictor' | 'untrained'>;
  readonly answers: Answers;
}

/** Asks one predictor everything that needs no more than its probabilities. */
export async function probePredictor(
  model: LanguageModel,
  plans: Plans,
  onShare: OnShare = () => undefined,
): Promise<ProbedPredictor> {
  const byKey: Readonly<Record<string, unknown>> = plans;
  const asked = probes.filter(
    ({ key, needs }) => byKey[key] != null && (needs === 'distributions' || needs === 'choices'),
  );
  const work = new SharedWork(
    asked.map((probe) => probe.work(byKey[probe.key]!).read ?? 0),
    onShare,
  );
  const answers: Record<string, unknown> = {};
  const found: Record<string, unknown> = unaskedOf('fields');
  for (const [index, { key, ask, summarize }] of asked.entries()) {
    answers[key] = await ask(model, byKey[key]!, work.part(index));
    Object.assign(found, summarize(answers[key], byKey[key]!));
  }
  return { probes: found as ProbedPredictor['probes'], answers: answers as Answers };
}

/** Values of all fields for probes that were not asked. */
export function unaskedOf(part: 'fields' | 'overall'): Record<string, unknown> {
  const fields = probes.flatMap((probe) => Object.entries(probe[part]));
  return Object.fromEntries(
    fields.flatMap(([name, field]) => ('unasked' in field ? [[name, field.unasked]] : [])),
  );
}
