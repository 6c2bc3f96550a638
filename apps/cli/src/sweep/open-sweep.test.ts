import { execFileSync } from 'node:child_process';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import { sweepOptionsSchema } from '../options/sweep-options.ts';
import { openSweep } from './open-sweep.ts';
import { configOf, resolveTrial } from './trial-settings.ts';

const TEXT = 'method: grid\nparameters:\n  units: {values: [8, 16]}\n';
const folder = await temporaryFolder(afterAll);
const open = (path: string) => openSweep(path, sweepOptionsSchema.parse({ words: [path], runs: folder }));

it.skipIf(process.platform === 'win32').each<[string, (path: string) => unknown, RegExp]>([
  ['a named pipe', (path) => execFileSync('mkfifo', [path]), /which is a named pipe\.$/],
  ['a TiB', (path) => writeFile(path, '').then(() => truncate(path, 2 ** 40)), /of at most 1 MiB, got /],
  ['no file', () => undefined, /^Cannot read .*: no such file or folder \(ENOENT\)\.$/],
])('refuses %s as a sweep file at once', async (what, make, message) => {
  const path = join(folder, `${what}.yaml`);
  await make(path);
  await expect(open(path)).rejects.toMatchObject({
    code: 'SWEEP_UNREADABLE',
    exitCode: 2,
    message: expect.stringMatching(message),
  });
});

it.each(['..yaml', '.hidden.yaml', 'a&b.yaml', 'line\nbreak.yaml', 'a$(id).yaml', '-.yaml'])(
  'refuses the name of the file %j as that of a folder, and takes the `name` in it',
  async (file) => {
    const path = join(folder, file);
    await writeFile(path, TEXT);
    await expect(open(path)).rejects.toMatchObject({
      code: 'SWEEP_INVALID',
    });
    await writeFile(path, `name: mine\n${TEXT}`);
    expect(await open(path)).toMatchObject({
      name: 'mine',
      folder: join(folder, 'mine'),
    });
  },
);

const trainingOf = (parameters: Record<string, number>) => {
  const trial = { parameters, seed: 1 } as unknown as Parameters<typeof resolveTrial>[0];
  const sweep = { earlyTerminate: null } as Parameters<typeof resolveTrial>[1];
  return resolveTrial(trial, sweep).settings as { readonly training: Record<string, unknown> };
};

it('names trials by the settings that there were before weight decay, unless they decay', () => {
  expect(trainingOf({ weightDecay: 0 }).training).toMatchObject({ learningRate: 3e-3, seed: 1 });
  expect(trainingOf({ weightDecay: 0 }).training).not.toHaveProperty('weightDecay');
  expect(trainingOf({}).training).toHaveProperty('weightDecay', 0.3);
  const trial = { parameters: {}, seed: 1 } as unknown as Parameters<typeof configOf>[0];
  expect(configOf(trial).training).toMatchObject({ learningRate: 3e-3, seed: 1, weightDecay: 0.3 });
});
