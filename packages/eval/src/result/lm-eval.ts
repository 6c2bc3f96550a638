import { checkArgument } from '@longrange/errors';
import type { Subject } from '../metrics/subject-schema.ts';
import { textFigures } from '../metrics/text-figures.ts';
import type { BitsPerCharacter, Probes } from '../probes/schema.ts';
import type { Range } from '../statistics/pair-table.ts';
import type { Proportion } from '../statistics/shapes.ts';
import { RESULT_FORMAT_VERSION, type Result } from './schema.ts';

/**
 * A result in the form in which lm-evaluation-harness (0.4) saves its own: `EvalResults` of `lm_eval/result_schema.py`. Metrics are named
 * `metric,filter`; the filter is `none`.
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
  /** When the result was made, in seconds since 1970. */
  readonly date: number;
  readonly model_source: 'longrange';
  readonly model_name: string;
  readonly model_name_sanitized: string;
}

interface Task {
  readonly name: string;
  /** What is measured, in words. */
  readonly description: string;
  readonly metric: string;
  readonly value: number;
  /** Null where none can be had from what the result keeps. */
  readonly standardError: number | null;
  readonly higherIsBetter: boolean;
  /** What the value is of: checks, characters or prompts. */
  readonly n: number;
}

const GROUP = 'longrange';

/**
 * The model's figures (those of the text, where no model was measured) for those who collect results of lm-evaluation-harness. One task for each
 * metric. Standard errors of shares are √(p (1 − p) / n · design effect), which counts documents rather than checks; others are 'N/A', their
 * intervals are in `result.json`.
 */
export function toLmEval(result: Result): LmEvalResults {
  const isResult = result?.format === 'longrange-result' && Array.isArray(result.subjects);
  checkArgument(isResult, 'result', 'a result, as `evaluate` or `parseResult` gives it', result);
  const { createdAt, model, provenance } = result;
  const subject = result.subjects.find(({ id }) => id === 'model' || id === 'text') ?? result.subjects[0]!;
  const tasks = [
    ...tasksOfText(subject),
    ...tasksOfBits(model === null ? undefined : result.bitsPerCharacter[0]),
    ...tasksOfProbes(model === null ? null : result.probes),
  ];
  const ofTasks = <T>(get: (task: Task) => T): Record<string, T> =>
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

/** `results_2026-11-25T12-30-00.000.json`: as lm-evaluation-harness names the files that it saves and looks for. */
export function lmEvalFileName(result: Pick<Result, 'createdAt'>): string {
  checkArgument(typeof result?.createdAt === 'string', 'result', 'a result', result);
  const { createdAt } = result;
  return `results_${createdAt.replace('Z', '').replaceAll(':', '-')}.json`;
}

function tasksOfText(subject: Subject): Task[] {
  return textFigures.flatMap((figure): Task[] => {
    const { lmEval } = figure;
    if (lmEval === undefined) return [];
    const { task, description, metric } = lmEval;
    if (figure.unit === 'share') return share(task, description, metric, figure.pick(subject) ?? undefined);
    const rate = figure.pick(subject);
    if (rate === null) return [];
    const { value, n } = rate;
    const higherIsBetter = figure.betterIs === 'more';
    return [{ ...named(task, description), metric, value, standardError: null, higherIsBetter, n }];
  });
}

function tasksOfBits(bits: BitsPerCharacter | undefined): Task[] {
  if (bits?.carried == null) return [];
  return [
    {
      ...named('bits_per_character', 'held-out code, state carried through each document'),
      metric: 'bits_per_character',
      value: bits.carried.bits,
      standardError: null,
      higherIsBetter: false,
      n: bits.characters,
    },
  ];
}

function tasksOfProbes(probes: Probes | null): Task[] {
  const own = probes?.predictors[0];
  if (probes === null || own === undefined) return [];
  const { closers, swaps, effectiveContext } = own;
  const brackets = swaps.reading.find(({ kind }) => kind === 'closer')?.natural;
  return [
    ...share(
      'closers',
      'P(true closer) / P(any closer) > 0.8 in held-out code',
      'held',
      closers.natural.overall,
    ),
    ...share(
      'closers_stretched',
      'the same at distances made by further code',
      'held',
      closers.stretched?.overall,
    ),
    ...range(
      'range_reading',
      'in which the type of an open bracket decides the closer that is expected',
      brackets?.range,
    ),
    ...swaps.writing.flatMap(({ temperature, range: written }) =>
      range(
        `range_writing_${temperature}`,
        `in which the type of an open bracket decides the closer that is written, at temperature ${temperature}`,
        written,
      ),
    ),
    ...(effectiveContext.effective === null
      ? []
      : [
          {
            ...named(
              'effective_context',
              'characters of context after which more lower the loss by less than 1 %',
            ),
            metric: 'characters',
            value: effectiveContext.effective,
            standardError: null,
            higherIsBetter: true,
            n: effectiveContext.targets,
          },
        ]),
    ...(probes.completions?.kinds ?? []).flatMap(({ kind, writers }) =>
      share(
        `completion_${kind}`,
        `a ${kind} that a prompt leaves open is closed correctly`,
        'closed',
        writers[0]?.closed,
      ),
    ),
  ];
}

/** None where it is not measurable, or not at a distance that there are pairs at. */
function range(name: string, description: string, measured: Range | undefined): Task[] {
  if (measured?.range?.side !== 'at') return [];
  return [
    {
      ...named(name, `characters ${description}`),
      metric: 'characters',
      value: measured.range.characters,
      standardError: null,
      higherIsBetter: true,
      n: measured.n,
    },
  ];
}

/** None where nothing was observed. */
function share(
  name: string,
  description: string,
  metric: string,
  proportion: Proportion | undefined,
): Task[] {
  if (proportion === undefined || proportion.estimate === null) return [];
  const { estimate, n, designEffect } = proportion;
  const standardError = Math.sqrt(((estimate * (1 - estimate)) / n) * designEffect);
  return [{ ...named(name, description), metric, value: estimate, standardError, higherIsBetter: true, n }];
}

function named(name: string, description: string): Pick<Task, 'name' | 'description'> {
  return { name: `${GROUP}_${name}`, description };
}
