import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RandomStream } from '@longrange/code';
import {
  type ControlReader,
  type ControlTask,
  controlText,
  copyTask,
  dyckTask,
  measureControl,
  recallTask,
} from '@longrange/eval/internal';
import type { OnShare, RunStage } from '@longrange/eval/internal/node';
import type { Control } from '@longrange/eval/result';
import { CharacterModel } from '@longrange/model';
import { timeMajor } from '@longrange/model/internal';
import { train } from '@longrange/trainer';
import { trainingConfigSchema } from '@longrange/trainer/internal';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { EvalOptions } from '../options/eval-options.ts';
import { formatCount } from '../terminal/format.ts';

const base = {
  units: 64,
  embeddingSize: 16,
  sequenceLength: 64,
  learningRate: 1e-2,
  testCharacters: 200_000,
};

/** Control with the small LSTM that is trained on it, on so many characters. */
type PlannedControl = typeof base & { readonly task: ControlTask; readonly characters: number };

/** Settings found by trial (docs/metrics.md, 17): small languages are learned completely, large ones as far as time allows. */
const plans: Readonly<Record<EvalOptions['suite'], readonly PlannedControl[]>> = {
  quick: [
    { ...base, task: dyckTask(2, 3), characters: 300_000, testCharacters: 60_000 },
    { ...base, task: recallTask(32), characters: 600_000, testCharacters: 60_000 },
  ],
  full: [
    { ...base, task: dyckTask(2, 3), characters: 800_000 },
    { ...base, task: dyckTask(8, 3), characters: 1_500_000 },
    { ...base, task: dyckTask(32, 3), characters: 1_500_000, embeddingSize: 32 },
    { ...base, task: dyckTask(128, 3), characters: 1_500_000, embeddingSize: 32 },
    { ...base, task: dyckTask(2, 5), characters: 1_500_000 },
    { ...base, task: dyckTask(8, 5), characters: 2_000_000 },
    { ...base, task: dyckTask(32, 5), characters: 1_500_000, units: 96, embeddingSize: 32 },
    { ...base, task: dyckTask(128, 5), characters: 1_500_000, units: 128, embeddingSize: 64 },
    { ...base, task: copyTask(16), characters: 1_500_000, units: 96 },
    { ...base, task: recallTask(128), characters: 1_500_000 },
  ],
};

/** Metric 17: trains small networks, one after the other, on languages with known rules, and measures them like the model. */
export async function runControls(
  stage: RunStage,
  suite: EvalOptions['suite'],
  seed: number,
): Promise<Control[]> {
  const controls: Control[] = [];
  for (const plan of plans[suite]) {
    const { task, units, characters, testCharacters } = plan;
    const learn = async (onShare: OnShare): Promise<Control> => {
      const model = await trainControl(plan, { seed, onShare });
      try {
        return await measureControl(task, controlReader(model), {
          model: `LSTM, 1 layer of ${units} units`,
          trainingCharacters: characters,
          testCharacters,
          // Different strings from those in training.
          seed: seed ^ 0x5bd1e995,
        });
      } finally {
        model.dispose();
      }
    };
    controls.push(await stage(`control ${task.label}`, learn, describeControl));
  }
  return controls;
}

function describeControl({ accuracy, d80 }: Control): string {
  const reach =
    d80.characters === null
      ? 'no D80'
      : `D80 ${formatCount(d80.characters)}${d80.limited ? ' (where the data end)' : ''}`;
  return `${(100 * (accuracy.estimate ?? 0)).toFixed(1)} % held of ${formatCount(accuracy.n)}, ${reach}`;
}

/** First code point of the controls' characters: CJK ideographs, each of which is one entry of the vocabulary. */
const FIRST_CODE_POINT = 0x4e00;
const BATCH_SIZE = 16;

/** Trains an LSTM on a control with the project's own trainer, carrying the state, in a temporary folder. */
export async function trainControl(
  { task, units, embeddingSize, characters, sequenceLength, learningRate }: PlannedControl,
  { seed, onShare }: { readonly seed: number; readonly onShare: OnShare },
): Promise<CharacterModel> {
  const vocabulary = Array.from({ length: task.characters }, (_, id) =>
    String.fromCodePoint(FIRST_CODE_POINT + id),
  );
  const model = CharacterModel.initialize(
    // One endless text has no beginning that a symbol could represent.
    {
      layers: 1,
      units,
      embeddingSize,
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
