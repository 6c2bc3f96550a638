import { IGNORED_TARGET, softmaxCrossEntropy } from '@longrange/ops';
import { stack, sum, tensor1d } from '@tensorflow/tfjs-core';
import type { CharacterModel } from '../character-model.ts';
import { checkModel } from '../check-model.ts';
import { checkSequences } from './check-sequences.ts';
import { cutPieces, fromBeginning } from './from-beginning.ts';
import { chunkCharacters, LaneReader } from './lane-reader.ts';
import { cutSegments, type Segment } from './lanes.ts';
import { checkTokens, readOptionsOf, type ScoreOptions } from './score-tokens.ts';
import type { TokenIds } from './time-major.ts';

/** Sums over characters, from which a mean loss and an accuracy follow. */
export interface LossSums {
  /** −ln p, over all characters that the model predicts */
  readonly lossNats: number;
  /** How many of them were the likeliest. */
  readonly correct: number;
  /** How many characters the model predicts. */
  readonly characters: number;
}

/**
 * What `scoreTokens` gives, summed, and how often the likeliest character came; only sums leave the engine. A first character that the
 * model does not predict is left out.
 *
 * @throws LongrangeError SCORE_OPTIONS, SCORE_TOKEN
 */
export async function sumLosses(
  model: CharacterModel,
  sequences: readonly TokenIds[],
  scoreOptions: ScoreOptions = {},
): Promise<LossSums> {
  const { onProgress, signal, resetEvery, ...options } = readOptionsOf(scoreOptions, 'sumLosses');
  checkModel(model);
  checkSequences('sequences', sequences);
  checkTokens(sequences, model.config.vocabulary.length);
  const reading = readingOf(model, sequences, resetEvery);
  const reader = new LaneReader(model, { ...options, ...reading });
  const sums = { lossNats: 0, correct: 0, characters: 0 };
  for await (const chunk of reader.chunks({ onProgress, signal })) {
    sums.characters += chunkCharacters(chunk);
    const targets = reader.gatherTokens(chunk.steps, 1, IGNORED_TARGET);
    const part = reader.read(chunk, (logits) => {
      const { losses, correct } = softmaxCrossEntropy(logits, tensor1d(targets, 'int32'));
      return stack([sum(losses), sum(correct)]);
    });
    const [lossNats, correct] = await part.data<'float32'>();
    part.dispose();
    sums.lossNats += lossNats!;
    sums.correct += correct!;
  }
  return sums;
}

/** What is read, and from where on with an empty state. */
function readingOf(
  model: CharacterModel,
  texts: readonly TokenIds[],
  resetEvery: number | null,
): { sequences: TokenIds[]; segments: Segment[] } {
  const isCut = resetEvery !== null && model.beginOfDocument !== null;
  const pieces = isCut ? texts.flatMap((ids) => cutPieces(ids, resetEvery)) : texts;
  const sequences = pieces.map((ids) => fromBeginning(model, ids));
  const lengths = sequences.map(({ length }) => length);
  return { sequences, segments: cutSegments(lengths, isCut ? null : resetEvery) };
}
