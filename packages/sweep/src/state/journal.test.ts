import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

it('survives a torn last line, wherever it is torn, and what is no event', async () => {
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
  await appendFile(path, '{"type":"later"}\n\n[]\n');
  expect((await readJournal(path)).length).toBeGreaterThan(1);
});

it('says what it cannot write', async () => {
  await expect(Journal.open('/dev/null/x/journal.jsonl')).rejects.toMatchObject({
    code: 'WRITE_FAILED',
    message: expect.stringMatching(/^Cannot write \/dev\/null\/x\/journal\.jsonl: /),
  });
});
