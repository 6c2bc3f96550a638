import { LongrangeError } from '@longrange/errors';
import type { Addon, InstructionSet } from './addon.ts';
import { NativeEngine } from './native-engine.ts';
import type { Precision } from './precision.ts';
import { productMilliseconds } from './trial.ts';
import { findFaultApart } from './trial-apart.ts';

export interface ChosenInstructionSet {
  readonly set: InstructionSet;
  /** Which others were not used, and why. */
  readonly leftOut: readonly string[];
}

/**
 * The instruction set for a precision: `wanted`, or the best that this processor has. One that never ran on a processor is tried in a process of its
 * own first, and left out where it fails.
 *
 * @throws LongrangeError `ENGINE_PRECISION` where the processor has none; `ENGINE_NATIVE_TRIAL` where all that it has are left out
 */
export function chooseInstructionSet(
  addon: Addon,
  library: string,
  precision: Precision,
  wanted: string | undefined,
): ChosenInstructionSet {
  const bfloat16 = precision === 'mixed_bfloat16';
  const here = addon.instructionSets();
  const sets = here.filter(
    (one) => one.bfloat16 === bfloat16 && (wanted === undefined || one.name === wanted),
  );
  if (sets.length === 0) throw noneOf(here, precision, wanted);
  const leftOut: string[] = [];
  const usable = sets.filter(({ name, untried }) => {
    const fault = untried ? findFaultApart(library, name) : undefined;
    if (fault !== undefined) leftOut.push(`${name} is left out, because ${fault}`);
    return fault === undefined;
  });
  if (usable.length === 0) throw noneUsable(sets, leftOut);
  // In float32 all give the same bits, so that time may decide. In bfloat16 the order of sums differs, and a training must repeat.
  return { set: bfloat16 ? usable[0]! : fastest(addon, usable), leftOut };
}

/** That of the shortest trial product. */
function fastest(addon: Addon, sets: readonly InstructionSet[]): InstructionSet {
  if (sets.length === 1) return sets[0]!;
  const timed = sets.map((set) => ({
    set,
    milliseconds: productMilliseconds(new NativeEngine(addon, set, 1)),
  }));
  return timed.sort((a, b) => a.milliseconds - b.milliseconds)[0]!.set;
}

function noneOf(
  here: readonly InstructionSet[],
  precision: Precision,
  wanted: string | undefined,
): LongrangeError {
  const names = here.map(({ name, bfloat16 }) => `${name} (${bfloat16 ? 'mixed_bfloat16' : 'float32'})`);
  return new LongrangeError({
    code: 'ENGINE_PRECISION',
    message: `Expected a processor that has ${wanted ?? 'the instructions'} for ${precision}, got one that has ${names.join(', ') || 'none of those that the native engine knows'}.`,
    hint: precision === 'mixed_bfloat16' ? 'use float32, which every engine has.' : 'use --engine simd.',
    exitCode: 2,
  });
}

function noneUsable(sets: readonly InstructionSet[], leftOut: readonly string[]): LongrangeError {
  const names = sets.map(({ name }) => name);
  return new LongrangeError({
    code: 'ENGINE_NATIVE_TRIAL',
    message: `Expected the native engine to pass its trial with ${names.join(' or ')}, but ${leftOut.join('; ')}.`,
    hint: 'choose another instruction set, or none, and report the processor to us.',
  });
}
