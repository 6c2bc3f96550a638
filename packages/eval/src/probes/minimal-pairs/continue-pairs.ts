import { RandomStream } from '@longrange/code';
import { SharedWork } from '../../models/batches.ts';
import type { EvaluatedModel, OnShare } from '../../models/language-model.ts';

import type { ProbePlan } from '../plan-probes.ts';
import { choosePairs } from './choose-pairs.ts';
import { generatePairs, type PairGenerationOptions } from './generate-pairs.ts';
import type { PairsGenerated } from './schema.ts';
import { summarizeWriting } from './summarize-pairs.ts';

/** Number of minimal pairs to write on, and temperatures. */
export interface WriteOnOptions extends Omit<PairGenerationOptions, 'temperature' | 'seed'> {
  /** Most in each doubling of the distance; beyond 4,096 characters fewer. */
  readonly perBucket: number;
  readonly temperatures: readonly number[];
}

/** Metric 11, writing: a part of the plan's brackets at each temperature; the same for every writer. */
export async function writeOn(
  model: EvaluatedModel,
  { minimalPairs, seed }: Pick<ProbePlan, 'minimalPairs' | 'seed'>,
  { perBucket, temperatures, ...options }: WriteOnOptions,
  onShare: OnShare = () => undefined,
): Promise<PairsGenerated[]> {
  const brackets = minimalPairs.filter(({ kind }) => kind === 'closer');
  const chosen = choosePairs(
    brackets.map((pair) => ({ ...pair, pair: () => pair })),
    { perBucket, maxDistance: Number.POSITIVE_INFINITY },
    new RandomStream(seed),
  );
  const work = new SharedWork(
    temperatures.map(() => 1),
    onShare,
  );
  const written: PairsGenerated[] = [];
  for (const [index, temperature] of temperatures.entries()) {
    const generation = { ...options, temperature, seed };
    written.push(
      summarizeWriting(await generatePairs(model, chosen, generation, work.part(index)), generation),
    );
  }
  return written;
}
