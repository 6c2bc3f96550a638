import { parentPort, workerData } from 'node:worker_threads';
import { LongrangeError } from '@longrange/errors';
import { type ReadModel, readModelFile } from '@longrange/formats';

/** Input from `readInWorker`. */
export interface WorkerInput {
  readonly bytes: Uint8Array;
  readonly path: string;
}

/** Reply: the model, or the parts of a `LongrangeError`, since classes do not survive the transfer between threads. */
export type WorkerAnswer =
  | { readonly model: ReadModel }
  | { readonly error: Pick<LongrangeError, 'code' | 'message' | 'hint'> };

const { bytes, path } = workerData as WorkerInput;
try {
  const model = await readModelFile(bytes, path);
  const buffers = [...model.values.values()].map(({ buffer }) => buffer as ArrayBuffer);
  parentPort!.postMessage({ model } satisfies WorkerAnswer, [...new Set(buffers)]);
} catch (error) {
  if (!(error instanceof LongrangeError)) throw error;
  const { code, message, hint } = error;
  parentPort!.postMessage({ error: { code, message, hint } } satisfies WorkerAnswer);
}
