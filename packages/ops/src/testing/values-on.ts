import { setBackend, type Tensor } from '@tensorflow/tfjs-core';

/** What `compute` gives on one backend. */
export async function valuesOn(backend: string, compute: () => Tensor[]): Promise<ArrayLike<number>[]> {
  await setBackend(backend);
  return compute().map((tensor) => tensor.dataSync());
}

/**
 * Compares with the plain CPU backend.
 *
 * @param jobs how many jobs the engine must have run: without them an inherited kernel would be compared with itself
 */
export type ExpectSameAsCpu = (compute: () => Tensor[], jobs?: number) => Promise<void>;
