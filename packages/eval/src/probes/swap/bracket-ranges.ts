import type { SyntaxParser, TextDocument } from '@longrange/code';
import { SharedWork } from '../../models/batches.ts';
import type { EvaluatedModel, OnShare } from '../../models/language-model.ts';

import type { ChoiceScorer } from '../choices/score-choices.ts';
import { type PlanOptions, planProbes } from '../plan-probes.ts';
import { readSwaps, type SwapReading } from './read-swaps.ts';
import type { BracketRanges, Swaps } from './schema.ts';
import { summarizeNatural } from './summarize-swaps.ts';
import { type WriteOnOptions, writeOn } from './write-on.ts';

/** Number of brackets to ask for, and how to write them on. */
export interface BracketRangeOptions extends Pick<PlanOptions, 'swaps' | 'seed' | 'alphabet'> {
  readonly parser: SyntaxParser;
  readonly temperature: number;
  readonly writing: Pick<WriteOnOptions, 'perBucket' | 'length'>;
}

/**
 * Metric 11 of natural brackets and nothing else: the ranges that `evaluate` measures with the same sizes, and the brackets one by one.
 *
 * @param model one that only chooses does not write, as far as is known
 */
export async function probeBracketRanges(
  model: EvaluatedModel | ChoiceScorer,
  documents: readonly TextDocument[],
  { parser, seed, swaps, alphabet, temperature, writing }: BracketRangeOptions,
  onShare: OnShare = () => undefined,
): Promise<{ readonly ranges: BracketRanges; readonly swaps: readonly SwapReading[] }> {
  const known = alphabet ?? ('alphabet' in model ? new Set(model.alphabet) : undefined);
  const one = { runs: 1, longestContext: 16 };
  const plan = await planProbes(documents, {
    ...{ parser, seed, swaps, ...(known !== undefined && { alphabet: known }) },
    ...{ stretched: { perBucket: 0, furthest: 0 }, context: one, perturbation: one },
  });
  const work = new SharedWork([1, 1], onShare);
  const brackets = plan.swaps.filter(({ kind }) => kind === 'closer');
  const read = await readSwaps(model, brackets, work.part(0));
  const options = { ...writing, temperatures: [temperature], language: parser.language };
  const written = 'complete' in model ? await writeOn(model, plan, options, work.part(1)) : [];
  const natural = read.length === 0 ? null : summarizeNatural(read, seed);
  const ranges = bracketRanges(
    { reading: [{ kind: 'closer', natural, stretched: null }], writing: written },
    temperature,
  );
  return { ranges, swaps: read };
}

/** Returns the ranges within 4,096 characters, which every evaluation has; generation at this temperature, or null if there was none. */
export function bracketRanges({ reading, writing }: Swaps, temperature: number): BracketRanges {
  const written = writing.find((one) => one.temperature === temperature);
  const read = reading.find(({ kind }) => kind === 'closer')?.natural ?? null;
  return {
    reading: read?.usualRange ?? read?.range ?? null,
    writing: written === undefined ? null : { ...(written.usualRange ?? written.range), temperature },
  };
}
