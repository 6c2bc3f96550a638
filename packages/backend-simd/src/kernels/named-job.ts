import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { JobArguments, JobName } from '../jobs.ts';
import { isLarge, type KernelCall } from './kernel.ts';
import { operands } from './operands.ts';

/** Shapes of tensors by their names, which are those of a job's words. */
export type NamedShapes = { readonly [tensor: string]: readonly number[] };

/**
 * Runs a job whose addresses are named like the tensors of the kernel: checks the inputs, and makes the outputs, which it returns in order.
 *
 * @param words those that are no tensors of the kernel: sizes, scratch
 * @param elements by how many threads share the work; default those of the first input
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
  // Which words a job has is known of each job, not of all that this runs; a word without a value would be an error of the parity tests.
  const values = { ...words, ...at, ...addresses } as unknown as JobArguments<Job>;
  call.backend.engine.run(job, values, isLarge(elements));
  return made.map(([, { info }]) => info);
}
