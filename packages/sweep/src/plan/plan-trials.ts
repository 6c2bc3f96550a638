import { createHash } from 'node:crypto';
import { describeValue, LongrangeError } from '@longrange/errors';
import { drawValue, type Value, valuesOf } from '../file/draw-value.ts';
import type { Sweep } from '../file/parse-sweep.ts';
import { MOST_TRIALS } from '../file/sweep-schema.ts';

/** A trial with the name of its run. */
export interface PlannedTrial extends Trial {
  /** 16 hexadecimal digits: a hash of the resolved settings and, once it has been read, of the text. */
  readonly name: string;
  /** The hash of the settings alone. */
  readonly asWritten: string;
  /** Steps between two validations. */
  readonly validationSteps: number;
  /** Text that it trains on, as the file names it. */
  readonly corpus: TrialCorpus;
}

/** Sources of text as the file names them, and the extensions of the files to read. */
export interface TrialCorpus {
  readonly sources: readonly string[];
  readonly extensions: readonly string[];
}

/** Complete settings of a training, with defaults where the trial leaves them out. */
export interface ResolvedSettings {
  /** Everything that determines the training, and nothing about its location. */
  readonly settings: object;
  /** Steps between two validations. */
  readonly validationSteps: number;
  readonly corpus: TrialCorpus;
}

/** Names one trial. @throws the errors of `resolve`, with the trial's number */
export function planTrial(
  sweep: Sweep,
  trial: Trial,
  resolve: (trial: Trial) => ResolvedSettings,
): PlannedTrial {
  try {
    const { settings, validationSteps, corpus } = resolve(trial);
    const name = nameOf(settings);
    return { ...trial, name, asWritten: name, validationSteps, corpus };
  } catch (error) {
    if (!(error instanceof LongrangeError)) throw error;
    const { code, exitCode, hint } = error;
    const settings = describeParameters(trial, sweep);
    const message = `Trial ${trial.number}${settings === '' ? '' : ` (${settings})`}: ${error.message}`;
    throw new LongrangeError({ code, message, hint, exitCode, cause: error });
  }
}

/**
 * Plans all trials of a sweep by number. If random draws repeat the same settings, only the first trial is kept.
 *
 * @throws LongrangeError as `countTrials` and `resolve`
 */
export function planTrials(sweep: Sweep, resolve: (trial: Trial) => ResolvedSettings): PlannedTrial[] {
  const planned = new Map<string, PlannedTrial>();
  const count = countTrials(sweep);
  for (let number = 0; number < count; number++) {
    const one = planTrial(sweep, trialAt(sweep, number), resolve);
    if (!planned.has(one.name)) planned.set(one.name, one);
  }
  return [...planned.values()];
}

/** Formats a trial as `units=64 seed=2`; with a sweep, only what varies in it. */
export function describeParameters({ parameters, seed }: Trial, sweep?: Sweep): string {
  const isShown = (name: string): boolean => {
    const parameter = sweep?.parameters.get(name);
    return parameter === undefined || valuesOf(parameter)?.count !== 1;
  };
  const words = Object.entries(parameters)
    .filter(([name]) => isShown(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [...words, ...(seed === null ? [] : [`seed=${seed}`])].join(' ');
}

/** Returns the name of a run: 16 hexadecimal digits that depend on the settings, but not on their order. */
export function nameOf(settings: object): string {
  return createHash('sha256').update(canonical(settings)).digest('hex').slice(0, 16);
}

/** Returns JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, child: unknown) =>
    typeof child === 'object' && child !== null && !Array.isArray(child)
      ? Object.fromEntries(Object.entries(child).sort(([a], [b]) => (a < b ? -1 : 1)))
      : child,
  );
}

/** Single training of a sweep. */
export interface Trial {
  /** Number from 0, in the order of the file: seeds of one setting are consecutive. */
  readonly number: number;
  /** Index of the setting, from 0: trials of one setting differ only in their seed. */
  readonly setting: number;
  /** Null if the sweep has no `seeds`. */
  readonly seed: number | null;
  /** Chosen values by the names in the file. */
  readonly parameters: Readonly<Record<string, Value>>;
}

/** Returns the number of settings times seeds. @throws LongrangeError `SWEEP_TOO_LARGE` (exit code 2) */
export function countTrials(sweep: Sweep): number {
  const count = countSettings(sweep) * seedsOf(sweep).length;
  if (count <= MOST_TRIALS) return count;
  throw new LongrangeError({
    code: 'SWEEP_TOO_LARGE',
    message: `Expected at most ${MOST_TRIALS} trials, got ${count}.`,
    hint: 'list fewer values, or set `run_cap`.',
    exitCode: 2,
  });
}

/**
 * Returns trial `number` alone: a process that runs it need not know the others.
 *
 * @throws LongrangeError `USAGE` (exit code 2) if there is no such trial
 */
export function trialAt(sweep: Sweep, number: number): Trial {
  const count = countTrials(sweep);
  if (!Number.isInteger(number) || number < 0 || number >= count) {
    throw new LongrangeError({
      code: 'USAGE',
      message: `Expected a trial from 0 to ${count - 1}, got ${describeValue(number)}.`,
      hint: '--dry-run lists the trials.',
      exitCode: 2,
    });
  }
  const seeds = seedsOf(sweep);
  const setting = Math.floor(number / seeds.length);
  const parameters = sweep.method === 'grid' ? gridPoint(sweep, setting) : randomPoint(sweep, setting);
  return { number, setting, seed: seeds[number % seeds.length]!, parameters };
}

function seedsOf({ seeds }: Sweep): readonly (number | null)[] {
  return seeds ?? [null];
}

function countSettings({ method, runCap, parameters }: Sweep): number {
  if (method === 'random') return runCap!;
  const all = [...parameters.values()].reduce((count, one) => count * valuesOf(one)!.count, 1);
  return Math.min(all, runCap ?? Number.POSITIVE_INFINITY);
}

/** Returns a point of the grid; the last parameter changes fastest. */
function gridPoint({ parameters }: Sweep, setting: number): Trial['parameters'] {
  let rest = setting;
  const chosen = [...parameters].reverse().map(([name, parameter]): [string, Value] => {
    const { count, at } = valuesOf(parameter)!;
    const index = rest % count;
    rest = Math.floor(rest / count);
    return [name, at(index)];
  });
  return Object.fromEntries(chosen.reverse());
}

/** Draws each value from a hash of its position, so that a longer sequence starts like a shorter one, and parameters are independent. */
function randomPoint({ parameters, seed }: Sweep, setting: number): Trial['parameters'] {
  const chosen = [...parameters].map(([name, parameter]): [string, Value] => {
    const bytes = createHash('sha256').update(`${seed}/${setting}/${name}`).digest();
    const [first, second] = [bytes.readUIntBE(0, 6), bytes.readUIntBE(6, 6)].map((bits) => bits / 2 ** 48);
    return [name, drawValue(parameter, first!, second!)];
  });
  return Object.fromEntries(chosen);
}
