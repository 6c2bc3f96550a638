import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { callIn } from './call-cli.ts';

/** Makes a folder that is removed after the test, or when `cleanUp` says so. */
export async function temporaryFolder(
  cleanUp: (remove: () => Promise<void>) => void = (remove) => onTestFinished(remove),
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-cli-'));
  cleanUp(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes twelve different valid Python files of about 15,000 characters in total. */
export async function writeTinyCorpus(folder: string): Promise<string> {
  const corpus = join(folder, 'corpus');
  await mkdir(corpus, { recursive: true });
  for (let file = 0; file < 12; file++) {
    const functions = Array.from({ length: 10 }, (_, index) => tinyFunction(file, index));
    await writeFile(join(corpus, `module${file}.py`), functions.join('\n\n'));
  }
  return corpus;
}

/** Makes a folder with a tiny corpus, and a function that runs command lines there. */
export async function tinyProject(cleanUp?: Parameters<typeof temporaryFolder>[0]) {
  const cwd = await temporaryFolder(cleanUp);
  await writeTinyCorpus(cwd);
  return { cwd, call: callIn(cwd) };
}

function tinyFunction(file: number, index: number): string {
  const number = (file * 37 + index * 11) % 100;
  const name = ['alpha', 'beta', 'gamma', 'delta'][number % 4];
  return `def ${name}_${file}_${index}(x, y=${number}):
    """Return ${name} of x."""
    if x > y:
        return [x, (y, ${number % 7})]
    return {"a": x, "b": y}
`;
}

/** Flags for a run of about a second. With `everySteps` 0, it validates and saves only at the end. */
export function tinyTraining({ epochs = 1, everySteps = 0 } = {}): string[] {
  const settings = {
    units: 16,
    layers: 1,
    embeddingSize: 8,
    batchSize: 4,
    sequenceLength: 32,
    epochs,
    validationEverySteps: everySteps,
    checkpointEverySteps: everySteps,
  };
  const set = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  return ['--engine', 'simd', '--threads', '1', '--set', ...set];
}

/** Command line for a run `tiny` on the tiny corpus. */
export function trainTinyWords(options: Parameters<typeof tinyTraining>[0] = {}): string[] {
  return ['train', '--corpus', 'corpus', '--run', 'tiny', ...tinyTraining(options)];
}

/** Makes a folder with a tiny corpus and a run `tiny` trained on it; with `afterAll`, for all tests of a file. */
export async function trainTiny(cleanUp: (remove: () => Promise<void>) => void) {
  const { cwd, call } = await tinyProject(cleanUp);
  // A tenth of twelve documents may be a single one, which gives no interval.
  const settings = ['corpus.split.test=0.2', 'keepCheckpoints=9'];
  expect(await call('', ...trainTinyWords({ everySteps: 30 }), ...settings)).toMatchObject({ code: 0 });
  return { cwd, call };
}

/**
 * Writes `tiny.yaml`, a sweep of trials of 61 steps: some of 60 batches are padded.
 * @param settings further settings, as values or as parameters of a sweep: `{ values: [1, 2] }`
 */
export function writeTinySweep(folder: string, settings: object = {}, more: object = {}): Promise<void> {
  const all = {
    corpus: ['corpus'],
    units: 8,
    layers: 1,
    embeddingSize: 4,
    batchSize: 4,
    sequenceLength: 16,
    epochs: null,
    maxCharacters: 60 * 64,
    validationEverySteps: 10,
    checkpointEverySteps: 10,
    validationMaxCharacters: 2000,
    ...settings,
  };
  const isParameter = (value: unknown): boolean => /^\{"(values?|min)":/.test(JSON.stringify(value));
  const parameters = Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, isParameter(value) ? value : { value }]),
  );
  return writeFile(join(folder, 'tiny.yaml'), JSON.stringify({ method: 'grid', parameters, ...more }));
}
