import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { LongrangeError } from '@longrange/errors';
import { CharacterModel } from '@longrange/model';
import { loadModel, loadModelDescription, saveModel } from '@longrange/model/node';
import { memory } from '@tensorflow/tfjs-core';
import { assert, asyncProperty, constantFrom, integer, jsonValue, string } from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tinyModel } from './tiny-model.ts';

// biome-ignore lint/suspicious/noExplicitAny: a foreign JSON file may hold anything
type Json = any;

/** `.ci/run` does more damage. */
const isWhole = process.env.LONGRANGE_WHOLE === '1';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longrange-model-'));
  const model = tinyModel();
  await saveModel(model, folder);
  model.dispose();
});
afterEach(() => rm(folder, { recursive: true }));

const modelPath = () => join(folder, 'model.json');
const weightsPath = () => join(folder, 'weights.bin');

async function edit(change: (json: Json) => unknown): Promise<void> {
  const json = JSON.parse(await readFile(modelPath(), 'utf8'));
  change(json);
  await writeFile(modelPath(), JSON.stringify(json));
}

async function expectError(code: string, ...parts: string[]): Promise<void> {
  const error: unknown = await loadModel(folder).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(LongrangeError);
  expect(error).toMatchObject({ code, exitCode: 2, hint: expect.any(String) });
  for (const part of parts) expect((error as Error).message).toContain(part);
}

describe('loadModel', () => {
  it('names what is missing, cannot be read, or is not JSON', async () => {
    await expect(loadModel(join(folder, 'none'))).rejects.toMatchObject({ code: 'CHECKPOINT_MISSING_FILE' });
    await expect(loadModel(weightsPath())).rejects.toMatchObject({
      message: `Expected the folder of a model, got ${weightsPath()}. It is a file.`,
      hint: expect.stringContaining('`readModelFile`'),
    });
    await rm(weightsPath());
    await expectError('CHECKPOINT_MISSING_FILE', 'There is no weights.bin in it.', folder);
    await mkdir(weightsPath());
    await expectError('CHECKPOINT_UNREADABLE', 'weights.bin');
    await writeFile(modelPath(), '{"format": "layers-mo');
    await expectError('CHECKPOINT_INVALID_JSON', 'model.json');
  });

  // reliability: sizes
  it('refuses JSON that is nested deeper, or longer, than that of any model', async () => {
    const nested = (levels: number) => `${'{"a":['.repeat(levels / 2)}0${']}'.repeat(levels / 2)}`;
    const json = await readFile(modelPath(), 'utf8');
    for (const place of ['"config": {', '"modelTopology": {', '"weightsManifest": [']) {
      expect(json).toContain(place);
      const inside = `${place.endsWith('[') ? '' : '"x":'}${nested(20_000)},`;
      await writeFile(modelPath(), json.replace(place, place + inside));
      await expectError('CHECKPOINT_INVALID_JSON', 'nested more than 100 levels deep');
    }
    await writeFile(modelPath(), json.replace('"metadata": {}', `"metadata": ${nested(60)}`));
    (await loadModel(folder)).dispose();
    await truncate(modelPath(), 2 ** 34);
    await expectError('CHECKPOINT_INVALID_JSON', 'at most 16777216 bytes of JSON, got 17179869184');
  });

  // reliability: sizes
  it('reads no weights of another size, and waits for no pipe', async () => {
    await truncate(weightsPath(), 2 ** 40);
    await expectError('CHECKPOINT_WEIGHTS_OVERSIZED', 'got 1099511627776');
    for (const path of [weightsPath(), modelPath()]) {
      await rm(path);
      execFileSync('mkfifo', [path]);
      await expectError('CHECKPOINT_UNREADABLE', 'it is not a regular file.');
    }
  });

  it.each<[code: string, change: (json: Json) => unknown, ...parts: string[]]>([
    ['CHECKPOINT_WRONG_FORMAT', (json) => (json.format = 'graph-model'), 'got format "graph-model"'],
    ['CHECKPOINT_WRONG_FORMAT', (json) => delete json.userDefinedMetadata, '"longrange-model", got none'],
    ['CHECKPOINT_WRONG_FORMAT', (json) => (json.weightsManifest[0].paths = ['../x.bin']), '../x.bin'],
    ['CHECKPOINT_WRONG_FORMAT', (json) => (json.weightsManifest = []), 'one group of weights'],
    ['CHECKPOINT_NEWER', (json) => (json.userDefinedMetadata.formatVersion = 3), 'version 2, got version 3'],
    ['CHECKPOINT_OLDER', (json) => (json.userDefinedMetadata.formatVersion = 1), 'version 2, got version 1'],
    ['CHECKPOINT_CONFIG', (json) => (json.userDefinedMetadata.config.unit = 3), 'Did you mean `units`'],
    [
      'CHECKPOINT_SHAPE_MISMATCH',
      (json) => (json.userDefinedMetadata.config.units = 6),
      ...['to be "lstm/kernel" [3,24] "float32"', 'got "lstm/kernel" [3,16]'],
    ],
    [
      'CHECKPOINT_SHAPE_MISMATCH',
      (json) => json.weightsManifest[0].weights.pop(),
      ...['"dense/bias" [5]', 'got none'],
    ],
  ])('refuses with %s, case %#', async (code, change, ...parts) => {
    await edit(change);
    await expectError(code, ...parts);
  });

  // reliability: sizes
  it('refuses weights that were cut, grew or are not finite', async () => {
    const weights = await readFile(weightsPath());
    await writeFile(weightsPath(), weights.subarray(0, weights.length - 3));
    await expectError('CHECKPOINT_WEIGHTS_TRUNCATED', `${weights.length} bytes, got ${weights.length - 3}`);
    await writeFile(weightsPath(), Buffer.concat([weights, Buffer.alloc(4)]));
    await expectError('CHECKPOINT_WEIGHTS_OVERSIZED', `got ${weights.length + 4}`);
    weights.writeFloatLE(Number.NaN, 4 * (6 * 3 + 1));
    await writeFile(weightsPath(), weights);
    await expectError('CHECKPOINT_NON_FINITE', 'NaN at element 1 of lstm/kernel');
  });

  // reliability: sizes
  it('gives a valid model or a LongrangeError for any damage to model.json', async () => {
    const text = await readFile(modelPath(), 'utf8');
    const before = memory().numTensors;
    const load = async (damaged: string) => {
      await writeFile(modelPath(), damaged);
      const outcome: unknown = await loadModel(folder).catch((error: unknown) => error);
      if (outcome instanceof CharacterModel) outcome.dispose();
      else expect(outcome).toBeInstanceOf(LongrangeError);
      expect(memory().numTensors).toBe(before);
    };
    const position = integer({ min: 0, max: text.length });
    await assert(
      asyncProperty(position, integer({ min: 0, max: 40 }), string({ maxLength: 6 }), (at, cut, inserted) =>
        load(text.slice(0, at) + inserted + text.slice(at + cut)),
      ),
      { seed: 1, numRuns: isWhole ? 300 : 60 },
    );
    const paths = pathsOf(JSON.parse(text));
    await assert(
      asyncProperty(constantFrom(...paths), jsonValue(), (path, value) =>
        load(JSON.stringify(replaced(JSON.parse(text), path, value))),
      ),
      { seed: 3, numRuns: isWhole ? 600 : 120 },
    );
  });
});

it('saveModel keeps metadata, and names a folder that cannot be written', async () => {
  const model = tinyModel();
  await saveModel(model, join(folder, 'deep/er'), { step: 12 });
  expect((await loadModelDescription(join(folder, 'deep/er'))).metadata).toEqual({ step: 12 });
  await expect(saveModel(model, modelPath())).rejects.toMatchObject({
    code: 'MODEL_NOT_SAVED',
    message: expect.stringMatching(/^Cannot write .*model\.json: .*\(EEXIST\)\.$/),
  });
});

/** The path of every value of a JSON document. */
function pathsOf(json: Json, path: string[] = []): string[][] {
  if (typeof json !== 'object' || json === null) return [path];
  return [path, ...Object.keys(json).flatMap((key) => pathsOf(json[key], [...path, key]))];
}

function replaced(json: Json, path: readonly string[], value: unknown): Json {
  if (path.length === 0) return value;
  let parent = json;
  for (const key of path.slice(0, -1)) parent = parent[key];
  parent[path.at(-1)!] = value;
  return json;
}
