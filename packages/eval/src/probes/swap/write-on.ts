import { RandomStream } from '@longrange/code';
import { SharedWork } from '../../models/batches.ts';
import type { EvaluatedModel, OnShare } from '../../models/language-model.ts';

import type { ProbePlan } from '../plan-probes.ts';
import { chooseSwaps } from './choose-swaps.ts';
import type { SwapsWritten } from './schema.ts';
import { summarizeWriting } from './summarize-swaps.ts';
import { type SwapWritingOptions, writeSwaps } from './write-swaps.ts';

/** Number of swaps to write on, and temperatures. */
export interface WriteOnOptions extends Omit<SwapWritingOptions, 'temperature' | 'seed'> {
  /** Most in each doubling of the distance; beyond 4,096 characters fewer. */
  readonly perBucket: number;
  readonly temperatures: readonly number[];
}

/** Metric 11, writing: a part of the plan's brackets at each temperature; the same for every writer. */
export async function writeOn(
  model: EvaluatedModel,
  { swaps, seed }: Pick<ProbePlan, 'swaps' | 'seed'>,
  { perBucket, temperatures, ...options }: WriteOnOptions,
  onShare: OnShare = () => undefined,
): Promise<SwapsWritten[]> {
  const brackets = swaps.filter(({ kind }) => kind === 'closer');
  const chosen = chooseSwaps(
    brackets.map((swap) => ({ ...swap, swap: () => swap })),
    { perBucket, furthest: Number.POSITIVE_INFINITY },
    new RandomStream(seed),
  );
  const work = new SharedWork(
    temperatures.map(() => 1),
    onShare,
  );
  const written: SwapsWritten[] = [];
  for (const [index, temperature] of temperatures.entries()) {
    const writing = { ...options, temperature, seed };
    written.push(summarizeWriting(await writeSwaps(model, chosen, writing, work.part(index)), writing));
  }
  return written;
}
