import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { callCli } from './call-cli.ts';

/** A folder that goes away with the test, or, where one is given, with what `cleanUp` is told. */
export async function temporaryFolder(
  cleanUp: (remove: () => Promise<void>) => void = (remove) => onTestFinished(remove),
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-cli-'));
  cleanUp(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Twelve sound Python files, no two alike, about 40,000 characters. */
export async function writeTinyCorpus(folder: string): Promise<string> {
  const corpus = join(folder, 'corpus');
  await mkdir(corpus, { recursive: true });
  for (let file = 0; file < 12; file++) {
    const functions = Array.from({ length: 30 }, (_, index) => tinyFunction(file, index));
    await writeFile(join(corpus, `module${file}.py`), functions.join('\n\n'));
  }
  return corpus;
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

/** Flags that make a run take a second. `0` validates and saves at the end only. */
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

/** The command line of a run `tiny` on the tiny corpus. */
export function trainTinyWords(options: Parameters<typeof tinyTraining>[0] = {}): string[] {
  return ['train', '--corpus', 'corpus', '--run', 'tiny', ...tinyTraining(options)];
}

/** A folder with a tiny corpus and a run `tiny` that was trained on it, for all tests of a file. */
export async function trainTiny(cleanUp: (remove: () => Promise<void>) => void): Promise<string> {
  const cwd = await temporaryFolder(cleanUp);
  await writeTinyCorpus(cwd);
  // Of twelve documents a tenth may be a single one, of which no interval follows.
  const words = [...trainTinyWords({ everySteps: 100 }), 'corpus.split.test=0.2', 'keepCheckpoints=9'];
  expect(await callCli(words, { cwd })).toMatchObject({ code: 0 });
  return cwd;
}

/** The lines of a run's `metrics.jsonl` without what a clock says. */
export async function readMetricLines(runFolder: string): Promise<unknown[]> {
  const text = await readFile(join(runFolder, 'metrics.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const { charactersPerSecond, elapsedSeconds, secondsLeft, ...rest } = JSON.parse(line) as Record<
        string,
        unknown
      >;
      return rest;
    });
}
