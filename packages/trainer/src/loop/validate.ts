import { packBatch } from '@longrange/corpus';
import type { CharacterModel, TokenIds } from '@longrange/model';
import { softmaxCrossEntropy } from '@longrange/ops';
import { dispose, stack, sum, tidy } from '@tensorflow/tfjs-core';
import type { QualitySums } from '../run/events.ts';
import { CarriedState, keepState, sliceBatch } from './carried-state.ts';
import { sliceTensors } from './gradients.ts';

export interface ValidationOptions {
  /** Streams read side by side; fewer where the text is too short for them. */
  readonly batchSize: number;
  readonly microBatchSize: number | null;
  /** Characters read at a time; between two of these the state is carried or reset. */
  readonly sequenceLength: number;
  readonly carryState: boolean;
  /** Stop after about this many characters, taken evenly over the streams. null: the whole text. */
  readonly maxCharacters: number | null;
}

/**
 * Loss and hits over a text, forward only: the text is cut into streams side by side and each is read from its start, with carried
 * state or from a zero state for each window, as training does. Always the same characters for the same options.
 *
 * @param ids the text's characters
 */
export async function validate(
  model: CharacterModel,
  ids: TokenIds,
  options: ValidationOptions,
): Promise<QualitySums> {
  const layout = streamLayout(ids.length, options);
  const carried = new CarriedState(model, sliceBatch(layout.streams, options.microBatchSize));
  const total = { lossNats: 0, correct: 0, characters: 0 };
  try {
    for (let offset = 0; offset < layout.length; offset += options.sequenceLength) {
      if (!options.carryState && offset > 0) carried.reset();
      const length = Math.min(options.sequenceLength, layout.length - offset);
      const part = await readChunk(
        model,
        chunkOf(ids, layout, offset, length),
        carried,
        options.microBatchSize,
      );
      total.lossNats += part.lossNats;
      total.correct += part.correct;
      total.characters += part.characters;
    }
    return total;
  } finally {
    carried.dispose();
  }
}

interface StreamLayout {
  readonly streams: number;
  /** Characters between the starts of two streams. */
  readonly stride: number;
  /** Characters predicted in each stream. */
  readonly length: number;
}

function streamLayout(characters: number, options: ValidationOptions): StreamLayout {
  const { batchSize, sequenceLength, maxCharacters } = options;
  const streams = Math.max(1, Math.min(batchSize, Math.floor(characters / (sequenceLength + 1))));
  const stride = Math.floor(characters / streams);
  const limit = maxCharacters === null ? stride - 1 : Math.ceil(maxCharacters / streams);
  return { streams, stride, length: Math.max(0, Math.min(stride - 1, limit)) };
}

type Chunk = ReturnType<typeof packBatch>;

/** Characters `offset … offset + length` of every stream, and those that follow each. */
function chunkOf(ids: TokenIds, { streams, stride }: StreamLayout, offset: number, length: number): Chunk {
  const rows = Array.from({ length: streams }, (_, stream) => ids.subarray(stream * stride + offset));
  return packBatch(rows, length);
}

async function readChunk(
  model: CharacterModel,
  chunk: Chunk,
  carried: CarriedState,
  microBatchSize: number | null,
): Promise<QualitySums> {
  const slices = sliceBatch(chunk.batchSize, microBatchSize);
  const parts = slices.map((slice, microBatch) =>
    tidy(() => {
      const { tokens, targets } = sliceTensors(chunk, slice);
      const { logits, state } = model.forward(tokens, carried.get(microBatch));
      carried.set(microBatch, keepState(state));
      const { losses, correct } = softmaxCrossEntropy(logits, targets);
      return stack([sum(losses), sum(correct)]);
    }),
  );
  const sums = { lossNats: 0, correct: 0, characters: chunk.batchSize * chunk.sequenceLength };
  for (const part of parts) {
    const [lossNats, correct] = await part.data<'float32'>();
    sums.lossNats += lossNats!;
    sums.correct += correct!;
  }
  dispose(parts);
  return sums;
}
