import { createHash } from 'node:crypto';
import { LongrangeError } from '@longrange/errors';
import { valuesOf } from '../file/draw-value.ts';
import type { Sweep } from '../file/parse-sweep.ts';
import { countTrials, type Trial, trialAt } from './trials.ts';

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

/** What trains in the end: every setting, with its default where the trial leaves it out. */
export interface ResolvedSettings {
  /** All that decides what is trained, and nothing about where. */
  readonly settings: object;
  /** Steps between two validations. */
  readonly validationSteps: number;
  readonly corpus: TrialCorpus;
}

/** Names one trial. @throws what `resolve` throws, with the trial's number */
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
 * All trials of a sweep by rising number. Of several with the same settings, as draws may be, the first is kept.
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

/** `units=64 seed=2`; with a sweep only what varies in it. */
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

/** Returns the name of a run: 16 hexadecimal digits, the same for the same settings in any order. */
export function nameOf(settings: object): string {
  return createHash('sha256').update(canonical(settings)).digest('hex').slice(0, 16);
}

/** JSON with the keys of objects in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, child: unknown) =>
    typeof child === 'object' && child !== null && !Array.isArray(child)
      ? Object.fromEntries(Object.entries(child).sort(([a], [b]) => (a < b ? -1 : 1)))
      : child,
  );
}
