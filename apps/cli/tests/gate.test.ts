import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callIn } from './testing/call-cli.ts';
import { temporaryFolder } from './testing/tiny.ts';

// Kept scores of three minGRUs and three LSTMs: 814 pairs of 27 documents (docs/results.md).
const cwd = await temporaryFolder(afterAll);
const call = callIn(cwd);
const [lstm, mingru, other] = ['lstm-1', 'mingru-1', 'mingru-3'].map((name) => `scores/${name}.json`);

beforeAll(() => {
  execFileSync('tar', ['-xzf', join(import.meta.dirname, '../../../docs/results/scores.tar.gz'), '-C', cwd]);
});

it('prints one JSON object and nothing else, also to a file; exits with 1 for a memory shown to be shorter', async () => {
  const { code, stdout, stderr } = await call(
    `compare ${mingru} ${lstm} --gate 10% --format json --json gate.json`,
  );
  expect(code).toBe(1);
  expect(await readFile(join(cwd, 'gate.json'), 'utf8')).toBe(stdout);
  const answer = JSON.parse(stdout);
  expect(answer).toMatchObject({
    format: 'longrange-gate',
    formatVersion: 1,
    verdict: 'shorter',
    exitCode: 1,
    margin: 0.1,
    before: 'mingru-1@19591',
    after: 'lstm-1@19591',
    by: 'range-shows',
    pairs: 814,
    documents: 27,
    seeds: [1, 1],
  });
  // The ranges of docs/results.md.
  const shows = answer.ranges.find(({ measure }: { measure: string }) => measure === 'range-shows');
  expect([shows.before, shows.after].map(Math.round)).toEqual([164, 85]);
  expect(shows.ratio).toBeCloseTo(85 / 164, 9);
  expect(shows.high).toBeLessThan(1);
  expect(stderr).toContain(`gate        ${answer.sentence}`);
});

it('exits with 0 for a model and itself, and with 3 if nothing is decided, with the pairs that would', async () => {
  const same = await call(`compare ${lstm} ${lstm} --gate 10%`);
  expect(same).toMatchObject({ code: 0, stderr: '' });
  expect(same.stdout).toContain(
    'gate        not shorter by more than 10 %: no difference in 814 pairs of 27 documents\n',
  );
  const open = await call(`compare ${other} ${lstm} --gate 10%`);
  expect(open).toMatchObject({ code: 3, stderr: '' });
  expect(open.stdout).toMatch(
    /gate {8}not decided: evidence halves within 44 characters in lstm-1@19591, 73 in mingru-3@19591, × 0\.60 \(0\.\d\d to 1\.\d\d\), 814 pairs of 27 documents; about [\d,]+ pairs would decide if the ratio stays\n/,
  );
});

it('says in one line what is wrong', async () => {
  const scores = JSON.parse(await readFile(join(cwd, lstm!), 'utf8'));
  const write = (name: string, changes: object) =>
    writeFile(join(cwd, name), JSON.stringify({ ...scores, ...changes }));
  const [[document, [[distance, right, nats], ...own]], ...rest] = scores.pairs;
  await write('edited.json', { pairs: [[document, [[distance, 1 - right, nats], ...own]], ...rest] });
  await write('old.json', { formatVersion: 4 });
  await write('elsewhere.json', { heldOut: { ...scores.heldOut, sha256: 'other' } });
  await writeFile(join(cwd, 'cut.json'), JSON.stringify(scores).slice(0, -9));
  for (const [words, message] of [
    [`${lstm} ${mingru} --gate 0.1`, /Expected `--gate` to be a percentage .* such as 10%, got "0\.1"\./],
    [`${lstm} ${mingru} --gate 100%`, /Expected `--gate` to be a percentage/],
    [`${lstm} ${mingru} --format json`, /Expected `--format json` and `--json` together with `--gate`/],
    [`${lstm} --gate 10%`, /got one \(scores\/lstm-1\.json\)\./],
    [`${lstm} ${mingru} ${other} scores/old-1.json --gate 10%`, /Expected two models with `--gate`, .* got /],
    [
      `${lstm} text:scores --gate 10%`,
      /Expected two models with `--gate`, BEFORE and AFTER, got text:?.*scores/,
    ],
    [`${lstm} edited.json --gate 10%`, /contradict their sums: edited or damaged\./],
    [`${lstm} old.json --gate 10%`, /old\.json: .*version 4/],
    [`${lstm} elsewhere.json --gate 10%`, /to be measured in the same way, got different held-out text/],
    [`${lstm} cut.json --gate 10%`, /cut\.json: .*/],
  ] as const) {
    const { code, stderr } = await call(`compare ${words}`);
    expect({ words, code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
    expect(stderr.trimEnd().split('\n').length, stderr).toBeLessThanOrEqual(2);
  }
});
