import { setTimeout as pause } from 'node:timers/promises';
import { LongrangeError } from '@longrange/errors';
import type { Destination } from '../options/destination.ts';
import { Mlflow } from './mlflow.ts';
import { TensorBoard } from './tensorboard.ts';
import type { Tracker } from './tracker.ts';

/** A training step may take seconds, and a request is only looked at between two. */
const TIMEOUT_MS = 30_000;
const PAUSES_MS = [1000, 2000, 4000, 8000];

/** @param signal ends what is under way */
export function makeTracker(destination: Destination, runFolder: string, signal: AbortSignal): Tracker {
  if (destination.kind === 'tensorboard') return new TensorBoard(runFolder);
  return new Mlflow({ url: destination.url, environment: process.env, timeoutMs: TIMEOUT_MS, signal });
}

/** Does it again, after longer and longer pauses, where it fails in a way that may pass. */
export async function withRetries<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  pausesMs: readonly number[] = PAUSES_MS,
): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await work();
    } catch (error) {
      const passes = error instanceof LongrangeError && error.code === 'TRACKER_UNREACHABLE';
      if (!passes || signal.aborted) throw error;
    }
    await pause(pauseMs, undefined, { signal }).catch(() => undefined);
  }
  return work();
}
