import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { randomStream } from '@longrange/model/internal';
import { loadModel } from '@longrange/model/node';
import { findCheckpoint, type TrainOptions, train } from '@longrange/trainer';
import { readCheckpoint } from '@longrange/trainer/internal';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { amount, figure } from './testing/figures.ts';
import { type Draw, mutateBytes, mutateJson, sha256 } from './testing/mutate.ts';
import { toyRun, useEngine } from './testing/toy-run.ts';

const MUTANTS = amount(5000, 50_000);
/** Of those that are not refused so many are trained on. */
const RESUMED = amount(100, 1500);
const files = ['model.json', 'weights.bin', 'state.json', 'state.bin', 'COMPLETE'] as const;
type Contents = Record<(typeof files)[number], Uint8Array>;

let runs: string;
let folder: string;
let sound: Contents;

beforeAll(async () => {
  await useEngine();
  runs = await mkdtemp(join(tmpdir(), 'longrange-mutants-'));
  const options = toyRun(join(runs, 'toy'), 3);
  folder = (await train(options)).checkpoint.folder;
  options.model.dispose();
  sound = Object.fromEntries(
    await Promise.all(files.map(async (name) => [name, new Uint8Array(await readFile(join(folder, name)))])),
  ) as Contents;
});
afterAll(() => rm(runs, { recursive: true, force: true }));

interface Mutant {
  readonly name: (typeof files)[number];
  readonly contents: Contents;
  /** The hashes were computed again, as by a program that knows the format and has a defect. */
  readonly sealed: boolean;
}

function makeMutant(draw: Draw): Mutant {
  const name = files[draw(files.length)]!;
  const asJson = (name.endsWith('.json') || name === 'COMPLETE') && draw(3) > 0;
  const bytes = asJson
    ? Buffer.from(mutateJson(Buffer.from(sound[name]).toString(), draw))
    : mutateBytes(sound[name], draw);
  const contents = { ...sound, [name]: bytes };
  const sealed = name !== 'COMPLETE' && draw(2) === 0;
  return { name, contents: sealed ? seal(contents) : contents, sealed };
}

/** Hashes as they would be had the files been written so; where state.json is no JSON anymore, its own alone. */
function seal(contents: Contents): Contents {
  let state = contents['state.json'];
  try {
    const json = JSON.parse(Buffer.from(state).toString()) as { files: Record<string, string> };
    if (sha256(state) === sha256(sound['state.json'])) {
      for (const name of Object.keys(json.files)) json.files[name] = sha256(contents[name as keyof Contents]);
      state = Buffer.from(JSON.stringify(json));
    }
  } catch {}
  const marker = JSON.parse(Buffer.from(sound.COMPLETE).toString()) as { stateSha256: string };
  const complete = Buffer.from(JSON.stringify({ ...marker, stateSha256: sha256(state) }));
  return { ...contents, 'state.json': state, COMPLETE: complete };
}

/** The error, which must be one of ours; undefined where nothing is wrong with it. */
async function refusal(work: () => Promise<unknown>, mutant: Mutant): Promise<LongrangeError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof LongrangeError) return error;
    unclear.add(`${mutant.name} (sealed: ${mutant.sealed}): ${(error as Error).stack?.slice(0, 600)}`);
    return new LongrangeError({ code: 'CHECKPOINT_UNCLEAR', message: 'not a clear error' });
  }
}

/** Errors that are not ours. */
const unclear = new Set<string>();

async function write(contents: Contents, before: Contents): Promise<void> {
  for (const name of files) {
    if (contents[name] !== before[name]) await writeFile(join(folder, name), contents[name]);
  }
}

async function open(): Promise<void> {
  await readCheckpoint(folder);
  (await loadModel(folder)).dispose();
}

// reliability: damage, run-writer
it('a damaged checkpoint is refused in words, or is as good as it was', async () => {
  const { uniform } = randomStream(7);
  const draw: Draw = (n) => Math.floor(uniform() * n);
  const tensors = memory().numTensors;
  const tally = { refused: 0, accepted: 0, resumed: 0, refusedOnResume: 0 };
  let before = sound;
  for (let i = 0; i < MUTANTS; i++) {
    const mutant = makeMutant(draw);
    await write(mutant.contents, before);
    before = mutant.contents;
    const error = await refusal(open, mutant);
    if (error !== undefined) {
      tally.refused += 1;
      expect(error.code, error.message).toMatch(/^(CHECKPOINT|MODEL)_/);
      continue;
    }
    tally.accepted += 1;
    const changed = sha256(mutant.contents[mutant.name]) !== sha256(sound[mutant.name]);
    // The hashes cover all but COMPLETE, which holds them.
    if (changed && mutant.name !== 'COMPLETE') expect(mutant.sealed, mutant.name).toBe(true);
    if (!changed || tally.resumed >= RESUMED) continue;
    tally.resumed += 1;
    if ((await refusal(() => goOn(), mutant)) !== undefined) tally.refusedOnResume += 1;
    before = await restoreFolder();
  }
  expect([...unclear].slice(0, 20)).toEqual([]);
  expect(memory().numTensors).toBe(tensors);
  expect(tally.refused).toBeGreaterThan(MUTANTS / 2);
  const { refused, accepted, resumed, refusedOnResume } = tally;
  figure(
    'damaged checkpoints, half of them with recomputed hashes',
    `${MUTANTS}: ${refused} refused, ${accepted} harmless; ${resumed} of these trained on, ${refusedOnResume} refused there`,
  );
});

/** Two steps more. */
async function goOn(): Promise<void> {
  const options: TrainOptions = toyRun(join(runs, 'toy'), 5);
  try {
    const resume = await findCheckpoint(runs, folder);
    const { step, checkpoint } = await train({ ...options, resume });
    // One more where a document ends in these.
    expect([5, 6]).toContain(step);
    (await loadModel(checkpoint.folder)).dispose();
  } finally {
    options.model.dispose();
  }
}

/** Training has pruned, or added to, the run. */
async function restoreFolder(): Promise<Contents> {
  await rm(join(runs, 'toy'), { recursive: true, force: true });
  const options = toyRun(join(runs, 'toy'), 3);
  await train(options);
  options.model.dispose();
  for (const name of files) await writeFile(join(folder, name), sound[name]);
  return sound;
}
