import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Journal, readJournal } from './journal.ts';

async function journalPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-sweep-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'new', 'journal.jsonl');
}

it('keeps what was appended, by whom ever', async () => {
  const path = await journalPath();
  expect(await readJournal(path)).toEqual([]);
  const [one, other] = [await Journal.open(path), await Journal.open(path)];
  one.append({ type: 'start', trial: 'a' });
  other.append({ type: 'fail', trial: 'b', message: 'x\ny' });
  one.append({ type: 'promote', trials: ['a', 'b'], rung: 1 });
  one.close();
  other.close();
  const time = expect.stringMatching(/^\d{4}-/);
  expect(await readJournal(path)).toEqual([
    { type: 'start', trial: 'a', time },
    { type: 'fail', trial: 'b', message: 'x\ny', time },
    { type: 'promote', trials: ['a', 'b'], rung: 1, time },
  ]);
});

// reliability: killed-sweep
it('survives a torn last line, wherever it is torn', async () => {
  const path = await journalPath();
  const first = await Journal.open(path);
  first.append({ type: 'start', trial: 'a' });
  first.append({ type: 'start', trial: 'b' });
  first.close();
  const whole = await readFile(path, 'utf8');
  const kept = whole.indexOf('\n') + 1;
  for (let length = kept; length <= whole.length; length += 7) {
    await writeFile(path, whole);
    await truncate(path, length);
    const journal = await Journal.open(path);
    journal.append({ type: 'start', trial: 'c' });
    journal.close();
    const trials = (await readJournal(path)).map((event) => 'trial' in event && event.trial);
    expect(trials.filter((trial) => trial !== 'b')).toEqual(['a', 'c']);
  }
});

// reliability: run-writer
it('leaves out events that cannot be, such as a rung that nothing reaches', async () => {
  const path = await journalPath();
  (await Journal.open(path)).close();
  const lines = [
    JSON.stringify({ type: 'promote', trials: ['a'], rung: 2 ** 53 - 1, time: '2026-11-29' }),
    ...['{"type":"later"}', '', '[]', 'null', '['.repeat(50_000)],
    `{"type":"start","trial":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  ];
  await writeFile(path, lines.join('\n'));
  expect(await readJournal(path)).toEqual([]);
});

// reliability: run-writer
it.runIf(process.platform === 'linux').each([
  ['a pipe', (path: string) => void execFileSync('mkfifo', [path])],
  ['a folder', (path: string) => mkdir(path)],
  ['a device without an end', (path: string) => symlink('/dev/zero', path)],
  ['a file of five hundred megabytes', (path: string) => writeFile(path, '').then(() => truncate(path, 5e8))],
])('refuses %s at once', async (_, make) => {
  const path = await journalPath();
  await mkdir(dirname(path));
  await make(path);
  for (const work of [readJournal, Journal.open])
    await expect(work(path)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:JOURNAL_REFUSED|WRITE_FAILED)$/),
      message: expect.stringContaining(path),
    });
});
