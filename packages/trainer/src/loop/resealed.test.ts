import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseSimd } from '@longrange/backend-simd/testing';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { CompleteMarker, StateFile } from '../checkpoint/state-schema.ts';
import { sha256 } from '../disk/sha256.ts';
import { temporaryFolder, toyRun } from '../testing/toy.ts';
import { train } from './train.ts';

beforeAll(chooseSimd);

type Change = (state: StateFile, bytes: Buffer) => unknown;

/** What no hash shows: `state.json` says something else, and all hashes are right. Of a run of 20 steps of 4 × 8 characters. */
const changes: readonly (readonly [Change, RegExp])[] = [
  [({ tensors }) => tensors[0]!.shape.reverse(), /embedding\/embeddings \[\d+,4\], got \[4,\d+\]/],
  [({ tensors }) => tensors[0]!.shape.push(2), /\[\d+,4,2\] to take \d+ bytes of state\.bin, got \d+/],
  [({ tensors }) => (tensors[0]!.name = 'adam/x'), /hold adam\/firstMoment\/\S+ \[\d+,4\], got none/],
  [({ tensors }) => (tensors[1]!.name = tensors[0]!.name), /Expected each tensor of state\.bin once, got/],
  [
    ({ tensors }, bytes) => {
      tensors.push({ name: 'adam/x', shape: [], byteOffset: bytes.length, byteLength: 4 });
      return Buffer.concat([bytes, Buffer.alloc(4)]);
    },
    /no tensors of another model in state\.bin, got adam\/x/,
  ],
  [
    ({ tensors }) => (tensors.at(-1)!.byteOffset += 1e6),
    /Expected carried\/1\/cell at byte \d+ of state\.bin/,
  ],
  [(_, bytes) => bytes.subarray(0, bytes.length - 4), /to hold the \d+ bytes of its tensors, got \d+/],
  [
    (_, bytes) => bytes.writeFloatLE(Number.NaN, bytes.length - 4),
    /Expected finite values in state\.bin, got others in carried\/1\/cell/,
  ],
  [({ progress }) => (progress.step = 19), /Expected the step of COMPLETE to be 19, got 20/],
  [({ optimizer }) => (optimizer.step = 1), /Expected `optimizer\.step` to be 20, got 1/],
  [({ randomStreams }) => (randomStreams.step = -1), /at `randomStreams\.step`/],
  [
    ({ progress }) => (progress.charactersSeen = 1e15),
    /`progress\.charactersSeen` of its steps, got another/,
  ],
  [({ progress }) => (progress.charactersSeen = 639), /`progress\.charactersSeen` to be 640, got 639/],
  [({ progress }) => (progress.batcherPosition.batch = 3), /after 20 batches, got one after 3/],
  [({ progress }) => (progress.batcherPosition.characters = 99), /Expected a position in the training text/],
  [
    ({ config }) => (config.training.clip = JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`)),
    /Expected state\.json in its format, got JSON nested too deep/,
  ],
  [({ progress }) => Object.assign(progress, { batcherPosition: null }), /at `progress\.batcherPosition`/],
];

// reliability: damage
it('a checkpoint sealed again with something wrong in it is refused, with nothing wrong it is taken', async () => {
  const options = await toyRun();
  const { checkpoint: resume } = await train(options);
  const sound = join(await temporaryFolder(), 'sound');
  await cp(resume.folder, sound, { recursive: true });
  const before = memory().numTensors;
  for (const [change, message] of changes) {
    await reseal(resume.folder, change);
    await expect(train({ ...options, resume })).rejects.toMatchObject({
      code: 'CHECKPOINT_CORRUPT',
      exitCode: 1,
      message: expect.stringMatching(message),
    });
    expect(memory().numTensors).toBe(before);
    await cp(sound, resume.folder, { recursive: true });
  }
  expect(await train({ ...options, resume })).toMatchObject({ kind: 'completed', step: 20 });
});

/** Changes `state.json`, and `state.bin` where bytes are returned, and seals them again: all hashes are right. */
async function reseal(folder: string, change: Change): Promise<void> {
  const path = (name: string): string => join(folder, name);
  const state = JSON.parse(await readFile(path('state.json'), 'utf8')) as StateFile;
  const bytes = await readFile(path('state.bin'));
  const result = change(state, bytes);
  const changed = result instanceof Uint8Array ? result : bytes;
  await writeFile(path('state.bin'), changed);
  state.files['state.bin'] = sha256(changed);
  const text = JSON.stringify(state);
  await writeFile(path('state.json'), text);
  const marker = JSON.parse(await readFile(path('COMPLETE'), 'utf8')) as CompleteMarker;
  await writeFile(path('COMPLETE'), JSON.stringify({ ...marker, stateSha256: sha256(text) }));
}
