import { checkArgument } from '@longrange/errors';
import type { Subject } from '../metrics/subject-schema.ts';
import { textFigures } from '../metrics/text-figures.ts';
import type { ExportedFigure } from '../probes/probe.ts';
import { probes } from '../probes/probes.ts';
import type { BitsPerCharacter, Probes } from '../probes/schema.ts';
import { LEAST_FOR_INTERVAL } from '../statistics/parts.ts';
import type { Proportion } from '../statistics/shapes.ts';
import { RESULT_FORMAT_VERSION, type Result } from './schema.ts';

/**
 * A result in the format of lm-evaluation-harness (0.4): `EvalResults` of `lm_eval/result_schema.py`. Metrics are named `metric,filter`; the filter
 * is `none`.
 */
export interface LmEvalResults {
  readonly results: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  readonly group_subtasks: Readonly<Record<string, readonly string[]>>;
  readonly configs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly versions: Readonly<Record<string, number>>;
  readonly 'n-shot': Readonly<Record<string, number>>;
  readonly higher_is_better: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  readonly 'n-samples': Readonly<Record<string, { readonly original: number; readonly effective: number }>>;
  readonly config: Readonly<Record<string, unknown>>;
  /** Time of creation, in seconds since 1970. */
  readonly date: number;
  readonly model_source: 'longrange';
  readonly model_name: string;
  readonly model_name_sanitized: string;
}

/** One figure of a model or text. */
export interface MeasuredFigure {
  /** Name in lm-evaluation-harness, such as `longrange_brackets`. */
  readonly name: string;
  /** Description of what is measured. */
  readonly description: string;
  readonly metric: string;
  readonly value: number;
  /** Standard error; null if it cannot be computed from the result. */
  readonly standardError: number | null;
  /** Ends of the 95 % interval; null if there is none, or if it is open at that end. */
  readonly low: number | null;
  readonly high: number | null;
  readonly higherIsBetter: boolean;
  /** Number of checks, characters or prompts. */
  readonly n: number;
  /** Number of documents that they come from; null if the result does not say. */
  readonly documents: number | null;
}

const GROUP = 'longrange';

/**
 * Converts the model's figures (those of the text if no model was measured) for use beside results of lm-evaluation-harness, one task per
 * metric. Standard errors of shares are √(p (1 − p) / n · design effect), which counts documents rather than checks; all others, and those
 * of fewer than three documents, are 'N/A'. Intervals are in `result.json`.
 */
export function toLmEval(result: Result): LmEvalResults {
  const isResult = result?.format === 'longrange-result' && Array.isArray(result.subjects);
  checkArgument(isResult, 'result', 'a result, as `evaluate` or `parseResult` gives it', result);
  const { createdAt, model, provenance } = result;
  const subject = subjectOf(result);
  const tasks = figuresOf(result);
  const ofTasks = <T>(get: (task: MeasuredFigure) => T): Record<string, T> =>
    Object.fromEntries(tasks.map((task) => [task.name, get(task)]));
  const name = model?.run ?? subject.label;
  return {
    results: ofTasks(({ name: alias, metric, value, standardError, n }) => ({
      alias,
      sample_len: n,
      [`${metric},none`]: value,
      [`${metric}_stderr,none`]: standardError ?? 'N/A',
    })),
    group_subtasks: { [GROUP]: tasks.map((task) => task.name) },
    configs: ofTasks(({ name: task, description }) => ({ task, description })),
    versions: ofTasks(() => RESULT_FORMAT_VERSION),
    'n-shot': ofTasks(() => 0),
    higher_is_better: ofTasks(({ metric, higherIsBetter }) => ({ [metric]: higherIsBetter })),
    'n-samples': ofTasks(({ n }) => ({ original: n, effective: n })),
    config: {
      model: 'longrange',
      model_args: model?.checkpoint ?? '',
      ...(model?.parameters === undefined ? {} : { model_num_parameters: model.parameters }),
      ...(model?.sha256 === undefined ? {} : { model_sha: model.sha256 }),
      device: provenance.engine,
      limit: null,
      bootstrap_iters: 0,
      gen_kwargs: provenance.sampling,
      random_seed: provenance.seeds.sampling ?? provenance.seeds.bootstrap ?? 0,
    },
    date: Date.parse(createdAt) / 1000,
    model_source: 'longrange',
    model_name: name,
    model_name_sanitized: name.replaceAll(/["<>:/|\\?*[\]]+/g, '__'),
  };
}

function subjectOf({ subjects }: Result): Subject {
  return subjects.find(({ id }) => id === 'model' || id === 'text') ?? subjects[0]!;
}

/** Returns the figures of the model, or of the text if no model was measured, each with its 95 % interval. */
export function figuresOf(result: Result): MeasuredFigure[] {
  const hasModel = result.model !== null;
  return [
    ...tasksOfText(subjectOf(result)),
    ...tasksOfBits(hasModel ? result.bitsPerCharacter[0] : undefined),
    ...tasksOfProbes(hasModel ? result.probes : null),
  ];
}

/** Returns a file name that lm-evaluation-harness looks for, such as `results_2026-11-25T12-30-00.000.json`. */
export function lmEvalFileName(result: Pick<Result, 'createdAt'>): string {
  const createdAt = result?.createdAt;
  checkArgument(typeof createdAt === 'string', 'result', 'a result', result);
  return `results_${createdAt.replace('Z', '').replaceAll(':', '-')}.json`;
}

function tasksOfText(subject: Subject): MeasuredFigure[] {
  return textFigures.flatMap((figure): MeasuredFigure[] => {
    const { lmEval } = figure;
    if (lmEval === undefined) return [];
    if (figure.unit === 'share') return taskOfShare({ ...lmEval, metric: 'held' }, figure.pick(subject));
    const rate = figure.pick(subject);
    if (rate === null) return [];
    return [taskOf({ ...lmEval, metric: 'per_100_loads', higherIsBetter: figure.betterIs === 'more' }, rate)];
  });
}

function tasksOfBits(bits: BitsPerCharacter | undefined): MeasuredFigure[] {
  if (bits?.carried == null) return [];
  const { bits: value, low, high } = bits.carried;
  const about = {
    task: 'bits_per_character',
    metric: 'bits_per_character',
    description: 'held-out code, state carried through each document',
    higherIsBetter: false,
  };
  return [taskOf(about, { value, low, high, n: bits.characters })];
}

function tasksOfProbes(all: Probes | null): MeasuredFigure[] {
  const own = all?.predictors[0];
  if (all === null || own === undefined) return [];
  return probes.flatMap(({ exported }) => exported?.({ ...all, ...own }) ?? []).flatMap(tasksOfExported);
}

function tasksOfExported(figure: ExportedFigure): MeasuredFigure[] {
  if ('share' in figure) return taskOfShare(figure, figure.share);
  if ('mean' in figure) return figure.mean === null ? [] : [taskOf(figure, figure.mean)];
  // A range that is not measurable, or lies beyond the distances of the pairs, is left out.
  if (figure.range?.range?.side !== 'at') return [];
  const { range, low, high, n, documents } = figure.range;
  const ends = {
    low: low?.side === 'before' ? 0 : (low?.characters ?? null),
    high: high === null || high.side === 'after' ? null : high.characters,
  };
  return [taskOf(figure, { value: range.characters, ...ends, n, documents })];
}

interface About extends Pick<MeasuredFigure, 'description' | 'metric'> {
  readonly task: string;
  /** True by default. */
  readonly higherIsBetter?: boolean;
}

/** Returns no task if nothing was observed. */
function taskOfShare(about: About, share: Proportion | null | undefined): MeasuredFigure[] {
  if (share?.estimate == null) return [];
  const { estimate: value, low, high, n, designEffect, documents } = share;
  if (documents < LEAST_FOR_INTERVAL) return [taskOf(about, { value, low: null, high: null, n, documents })];
  const error = Math.sqrt(((value * (1 - value)) / n) * designEffect);
  return [taskOf(about, { value, low, high, n, documents }, error)];
}

function taskOf(
  { task, description, metric, higherIsBetter = true }: About,
  {
    documents = null,
    ...figure
  }: Pick<MeasuredFigure, 'value' | 'low' | 'high' | 'n'> & Partial<Pick<MeasuredFigure, 'documents'>>,
  standardError: number | null = null,
): MeasuredFigure {
  const name = `${GROUP}_${task}`;
  return { name, description, metric, higherIsBetter, ...figure, standardError, documents };
}
