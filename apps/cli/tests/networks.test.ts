import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { callCli } from './testing/call-cli.ts';
import { temporaryFolder, trainTinyWords, writeTinyCorpus } from './testing/tiny.ts';

const engine = ['--engine', 'simd', '--threads', '1'];

/** The trainer's own tests go through all cells; here one is enough to see that they come through, `.ci/run` takes both. */
const cells = process.env.LONGRANGE_WHOLE === '1' ? ['gru', 'rnn'] : ['gru'];

it.each(cells)('network=%s is trained, sampled and measured', async (cell) => {
  const cwd = await temporaryFolder();
  await writeTinyCorpus(cwd);
  const words = [...trainTinyWords({ epochs: 2 }), `network=${cell}`];
  const trained = await callCli(words, { cwd });
  expect(trained).toMatchObject({ code: 0, stderr: '' });
  expect(trained.stdout).toMatch(new RegExp(`^model +${cell.toUpperCase()}, 1 layer of 16 units`, 'm'));
  const bits = Number(/^test +(\d\.\d{3}) bits per character/m.exec(trained.stdout)?.[1]);
  expect(bits).toBeGreaterThan(0.3);
  expect(bits).toBeLessThan(3);

  const sampled = await callCli(['sample', ...engine, '--length', '100', '--count', '3', '--seed', '1'], {
    cwd,
  });
  expect(sampled.code).toBe(0);
  expect(sampled.stderr).toContain(`${cell.toUpperCase()}, 1 layer of 16 units`);
  expect(sampled.stdout.length).toBeGreaterThan(300);

  const little = ['--suite', 'quick', '--skip-controls', '--samples', '2', '--length', '100'];
  const evaluated = await callCli(['eval', ...little, ...engine], { cwd });
  expect(evaluated).toMatchObject({ code: 0, stderr: '' });
  const [checkpoint] = await readdir(join(cwd, 'runs', 'tiny', 'eval'));
  expect(await readdir(join(cwd, 'runs', 'tiny', 'eval', checkpoint!))).toContain('result.json');
});
