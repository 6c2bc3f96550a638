import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RandomStream } from '@longrange/code';
import { type ControlReader, type ControlTask, controlText } from '@longrange/eval/controls';
import { CharacterModel, timeMajor } from '@longrange/model';
import type { HyperparametersInput } from '@longrange/model/internal';
import { train } from '@longrange/trainer';
import { trainingConfigSchema } from '@longrange/trainer/internal';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';

/** Training of a small network on a control. */
export interface ControlTraining {
  /** Kind and sizes of the network. */
  readonly network: HyperparametersInput;
  readonly characters: number;
  readonly sequenceLength: number;
  readonly learningRate: number;
}

/** First code point of the controls' characters: CJK ideographs, each of which is one entry of the vocabulary. */
const FIRST_CODE_POINT = 0x4e00;
const BATCH_SIZE = 16;

/** Trains a network on a control with the project's own trainer, carrying the state, in a temporary folder. */
export async function trainControl(
  task: ControlTask,
  { network, characters, sequenceLength, learningRate }: ControlTraining,
  { seed, onShare }: { readonly seed: number; readonly onShare: (share: number) => void },
): Promise<CharacterModel> {
  const vocabulary = Array.from({ length: task.characters }, (_, id) =>
    String.fromCodePoint(FIRST_CODE_POINT + id),
  );
  const model = CharacterModel.initialize(
    // One endless text has no beginning that a symbol could represent.
    {
      ...network,
      beginOfDocument: false,
      embeddingRange: 1,
      dropout: 0,
      l2: 0,
      vocabulary,
    },
    { seed },
  );
  const ids = controlText(task, characters + BATCH_SIZE * sequenceLength, new RandomStream(seed));
  const whole = { ids, documents: [{ path: task.label, start: 0, end: ids.length }], unknownCharacters: 0 };
  const folder = await mkdtemp(join(tmpdir(), 'longrange-control-'));
  try {
    await train({
      model,
      corpusData: {
        train: whole,
        validation: { ids: new Uint16Array(), documents: [], unknownCharacters: 0 },
      },
      config: trainingConfigSchema.parse({
        batchSize: BATCH_SIZE,
        sequenceLength,
        epochs: null,
        maxCharacters: characters,
        learningRate,
        validationEverySteps: 0,
        checkpointEverySteps: 0,
        seed,
      }),
      runFolder: join(folder, 'run'),
      onEvent: (event) => {
        if (event.type === 'step') onShare(event.charactersSeen / characters);
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return model;
}

/** Reads strings of any lengths side by side from a zero state. What follows the end of a string is padding and cut off. */
export function controlReader(model: CharacterModel): ControlReader {
  const V = model.config.vocabulary.length;
  return async (strings) => {
    const B = strings.length;
    const T = Math.max(...strings.map(({ length }) => length));
    const tokens = timeMajor(strings, T);
    const logits = tidy(() => model.forward(tensor2d(tokens, [T, B], 'int32'), model.zeroState(B)).logits);
    const values = await logits.data<'float32'>();
    logits.dispose();
    return strings.map(({ length }, b) => {
      const scores = new Float32Array(length * V);
      for (let t = 0; t < length; t++) {
        scores.set(values.subarray((t * B + b) * V, (t * B + b + 1) * V), t * V);
      }
      return scores;
    });
  };
}
