import '@tensorflow/tfjs-backend-cpu';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { StateFile } from '../checkpoint/state-schema.ts';
import { reseal, temporaryFolder, toyRun } from '../testing/toy.ts';
import { train } from './train.ts';

type Change = (state: StateFile, bytes: Buffer) => unknown;

/** What no hash shows: `state.json` says something else, and all hashes are right. Of a run of 20 steps of 4 × 8 characters. */
const changes: Readonly<Record<string, [Change, RegExp]>> = {
  'a shape of the same size': [
    ({ tensors }) => tensors[0]!.shape.reverse(),
    /hold adam\/firstMoment\/embedding\/embeddings \[\d+,4\], got \[4,\d+\]/,
  ],
  'a shape of another size': [
    ({ tensors }) => tensors[0]!.shape.push(2),
    /embeddings \[\d+,4,2\] to take \d+ bytes of state\.bin, got \d+/,
  ],
  'another name': [
    ({ tensors }) => {
      tensors[0]!.name = 'adam/firstMoment/other';
    },
    /hold adam\/firstMoment\/embedding\/embeddings \[\d+,4\], got none/,
  ],
  'a name twice': [
    ({ tensors }) => {
      tensors[1]!.name = tensors[0]!.name;
    },
    /Expected each tensor of state\.bin once, got adam\/firstMoment\/embedding\/embeddings twice/,
  ],
  'one tensor more': [
    ({ tensors }, bytes) => {
      tensors.push({ name: 'adam/x', shape: [], byteOffset: bytes.length, byteLength: 4 });
      return Buffer.concat([bytes, Buffer.alloc(4)]);
    },
    /no tensors of another model in state\.bin, got adam\/x/,
  ],
  'an offset past the end': [
    ({ tensors }) => {
      tensors.at(-1)!.byteOffset += 1_000_000;
    },
    /Expected carried\/1\/cell at byte \d+ of state\.bin, got byte \d+/,
  ],
  'a state.bin cut short': [
    (_, bytes) => bytes.subarray(0, bytes.length - 4),
    /state\.bin to hold the (\d+) bytes of its tensors, got \d+/,
  ],
  'an empty state.bin': [() => new Uint8Array(), /state\.bin to hold the \d+ bytes of its tensors, got 0/],
  'a value that is not finite': [
    (_, bytes) => bytes.writeFloatLE(Number.NaN, bytes.length - 4),
    /Expected finite values in state\.bin, got others in carried\/1\/cell/,
  ],
  'another step': [
    ({ progress }) => {
      progress.step = 19;
    },
    /Expected the step of COMPLETE to be 19, got 20/,
  ],
  'a step of Adam that is not the run’s': [
    ({ optimizer }) => {
      optimizer.step = 1;
    },
    /Expected `optimizer\.step` to be 20, got 1/,
  ],
  'a step below zero': [
    ({ randomStreams }) => {
      randomStreams.step = -1;
    },
    /at `randomStreams\.step`/,
  ],
  'more characters than were read': [
    ({ progress }) => {
      progress.charactersSeen = 1e15;
    },
    /Expected `progress\.charactersSeen` of its steps, got another at step 20/,
  ],
  'fewer characters than were read': [
    ({ progress }) => {
      progress.charactersSeen = 639;
    },
    /Expected `progress\.charactersSeen` to be 640, got 639/,
  ],
  'another place in the text': [
    ({ progress }) => {
      progress.batcherPosition.batch = 3;
    },
    /Expected a position in the text after 20 batches, got one after 3/,
  ],
  'a place in another text': [
    ({ progress }) => {
      progress.batcherPosition.characters = 99;
    },
    /Expected a position in the training text, got one in another text/,
  ],
  'settings nested without end': [
    ({ config }) => {
      config.training.clip = JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`);
    },
    /Expected state\.json in its format, got JSON nested too deep/,
  ],
  'no place in the text': [
    ({ progress }) => {
      (progress as { batcherPosition: unknown }).batcherPosition = null;
    },
    /at `progress\.batcherPosition`/,
  ],
};

it('a checkpoint sealed again with something wrong in it is refused, with nothing wrong it is taken', async () => {
  const options = await toyRun();
  const { checkpoint: resume } = await train(options);
  const sound = join(await temporaryFolder(), 'sound');
  await cp(resume.folder, sound, { recursive: true });
  const before = memory().numTensors;
  for (const [name, [change, message]] of Object.entries(changes)) {
    await reseal(resume.folder, change);
    const failure = await train({ ...options, resume }).catch((error: unknown) => error);
    expect(failure, name).toMatchObject({ code: 'CHECKPOINT_CORRUPT', exitCode: 1 });
    expect((failure as Error).message, name).toMatch(message);
    expect(memory().numTensors, name).toBe(before);
    await cp(sound, resume.folder, { recursive: true });
  }
  expect(await train({ ...options, resume })).toMatchObject({ kind: 'completed', step: 20 });
});
