import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { callIn } from './testing/call-cli.ts';
import { temporaryFolder, trainTinyWords, writeTinyCorpus } from './testing/tiny.ts';

/** Networks with their titles; the group `long` of `.ci/run` tests all of them. */
const all = {
  mingru: 'minGRU, 1 block',
  gru: 'GRU, 1 layer',
  rnn: 'RNN, 1 layer',
  'gated-deltanet': 'Gated DeltaNet, 1 block',
  m2rnn: 'M²RNN, 1 block',
  transformer: 'transformer, 1 block',
};
const networks = Object.entries(all).slice(0, process.env.LONGRANGE_WHOLE === '1' ? undefined : 1);

it.each(networks)('network=%s is trained, sampled and measured', async (network, title) => {
  const cwd = await temporaryFolder();
  await writeTinyCorpus(cwd);
  const call = callIn(cwd);
  const settings = [...trainTinyWords({ epochs: 2 }), `network=${network}`, 'learningRate=1e-2'];
  const trained = await call(settings.join(' '));
  expect(trained).toMatchObject({ code: 0, stderr: '' });
  expect(trained.stdout).toMatch(new RegExp(`^model +${title} of 16 units`, 'm'));
  const bits = Number(/^test +(\d\.\d{3}) bits per character/m.exec(trained.stdout)?.[1]);
  expect(bits).toBeGreaterThan(0.3);
  expect(bits).toBeLessThan(3);

  const little = '--length 100 --engine simd --threads 1';
  expect(await call(`sample --count 3 --seed 1 ${little}`)).toMatchObject({
    ...{ code: 0, stdout: expect.stringMatching(/^[\s\S]{300}/) },
    stderr: expect.stringContaining(`${title} of 16 units`),
  });
  const evaluated = await call(
    `eval --suite quick --skip-controls --samples 2 --max-characters 1000 ${little}`,
  );
  expect(evaluated).toMatchObject({ code: 0, stderr: '' });
  const folder = join(cwd, 'runs', 'tiny', 'eval');
  const [checkpoint] = await readdir(folder);
  expect(await readdir(join(folder, checkpoint!))).toContain('result.json');
});
