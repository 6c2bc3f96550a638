import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { callCli } from './testing/call-cli.ts';
import { temporaryFolder, trainTinyWords, writeTinyCorpus } from './testing/tiny.ts';

const engine = ['--engine', 'simd', '--threads', '1'];

/** Networks with their titles; the group `long` of `.ci/run` tests all of them. */
const all = [
  { network: 'gru', title: 'GRU, 1 layer' },
  { network: 'mingru', title: 'minGRU, 1 block' },
  { network: 'rnn', title: 'RNN, 1 layer' },
  { network: 'gated-deltanet', title: 'Gated DeltaNet, 1 block' },
  { network: 'm2rnn', title: 'M²RNN, 1 block' },
  { network: 'transformer', title: 'transformer, 1 block' },
];
const networks = process.env.LONGRANGE_WHOLE === '1' ? all : all.slice(1, 2);

it.each(networks)('network=$network is trained, sampled and measured', async ({ network, title }) => {
  const cwd = await temporaryFolder();
  await writeTinyCorpus(cwd);
  const words = [...trainTinyWords({ epochs: 2 }), `network=${network}`, 'learningRate=1e-2'];
  const trained = await callCli(words, { cwd });
  expect(trained).toMatchObject({ code: 0, stderr: '' });
  expect(trained.stdout).toMatch(new RegExp(`^model +${title} of 16 units`, 'm'));
  const bits = Number(/^test +(\d\.\d{3}) bits per character/m.exec(trained.stdout)?.[1]);
  expect(bits).toBeGreaterThan(0.3);
  expect(bits).toBeLessThan(3);

  const sampled = await callCli(['sample', ...engine, '--length', '100', '--count', '3', '--seed', '1'], {
    cwd,
  });
  expect(sampled.code).toBe(0);
  expect(sampled.stderr).toContain(`${title} of 16 units`);
  expect(sampled.stdout.length).toBeGreaterThan(300);

  const little = [
    '--suite',
    'quick',
    '--skip-controls',
    '--samples',
    '2',
    '--length',
    '100',
    '--max-characters',
    '1000',
  ];
  const evaluated = await callCli(['eval', ...little, ...engine], { cwd });
  expect(evaluated).toMatchObject({ code: 0, stderr: '' });
  const [checkpoint] = await readdir(join(cwd, 'runs', 'tiny', 'eval'));
  expect(await readdir(join(cwd, 'runs', 'tiny', 'eval', checkpoint!))).toContain('result.json');
});
