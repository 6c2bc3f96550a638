import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callCli } from './testing/call-cli.ts';
import { runCli } from './testing/run-cli.ts';
import { temporaryFolder, tinyTraining, writeTinyCorpus } from './testing/tiny.ts';

describe('longrange train', () => {
  it('trains, says what it chose and why, scores the test split, and leaves a run', async () => {
    const cwd = await temporaryFolder();
    await writeTinyCorpus(cwd);
    const { code, stdout, stderr } = await runCli(
      ['train', '--corpus', 'corpus', '--run', 'tiny', ...tinyTraining({ epochs: 3 }), 'learningRate=1e-2'],
      { cwd },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^run +runs\/tiny$/m);
    expect(stdout).toMatch(/^engine +simd, 1 thread(?: \(faster on Node 24\))?$/m);
    expect(stdout).toMatch(/^ +12 documents, 14,\d{3} characters, \d{3} lines$/m);
    expect(stdout).toMatch(
      /^copies +held-out characters .*\n +validation +[\d.]+ % of 50 and more, [\d.]+ % of 100/m,
    );
    expect(stdout).toMatch(
      /^model +LSTM, 1 layer of 16 units, embedding 8, \d+ characters: 2,\d{3} parameters$/m,
    );
    const bits = Number(/^test +(\d\.\d{3}) bits per character/m.exec(stdout)?.[1]);
    expect(bits).toBeGreaterThan(0.5);
    expect(bits).toBeLessThan(3);
    expect(stdout).toContain('longrange eval --checkpoint best');
    expect(await readdir(join(cwd, 'runs'))).toEqual(['tiny']);
    const config = JSON.parse(await readFile(join(cwd, 'runs', 'tiny', 'config.json'), 'utf8')) as {
      sessions: { provenance: Record<string, unknown> }[];
    };
    expect(config.sessions[0]?.provenance).toMatchObject({
      preset: 'default',
      command: expect.stringMatching(
        /^longrange train --corpus corpus --run tiny --engine simd --threads 1 --set units=16 /,
      ),
      engine: { engine: 'simd', threads: 1 },
      corpus: { documents: 12, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });

    const again = await callCli(['train', '--corpus', 'corpus', '--run', 'tiny', ...tinyTraining()], { cwd });
    expect(again).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^error: Expected a new run folder, got runs\/tiny, which has checkpoints up to step \d+\.\nhint: resume it \(train --resume latest --run tiny\), or give the run another name\.\n$/,
      ),
    });
  });

  it('takes a configuration file below flags, and names the run by date, time and preset', async () => {
    const cwd = await temporaryFolder();
    await writeTinyCorpus(cwd);
    const file = { preset: 'quick', training: { learningRate: 0.5, clip: { kind: 'none' } } };
    await writeFile(join(cwd, 'my.json'), JSON.stringify(file));
    const words = ['train', '--config', 'my.json', '--corpus', 'corpus', '--seed', '7', ...tinyTraining()];
    expect(await callCli([...words, 'learningRate=0.01'], { cwd })).toMatchObject({ code: 0 });
    const [run] = await readdir(join(cwd, 'runs'));
    expect(run).toMatch(/^\d{8}-\d{6}-quick$/);
    const { config, seed } = JSON.parse(await readFile(join(cwd, 'runs', run!, 'config.json'), 'utf8'));
    expect(config.training).toMatchObject({ learningRate: 0.01, clip: { kind: 'none' }, batchSize: 4 });
    expect(seed).toBe(7);

    await writeFile(join(cwd, 'my.json'), '{');
    const broken = await callCli(['train', '--config', 'my.json'], { cwd });
    expect(broken.code).toBe(2);
    expect(broken.stderr).toContain('error: Expected my.json to be a configuration in JSON, got: ');
  });

  it('says how to split a text that is a single document', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'one.py'), 'x = 1\n');
    const { code, stderr } = await callCli(['train', '--engine', 'simd', '--corpus', 'one.py'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('hint: add documents, or cut the text itself: --set split.kind=contiguous.');
  });
});
