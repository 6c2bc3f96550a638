import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from './testing/run-cli.ts';
import { tinyProject, tinyTraining, trainTinyWords } from './testing/tiny.ts';

describe('longrange train', () => {
  it('trains, says what it chose and why, scores the test split, and leaves a run', async () => {
    const { cwd, call } = await tinyProject();
    const words = [...trainTinyWords({ epochs: 3 }), 'learningRate=1e-2'];
    const { code, stdout, stderr } = await runCli(words, { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const line of [
      /^run +runs\/tiny$/m,
      /^engine +simd, 1 thread(?: \(faster on Node 24\))?$/m,
      /^ +12 documents, 14,\d{3} characters, \d{3} lines$/m,
      /^copies +held-out characters .*\n +validation +[\d.]+ % of 50 and more, [\d.]+ % of 100/m,
      /^model +LSTM, 1 layer of 16 units, embedding 8, \d+ characters: 2,\d{3} parameters$/m,
      /^ .*longrange eval --checkpoint best$/m,
    ])
      expect(stdout).toMatch(line);
    const bits = Number(/^test +(\d\.\d{3}) bits per character/m.exec(stdout)?.[1]);
    expect(bits).toBeGreaterThan(0.5);
    expect(bits).toBeLessThan(3);
    expect(await readdir(join(cwd, 'runs'))).toEqual(['tiny']);
    const { sessions } = JSON.parse(await readFile(join(cwd, 'runs', 'tiny', 'config.json'), 'utf8'));
    expect(sessions[0].provenance).toMatchObject({
      preset: 'default',
      command: `longrange ${words.join(' ')}`,
      engine: { engine: 'simd', threads: 1 },
      corpus: { documents: 12, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(await call(trainTinyWords().join(' '))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^error: Expected a new run folder, got runs\/tiny, which has checkpoints up to step \d+\.\nhint: resume it \(--resume latest --run tiny, or `resume: await findCheckpoint\(…, 'tiny'\)`\), or give the run another name\.\n$/,
      ),
    });
    const finished = await call('train --resume latest');
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(finished.stdout).toMatch(/^tiny is finished \(\d+ steps, [\d,]+ characters\)\. .*\n$/);
    expect(await call('train --resume latest --until 2 --set epochs=9')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: Expected `--until` to be after step \d+, .*, got 2\.\n/),
    });
  });

  it('takes a configuration file below flags, and names the run by date, time and preset', async () => {
    const { cwd, call } = await tinyProject();
    const file = { preset: 'quick', training: { learningRate: 0.5, clip: { kind: 'none' } } };
    await writeFile(join(cwd, 'my.json'), JSON.stringify(file));
    const line = 'train --config my.json --corpus corpus --seed 7';
    const { code, stdout } = await call(line, ...tinyTraining(), 'learningRate=0.01', 'maxMinutes=0.0001');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^trained +\d+ of at most [\d,]+ steps, .*; the time limit of 0\.0001 minutes came first; runs/m,
    );
    const [run] = await readdir(join(cwd, 'runs'));
    expect(run).toMatch(/^\d{8}-\d{6}-quick$/);
    const { config, seed } = JSON.parse(await readFile(join(cwd, 'runs', run!, 'config.json'), 'utf8'));
    expect(config.training).toMatchObject({ learningRate: 0.01, clip: { kind: 'none' }, batchSize: 4 });
    expect(seed).toBe(7);

    await writeFile(join(cwd, 'my.json'), '{');
    await writeFile(join(cwd, 'one.py'), 'x = 1\n');
    for (const [line, message] of [
      ['--config my.json', 'error: Expected my.json to be a configuration in JSON, got: '],
      // A single document, which cannot be split.
      [
        '--engine simd --corpus one.py',
        'hint: add documents, or cut the text itself: --set split.kind=contiguous.',
      ],
    ])
      expect(await call(`train ${line}`)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(message!),
      });
  });
});

it('--from begins another run with what one has learned, and decays from there', async () => {
  const { cwd, call } = await tinyProject();
  const words = [...trainTinyWords({ epochs: 3 }), 'schedule=constant', 'chronoLength=64'];
  expect(await call([...words, '--until', '4'].join(' '))).toMatchObject({ code: 0 });
  const branch = await call('train --from latest --run branch --engine simd --threads 1');
  expect(branch).toMatchObject({ code: 0, stderr: '' });
  expect(branch.stdout).toMatch(/^run +runs\/branch, continuing from step 4 of tiny$/m);
  const { config, sessions } = JSON.parse(await readFile(join(cwd, 'runs', 'branch', 'config.json'), 'utf8'));
  expect(config).toMatchObject({
    model: { chronoLength: 64 },
    training: { schedule: 'cosine', decayFromStep: 4 },
  });
  expect(sessions).toMatchObject([{ fromStep: 4, changedSettings: ['schedule', 'decayFromStep'] }]);
  for (const [line, message] of [
    ['train --from latest --resume latest', 'Expected --resume or --from, got both'],
    ['train --from latest --seed 3', 'Expected --from without `--seed`'],
    ['train --from tiny --run tiny', 'Expected a new run folder, got runs/tiny'],
    [
      'train --from tiny --run other --set sources=["x.py"]',
      'Expected --set to leave the corpus of the run unchanged',
    ],
  ])
    expect(await call(line!)).toMatchObject({ code: 2, stderr: expect.stringContaining(message!) });
});

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
  const { cwd, call } = await tinyProject();
  const settings = [...trainTinyWords({ epochs: 2 }), `network=${network}`, 'learningRate=1e-2'];
  const trained = await call(settings.join(' '));
  expect(trained).toMatchObject({ code: 0, stderr: '' });
  expect(trained.stdout).toMatch(new RegExp(`^model +${title} of 16 units`, 'm'));
  const bits = Number(/^test +(\d\.\d{3}) bits per character/m.exec(trained.stdout)?.[1]);
  expect(bits).toBeGreaterThan(0.3);
  expect(bits).toBeLessThan(3);

  const little = '--length 100 --engine simd --threads 1';
  expect(await call(`sample --count 3 --seed 1 ${little}`)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^[\s\S]{300}/),
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
