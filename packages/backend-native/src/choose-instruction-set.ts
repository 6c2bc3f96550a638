import { product } from '@longrange/backend-simd/internal';
import { LongrangeError } from '@longrange/errors';
import type { Addon, InstructionSet } from './load-addon.ts';
import { NativeEngine } from './native-engine.ts';

/** Product whose rows and columns do not fill their tiles and panels */
const ODD = { M: 29, N: 75, K: 51 };
/** Size of a product in a training step */
const USUAL = { M: 96, N: 1024, K: 256 };
const RUNS = 6;
/** Error bounds for sums of `ODD.K` products of numbers below 1; bfloat16 has 8 bits */
const TOLERANCE = { float32: 1e-5, bfloat16: 0.2 };

/**
 * Rounding of the operands of products: `mixed_bfloat16` rounds them to bfloat16 and sums in float32; weights, gates, states and the loss are
 * float32 in both.
 */
export type Precision = 'float32' | 'mixed_bfloat16';

export interface ChosenInstructionSet {
  readonly set: InstructionSet;
  /** Sets that were not used, and why */
  readonly leftOut: readonly string[];
}

/**
 * Returns the instruction set for a precision: `wanted`, or the best that this processor has. A set whose trial product is wrong is left out.
 *
 * @throws LongrangeError `ENGINE_PRECISION` if the processor has none; `ENGINE_NATIVE_TRIAL` if all that it has are left out
 */
export function chooseInstructionSet(
  addon: Addon,
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
  const usable = sets.flatMap((set) => {
    // In bfloat16, the first that works is used.
    if (bfloat16 && leftOut.length < sets.indexOf(set)) return [];
    const engine = new NativeEngine(addon, set, 1);
    const fault = findFault(engine);
    if (fault !== undefined) leftOut.push(`${set.name} is left out, because ${fault}`);
    return fault === undefined ? [{ set, engine }] : [];
  });
  if (usable.length === 0) throw noneUsable(sets, leftOut);
  // In float32 all give the same bits, so speed may decide. In bfloat16 the order of sums differs, and training must be repeatable.
  return { set: usable.length === 1 ? usable[0]!.set : fastest(usable), leftOut };
}

/** Fault in a product of this engine; undefined if there is none */
function findFault(engine: NativeEngine): string | undefined {
  try {
    return withProduct(engine, ODD, (left, right, multiply) => {
      const result = multiply();
      const { M, N, K } = ODD;
      let worst = 0;
      for (let row = 0; row < M; row++) {
        for (let column = 0; column < N; column++) {
          let sum = 0;
          for (let k = 0; k < K; k++) sum += left[row * K + k]! * right[k * N + column]!;
          worst = Math.max(worst, Math.abs(result[row * N + column]! - sum));
        }
      }
      const tolerance = TOLERANCE[engine.instructionSet.bfloat16 ? 'bfloat16' : 'float32'];
      return worst <= tolerance ? undefined : `its product is off by ${worst}`;
    });
  } catch (error) {
    return (error as Error).message;
  }
}

/** Shortest time of a few products: another process can only make one slower */
function productMilliseconds(engine: NativeEngine): number {
  return withProduct(engine, USUAL, (_left, _right, multiply) => {
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < RUNS; run++) {
      const started = performance.now();
      multiply();
      best = Math.min(best, performance.now() - started);
    }
    return best;
  });
}

function withProduct<T>(
  engine: NativeEngine,
  { M, N, K }: typeof ODD,
  use: (left: Float32Array, right: Float32Array, multiply: () => Float32Array) => T,
): T {
  return engine.withScratch(4 * (M * K + K * N + M * N), (a) => {
    const b = a + 4 * M * K;
    const c = b + 4 * K * N;
    const left = engine.heap.floats(a, M * K);
    const right = engine.heap.floats(b, K * N);
    left.forEach((_, i) => {
      left[i] = Math.sin(1.7 * i);
    });
    right.forEach((_, i) => {
      right[i] = Math.cos(0.9 * i);
    });
    return use(left, right, () => {
      product(engine, { M, N, K, a, b, c });
      return engine.heap.floats(c, M * N);
    });
  });
}

/** The set with the shortest trial product */
function fastest(
  usable: readonly { readonly set: InstructionSet; readonly engine: NativeEngine }[],
): InstructionSet {
  const timed = usable.map(({ set, engine }) => ({ set, milliseconds: productMilliseconds(engine) }));
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
