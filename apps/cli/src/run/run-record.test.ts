import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConfig, trainingConfigSchema } from '@longrange/trainer';
import { expect, it, onTestFinished } from 'vitest';
import { readRunRecord } from './run-record.ts';

/** A run's `config.json` as version 1 wrote it: no symbol for the beginning of a document, and one setting for what three say now. */
async function runOfVersion1(carryState: boolean): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-record-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { model, training, corpus } = resolveConfig();
  const { beginOfDocument: _, ...plainModel } = model;
  const { batches: _b, initialState: _i, resetAtDocuments: _r, ...plainTraining } = training;
  const record = {
    formatVersion: 1,
    config: {
      model: { formatVersion: 1, ...plainModel, vocabulary: ['a'] },
      training: { ...plainTraining, carryState },
    },
    sessions: [
      {
        provenance: {
          preset: 'default',
          corpus: { config: corpus, sha256: 'ab', documents: 1, characters: 2 },
        },
      },
    ],
  };
  await writeFile(join(folder, 'config.json'), JSON.stringify(record));
  return folder;
}

it('reads runs of version 1 as what they were', async () => {
  const carried = (await readRunRecord(await runOfVersion1(true))).config;
  expect(carried.model.beginOfDocument).toBe(false);
  expect(carried.training).toEqual(trainingConfigSchema.parse({ ...carried.training }));
  expect(carried.training).toMatchObject({
    batches: 'streams',
    initialState: 'carried',
    resetAtDocuments: false,
  });
  const reset = (await readRunRecord(await runOfVersion1(false))).config;
  expect(reset.training).toMatchObject({ batches: 'windows', initialState: 'zero' });
  // What was recorded is a whole configuration of today.
  expect(resolveConfig({ file: reset })).toEqual(reset);
});
