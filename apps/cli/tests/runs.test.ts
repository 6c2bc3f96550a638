import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listCheckpoints } from '@longrange/trainer/internal';
import { afterAll, describe, expect, it } from 'vitest';
import { callIn } from './testing/call-cli.ts';
import { startCli } from './testing/run-cli.ts';
import { temporaryFolder, tinyProject, trainTiny, trainTinyWords } from './testing/tiny.ts';

const RESULT = fileURLToPath(
  new URL('../../../packages/report/src/__fixtures__/complete.json', import.meta.url),
);

describe('longrange runs', async () => {
  const { cwd, call } = await trainTiny(afterAll);
  const tiny = join(cwd, 'runs', 'tiny');
  const recordsIn = async (folder: string) => {
    const { code, stdout } = await call(`runs --json --runs ${folder}`);
    expect(code).toBe(0);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  it('shows what the files of a run say, also as JSON', async () => {
    const outcome = JSON.parse(await readFile(join(tiny, 'outcome.json'), 'utf8'));
    const [test] = outcome.scores;
    expect(await recordsIn('runs')).toEqual([
      {
        name: 'tiny',
        network: 'lstm',
        layers: 1,
        units: 16,
        status: 'finished',
        step: outcome.step,
        characters: outcome.charactersSeen,
        validation_bits: outcome.best.bitsPerCharacter,
        validation_step: outcome.best.step,
        test_bits: { bits: test.bits, low: test.low, high: test.high },
        ranges: null,
        saved_at: (await listCheckpoints(tiny)).at(-1)!.completedAt,
        problems: [],
      },
    ]);
    const { stdout } = await call('runs');
    const [head, row, ...rest] = stdout.split('\n');
    expect(head).toMatch(/^run +network +characters +bits +test +half-life +saved +status$/);
    expect(row).toMatch(
      /^tiny +LSTM 1 × 16 +[\d,]+ +\d\.\d{3} +\d\.\d{3} +\d{4}-\d\d-\d\d \d\d:\d\d +finished$/,
    );
    expect(rest).toEqual(['']);
  });

  it('lists those last saved first, trials of sweeps among them, and says which of thirty is damaged', async () => {
    const runs = await temporaryFolder();
    for (let index = 0; index < 30; index++) {
      const folder = join(runs, index === 7 ? 'sweep/07' : `run-${index}`);
      await cp(tiny, folder, { recursive: true });
      for (const { folder: from } of await listCheckpoints(folder)) {
        const marker = JSON.parse(await readFile(join(from, 'COMPLETE'), 'utf8'));
        const completedAt = new Date(Date.UTC(2026, 0, 1 + index)).toISOString();
        await writeFile(join(from, 'COMPLETE'), JSON.stringify({ ...marker, completedAt }));
      }
    }
    await writeFile(join(runs, 'sweep', 'journal.jsonl'), '');
    await mkdir(join(runs, 'text', 'eval'), { recursive: true });
    await mkdir(join(runs, 'no-run'));
    await writeFile(join(runs, 'no-run', 'config.json'), '{"model_type":"llama"}');
    await writeFile(join(runs, 'run-1', 'config.json'), '{');
    await writeFile(join(runs, 'run-2', 'outcome.json'), '{"kind":');
    await rm(join(runs, 'run-3', 'outcome.json'));
    await mkdir(join(runs, 'run-4', 'eval', 'a'), { recursive: true });
    await writeFile(join(runs, 'run-4', 'eval', 'a', 'result.json'), '{}');
    await mkdir(join(runs, 'run-29', 'eval', 'a'), { recursive: true });
    await writeFile(join(runs, 'run-29', 'eval', 'a', 'result.json'), await readFile(RESULT));
    const rows = await recordsIn(runs);
    expect(rows.map(({ name }) => name)).toEqual(
      Array.from({ length: 30 }, (_, index) => (index === 22 ? 'sweep/07' : `run-${29 - index}`)),
    );
    const { scoring } = JSON.parse(await readFile(RESULT, 'utf8')).probes.predictors[0].minimalPairs;
    const { halfLife } = scoring.find(({ kind }: { kind: string }) => kind === 'closer').natural;
    expect(halfLife.range.side).toBe('at');
    const { range, low, high } = halfLife;
    expect(rows[0].ranges.half_life).toEqual({ range, low, high });
    const { stdout } = await call(`runs --runs ${runs}`);
    const shown = stdout.split('\n');
    expect(shown[1]).toContain(`  ${range.characters} (${low.characters}–${high.characters})  `);
    const problems = rows.filter((row) => row.problems.length > 0 || row.status !== 'finished').reverse();
    expect(
      problems.map(({ name, status, network, problems: [problem = ''] }) => [name, status, network, problem]),
    ).toEqual([
      ['run-1', 'finished', null, expect.stringContaining('run-1/config.json to hold the configuration')],
      ['run-2', 'unfinished', 'lstm', expect.stringMatching(/^Expected outcome\.json/)],
      ['run-3', 'unfinished', 'lstm', ''],
      ['run-4', 'finished', 'lstm', expect.stringContaining('run-4/eval/a/result.json')],
    ]);
  });

  it('says how to make a run where there is none, and what to name instead of a run', async () => {
    const elsewhere = callIn(await temporaryFolder());
    expect(await elsewhere('runs')).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^error: Expected runs in runs, got none\.\nhint: .*train --preset quick makes one/,
      ),
    });
    expect(await call('runs --runs runs/tiny')).toMatchObject({
      code: 2,
      stderr: 'error: Expected runs in runs/tiny, got a run itself.\nhint: give the folder that holds it.\n',
    });
  });
});

it('serves the page of a training until Ctrl-C, after which it can be resumed', async () => {
  const { cwd, call } = await tinyProject();
  const page = (text: string) => fetch(/^page +(http:\/\/127\.0\.0\.1:\d+\/)$/m.exec(text)![1]!);
  const cut = startCli([...trainTinyWords({ epochs: 50, everySteps: 40 }), '--serve'], { cwd });
  await cut.until('validation at step 40');
  expect(await (await page(cut.written.stdout)).text()).toMatch(
    /LSTM 1 × 16; running: step [\d,]+ of [\d,]+, about .* left\./,
  );
  cut.child.kill('SIGINT');
  expect(await cut.result).toMatchObject({ code: 130, stderr: '' });
  expect((await call('runs')).stdout).toMatch(/ unfinished\n$/);
  const ended = startCli(
    'train --resume latest --engine simd --threads 1 --serve --set epochs=2'.split(' '),
    { cwd },
  );
  await ended.until('until Ctrl-C');
  expect(await (await page(ended.written.stdout)).text()).toMatch(/LSTM 1 × 16; finished: step [\d,]+\./);
  expect((await call('runs')).stdout).toMatch(/ finished\n$/);
  ended.child.kill('SIGINT');
  expect(await ended.result).toMatchObject({ code: 0, stderr: '' });
});
