import { createHash } from 'node:crypto';
import { describeValue, LongrangeError } from '@longrange/errors';
import type { Value } from '../file/distribution.ts';
import { drawValue, valuesOf } from '../file/draw-value.ts';
import type { Sweep } from '../file/parse-sweep.ts';
import { MOST_TRIALS } from '../file/sweep-schema.ts';

/** One training of a sweep. */
export interface Trial {
  /** From 0, in the order of the file: seeds of one setting follow each other. */
  readonly number: number;
  /** Which setting, from 0: trials of one setting differ in their seed alone. */
  readonly setting: number;
  /** Null where the sweep has no `seeds`. */
  readonly seed: number | null;
  /** What the setting chooses, by the names in the file. */
  readonly parameters: Readonly<Record<string, Value>>;
}

/** Settings times seeds. @throws LongrangeError `SWEEP_TOO_LARGE` (exit code 2) */
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
 * Trial `number`, alone: a process that runs it need not know the others.
 *
 * @throws LongrangeError `USAGE` (exit code 2) where there is no such trial
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

/** The last parameter changes fastest. */
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

/** Each value from a hash of its place, so that a longer sequence begins as a shorter one, and another parameter changes no other. */
function randomPoint({ parameters, seed }: Sweep, setting: number): Trial['parameters'] {
  const chosen = [...parameters].map(([name, parameter]): [string, Value] => {
    const bytes = createHash('sha256').update(`${seed}/${setting}/${name}`).digest();
    const [first, second] = [bytes.readUIntBE(0, 6), bytes.readUIntBE(6, 6)].map((bits) => bits / 2 ** 48);
    return [name, drawValue(parameter, first!, second!)];
  });
  return Object.fromEntries(chosen);
}
