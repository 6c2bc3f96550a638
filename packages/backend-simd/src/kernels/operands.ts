import { LongrangeError } from '@longrange/errors';
import { IGNORED_TARGET } from '@longrange/ops';
import type { ForwardAttributes } from '@longrange/ops/internal';
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { JobArguments, JobName } from '../jobs.ts';
import { isLarge, type KernelCall } from './kernel.ts';

type Shape = readonly number[];

const isSame = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

/** Input of a kernel: a float32 tensor of a shape, or ids below a size */
type Operand = Shape | { readonly ids: Shape; readonly below: number; readonly orIgnored?: boolean };

/**
 * Moves the inputs into the engine's memory and returns the address of each, by name.
 *
 * A job trusts the sizes and ids it is given, so each input is checked here, no matter who runs the kernel.
 *
 * @throws LongrangeError `ENGINE_OPERAND` if an input is missing or not as expected
 */
export function operands<Name extends string>(
  call: KernelCall,
  expected: { readonly [name in Name]: Operand },
): Record<Name, number> {
  const found = {} as Record<Name, number>;
  for (const name in expected) {
    const operand: Operand = expected[name];
    const [shape, dtype] =
      'ids' in operand ? ([operand.ids, 'int32'] as const) : ([operand, 'float32'] as const);
    const info = input(call, name);
    if (info.dtype !== dtype || !isSame(info.shape, shape))
      refuse(call, name, `${dtype} [${shape.join(', ')}]`, `${info.dtype} [${info.shape.join(', ')}]`);
    found[name] = call.backend.address(info);
    if ('ids' in operand) checkIds(call, name, found[name], operand);
  }
  return found;
}

/** @throws LongrangeError `ENGINE_OPERAND` if there is no such input */
export function shapeOf(call: KernelCall, name: string): number[] {
  return input(call, name).shape;
}

/** Returns the sizes of a matrix, none of which is 0. @throws LongrangeError `ENGINE_OPERAND` */
export function matrixSizes(call: KernelCall, name: string): [rows: number, columns: number] {
  return sizesOf(call, name, 2, 'to be a matrix that is not empty') as [number, number];
}

/** Returns the sizes of a time-major sequence, none of which is 0. @throws LongrangeError `ENGINE_OPERAND` */
export function sequenceSizes(call: KernelCall, name: string): [T: number, B: number, D: number] {
  return sizesOf(call, name, 3, 'to be a sequence that is not empty') as [number, number, number];
}

function sizesOf(call: KernelCall, name: string, rank: number, expected: string): number[] {
  const shape = shapeOf(call, name);
  if (shape.length === rank && shape.every((size) => size > 0)) return shape;
  return refuse(call, name, expected, `[${shape.join(', ')}]`);
}

/** @throws LongrangeError `ENGINE_OPERAND` */
export function refuse(call: KernelCall, name: string, expected: string, got: string): never {
  throw new LongrangeError({
    code: 'ENGINE_OPERAND',
    message: `${call.name}: expected \`${name}\` ${expected}, got ${got}.`,
    hint: 'run kernels through the functions of @longrange/ops, which say what each of them takes.',
  });
}

function input(call: KernelCall, name: string): TensorInfo {
  return call.inputs[name] ?? refuse(call, name, 'among the inputs', 'none');
}

function checkIds(
  call: KernelCall,
  name: string,
  address: number,
  { ids, below, orIgnored = false }: Exclude<Operand, Shape>,
): void {
  const values = call.backend.engine.heap.integers(address, util.sizeFromShape([...ids]));
  for (const id of values) {
    // As an unsigned number, a negative id is large.
    if (id >>> 0 < below || (orIgnored && id === IGNORED_TARGET)) continue;
    refuse(call, name, `to have ids in [0, ${below})${orIgnored ? ` or ${IGNORED_TARGET}` : ''}`, `${id}`);
  }
}

/** Shapes of tensors by name; the names are those of a job's words. */
export type NamedShapes = { readonly [tensor: string]: readonly number[] };

/**
 * Runs a job whose addresses have the names of the kernel's tensors: checks the inputs, makes the outputs, and returns them in order.
 *
 * @param words words that are not tensors of the kernel: sizes, scratch
 * @param elements amount of work, which decides whether threads share it; default: elements of the first input
 */
export function runNamedJob<Job extends JobName>(
  call: KernelCall,
  job: Job,
  words: { readonly [word: string]: number },
  inputs: NamedShapes,
  outputs: NamedShapes,
  elements = util.sizeFromShape([...Object.values(inputs)[0]!]),
): TensorInfo[] {
  const at = operands(call, inputs);
  const made = Object.entries(outputs).map(([name, shape]) => [name, call.output([...shape])] as const);
  const addresses = Object.fromEntries(made.map(([name, { address }]) => [name, address]));
  // The words are typed for each job, but not for all jobs at once; the parity tests would reveal a word without a value.
  const values = { ...words, ...at, ...addresses } as unknown as JobArguments<Job>;
  call.backend.engine.run(job, values, isLarge(elements));
  return made.map(([, { info }]) => info);
}

/** Shapes of the gradients of tensors, by their names in a job. */
export function gradientsOf(tensors: NamedShapes): NamedShapes {
  return Object.fromEntries(Object.entries(tensors).map(([name, shape]) => [`${name}Gradient`, shape]));
}

/** Numbers in a row of a matrix in scratch, as in assembly/scratch-rows.ts. */
export const padded = (count: number): number => Math.ceil(count / 16) * 16;

/** True if a forward kernel must return what the gradient needs */
export const saves = ({ attrs }: KernelCall): boolean => (attrs as ForwardAttributes).save ?? true;
