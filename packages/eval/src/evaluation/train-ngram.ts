import type { TextDocument } from '@longrange/code';
import { NgramModel } from '../models/ngram/ngram-model.ts';
import type { RunStage } from './context.ts';

/** Maximum number of characters of training text. Building the n-gram takes some 30 bytes for each: about 3 GiB. */
export const NGRAM_CHARACTERS = 100_000_000;

/**
 * Trains the n-gram to compare with, as a stage.
 * @param available number of characters that the documents were chosen from, by default their own
 */
export function trainNgram(
  stage: RunStage,
  documents: readonly TextDocument[],
  available?: number,
): Promise<NgramModel> {
  const characters = documents.reduce((sum, { text }) => sum + text.length, 0);
  const part =
    available === undefined || available <= characters ? '' : ` of ${available.toLocaleString('en')}`;
  return stage(
    'training the n-gram',
    (onProgress) =>
      NgramModel.train(
        documents.map(({ text }) => text),
        { onProgress },
      ),
    ({ name }) => `${name} on ${characters.toLocaleString('en')}${part} characters of the training split`,
  );
}
