import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveConfig } from '@longrange/trainer';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import { readRunRecord } from './run-record.ts';

/** Makes the folder of a run with a `config.json` of this version. */
async function runOf(formatVersion: number): Promise<string> {
  const folder = await temporaryFolder();
  const { preset, model, training, corpus } = resolveConfig();
  const provenance = {
    preset,
    corpus: { config: corpus, sha256: 'ab', documents: 1, characters: 2 },
    engine: { precision: 'mixed_bfloat16' },
  };
  const config = { model: { formatVersion: 2, ...model, vocabulary: ['a'] }, training };
  const record = { formatVersion, config, sessions: [{ provenance }] };
  await writeFile(join(folder, 'config.json'), JSON.stringify(record));
  return folder;
}

it('reads what was recorded as a configuration that training takes again', async () => {
  const { config, precision } = await readRunRecord(await runOf(2));
  expect(config).toEqual(resolveConfig());
  expect(precision).toBe('mixed_bfloat16');
});

it('refuses another format version in words, and names a configuration that cannot be read', async () => {
  await expect(readRunRecord(await runOf(3))).rejects.toMatchObject({ code: 'RUN_NEWER' });
  await expect(readRunRecord(await runOf(1))).rejects.toMatchObject({ code: 'RUN_OLDER' });
  const folder = await runOf(2);
  await writeFile(join(folder, 'config.json'), '{');
  await expect(readRunRecord(folder)).rejects.toThrow(/config\.json to hold the configuration of the run/);
});
