import { availableParallelism } from 'node:os';

/** Threads of each of several trials at once; undefined where a single one takes what it likes. */
export function threadsOf({
  jobs = 1,
  threads,
}: {
  readonly jobs?: number | undefined;
  readonly threads?: number | undefined;
}): number | undefined {
  if (threads === undefined && jobs === 1) return undefined;
  return Math.max(1, Math.floor((threads ?? availableParallelism()) / jobs));
}
