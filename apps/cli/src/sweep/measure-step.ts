import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EncodedSplit } from '@longrange/corpus';
import { CharacterModel } from '@longrange/model';
import { type RunConfig, train, validate } from '@longrange/trainer';

/** As many as the Python of a corpus has, or so: what a step takes hardly depends on it. */
const VOCABULARY = Array.from({ length: 96 }, (_, index) => String.fromCharCode(32 + index));
/** The first steps compile and allocate. */
const WARM_UP_STEPS = 2;
const MOST_STEPS = 50;
const LONG_ENOUGH_SECONDS = 1;

/** Validation reads so many documents side by side, if the batch has room: those of the 131,072 characters of code that it reads by default. */
const VALIDATED_DOCUMENTS = 8;
/** Of each at least. */
const VALIDATED_STEPS = 4;

/** Seconds for a character, in a step and in validation, which reads it without a way back. */
export interface SecondsPerCharacter {
  readonly step: number;
  readonly validation: number;
}

/** What training with these settings takes on the engine that is in use, from about a second of steps on made-up text, and about half a second of validation. */
export async function measureStep({ model, training }: RunConfig): Promise<SecondsPerCharacter> {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-step-'));
  const controller = new AbortController();
  const network = CharacterModel.initialize({ ...model, vocabulary: VOCABULARY }, { seed: 1 });
  let start: { readonly step: number; readonly seconds: number } | undefined;
  let seconds = 0;
  try {
    const text = madeUpText(training.batchSize * (training.sequenceLength + 1) * 4);
    await train({
      model: network,
      corpusData: { train: text, validation: text },
      config: {
        ...training,
        ...{ epochs: null, maxCharacters: 2 ** 40, maxMinutes: null, earlyStopPatience: null },
        ...{ validationEverySteps: 0, checkpointEverySteps: 0, logEverySteps: 1 },
      },
      runFolder: join(folder, 'run'),
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type !== 'step') return;
        const { step, elapsedSeconds } = event;
        if (step === WARM_UP_STEPS) start = { step, seconds: elapsedSeconds };
        if (start === undefined || step === start.step) return;
        seconds = (elapsedSeconds - start.seconds) / (step - start.step);
        if (elapsedSeconds - start.seconds > LONG_ENOUGH_SECONDS || step >= MOST_STEPS) controller.abort();
      },
    });
    const step = seconds / (training.batchSize * training.sequenceLength);
    return { step, validation: await measureValidation(network, training, step) };
  } finally {
    network.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureValidation(
  network: CharacterModel,
  training: RunConfig['training'],
  step: number,
): Promise<number> {
  const { sequenceLength } = training;
  const lanes = Math.min(VALIDATED_DOCUMENTS, training.batchSize);
  const inTime = Math.floor(LONG_ENOUGH_SECONDS / (step * lanes * sequenceLength));
  const length = Math.max(VALIDATED_STEPS, Math.min(MOST_STEPS, inTime)) * sequenceLength;
  const { ids } = madeUpText(VALIDATED_DOCUMENTS * length);
  const documents = Array.from({ length: VALIDATED_DOCUMENTS }, (_, index) => {
    const start = index * length;
    return { path: `made-up-${index}.txt`, start, end: start + length };
  });
  const startMs = performance.now();
  await validate(network, { ids, documents }, { ...training, maxCharacters: null });
  return (performance.now() - startMs) / 1000 / ids.length;
}

function madeUpText(characters: number): EncodedSplit {
  const ids = Uint8Array.from(
    { length: characters },
    (_, index) => (index * index + (index >> 3)) % VOCABULARY.length,
  );
  return { ids, documents: [{ path: 'made-up.txt', start: 0, end: characters }], unknownCharacters: 0 };
}
