import type { OnShare } from '../models/language-model.ts';

/**
 * Runs a part of an evaluation: `work`, and tells about it as the caller likes.
 * @param label what is done
 * @param describe what came of it
 */
export type RunStage = <T>(
  label: string,
  work: (onShare: OnShare) => Promise<T>,
  describe: (result: T) => string,
) => Promise<T>;

/** `64 documents`, `1 document`, `1,024 characters`. */
export function countOf(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}
