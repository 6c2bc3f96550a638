import type { EncodedSplit } from '@longrange/corpus';
import { type CharacterModel, sumLosses, type TokenIds } from '@longrange/model';
import { randomStream } from '@longrange/model/internal';
import type { TrainingConfig } from '../config/training-config.ts';
import type { QualitySums } from '../run/events.ts';
import { checkValidation } from './check-options.ts';

/** How `validate` reads. */
export interface ValidationOptions
  extends Pick<
    TrainingConfig,
    'batchSize' | 'initialState' | 'microBatchSize' | 'resetEvery' | 'sequenceLength'
  > {
  /** Most characters to read. null: the whole split. */
  readonly maxCharacters: number | null;
}

/**
 * Loss and hits over a split, forward only. Each document is read from an empty state; where training starts every sequence from an
 * empty state, so does validation, every `sequenceLength` characters. Always the same characters for the same options: whole
 * documents, drawn at random, the last one cut to fit.
 */
export async function validate(
  model: CharacterModel,
  split: Pick<EncodedSplit, 'documents' | 'ids'>,
  options: ValidationOptions,
): Promise<QualitySums> {
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
