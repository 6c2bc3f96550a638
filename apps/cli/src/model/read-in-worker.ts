import { Worker } from 'node:worker_threads';
import { LongrangeError } from '@longrange/errors';
import type { ReadModel } from '@longrange/formats';
import type { WorkerAnswer, WorkerInput } from './model-file-worker.ts';

/** Of processor time: a sound file takes two seconds, most of them to start the library. */
const MOST_SECONDS = 30;
const MOST_SECONDS_PER_GIB = 30;
/** Of JavaScript's own values, which weights are not. */
const MOST_HEAP_MIB = 512;

/**
 * `readModelFile` in a thread of its own: HDF5's library can go round for ever in a damaged file, and only a thread can be stopped.
 *
 * @param bytes handed over to the thread, and gone afterwards
 * @throws LongrangeError (exit code 2) `FORMAT_…`
 */
export async function readInWorker(bytes: Uint8Array<ArrayBuffer>, path: string): Promise<ReadModel> {
  const most = MOST_SECONDS + (MOST_SECONDS_PER_GIB * bytes.length) / 2 ** 30;
  const worker = new Worker(new URL('./model-file-worker.js', import.meta.url), {
    workerData: { bytes, path } satisfies WorkerInput,
    transferList: [bytes.buffer],
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MIB },
    // HDF5's library prints when it gives up, beside the error that says so.
    stdout: true,
    stderr: true,
  });
  const start = process.cpuUsage();
  let watch: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<WorkerAnswer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the thread that read it ended')));
      watch = setInterval(() => {
        const { user, system } = process.cpuUsage(start);
        if ((user + system) / 1e6 > most) reject(new Error(`not finished after ${Math.round(most)} seconds`));
      }, 500);
    });
    if ('model' in answer) return answer.model;
    throw new LongrangeError({ ...answer.error, exitCode: 2 });
  } catch (error) {
    if (error instanceof LongrangeError) throw error;
    throw new LongrangeError({
      code: 'FORMAT_DAMAGED',
      message: `Expected a model in ${path}, got: ${(error as Error).message}.`,
      hint: 'the file is damaged; copy it again from where it was saved.',
      cause: error,
      exitCode: 2,
    });
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}
