import type { EncodedSplit } from '@longrange/corpus';
import { type CharacterModel, type LossSums, sumLosses, type TokenIds } from '@longrange/model';
import { randomStream } from '@longrange/model/internal';
import type { TrainingConfig } from '../config/training-config.ts';
import { checkValidation } from './check-options.ts';

/** Options of `validate`. */
export interface ValidationOptions
  extends Pick<
    TrainingConfig,
    'batchSize' | 'initialState' | 'microBatchSize' | 'resetEvery' | 'sequenceLength'
  > {
  /** Maximum number of characters to read; null for the whole split. */
  readonly maxCharacters: number | null;
}

/**
 * Computes loss and hits over a split, forward only. Each document is read from an empty state; if training starts every sequence from an empty
 * state, so does validation, every `sequenceLength` characters. The same options always read the same characters: whole documents drawn at
 * random, the last one cut to fit.
 */
export async function validate(
  model: CharacterModel,
  split: Pick<EncodedSplit, 'documents' | 'ids'>,
  options: ValidationOptions,
): Promise<LossSums> {
  checkValidation(split, options);
  const { batchSize, initialState, microBatchSize, resetEvery, sequenceLength, maxCharacters } = options;
  return sumLosses(model, drawTexts(split, maxCharacters ?? Number.POSITIVE_INFINITY), {
    batchSize: Math.min(microBatchSize ?? batchSize, batchSize),
    chunk: sequenceLength,
    resetEvery: resetEvery ?? (initialState === 'zero' ? sequenceLength : null),
  });
}

function drawTexts(
  { ids, documents }: Pick<EncodedSplit, 'documents' | 'ids'>,
  maxCharacters: number,
): TokenIds[] {
  const { uniform } = randomStream(0);
  const drawn = documents
    .map(({ start, end }) => ({ start, end, rank: uniform() }))
    .sort((a, b) => a.rank - b.rank);
  const texts: TokenIds[] = [];
  let left = maxCharacters;
  for (const { start, end } of drawn) {
    if (left <= 0) break;
    texts.push(ids.subarray(start, Math.min(end, start + left)));
    left -= end - start;
  }
  return texts;
}
