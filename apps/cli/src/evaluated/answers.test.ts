import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import { openAnswers } from './answers.ts';

const isPosix = process.platform !== 'win32';
const temporaryPath = async () => join(await temporaryFolder(), 'inner', 'model.answers');

// reliability: server-failures
it('keeps answers in a file that nobody else may read, and does without one that was cut off', async () => {
  const path = await temporaryPath();
  const first = openAnswers(path);
  const floats = Float32Array.of(-0.5, Number.NaN, -Infinity);
  first.add('a', floats);
  first.add('b', 'déf\n');
  first.add('c', '');
  if (isPosix) expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, -3));
  const second = openAnswers(path);
  expect(['a', 'b', 'c', '__proto__', 'toString'].map((one) => second.get(one))).toEqual([
    ...[floats, 'déf\n', undefined, undefined, undefined],
  ]);
  expect(second.size).toBe(2);
  second.add('c', 'x');
  expect(openAnswers(path).get('c')).toBe('x');
});

const text = (words: string) => Buffer.from(words).toString('base64');

// reliability: server-failures
it.each([
  ['no base64', 'a text ?!=.'],
  ['base64 that is cut off', 'a text YWJ.'],
  ['base64 with more behind it', 'a text YWJj=YWJj.'],
  ['bits left over', 'a text YWJkZB==.'],
  ['text that is no UTF-8', `a text ${Buffer.from([0xff]).toString('base64')}.`],
  ['three bytes of a float', 'a float32 AAAA.'],
  ['another kind', `a float64 ${Buffer.alloc(8).toString('base64')}.`],
  ['no full stop', `a text ${text('b')}`],
  ['no question', ` text ${text('b')}.`],
  ['NUL bytes', '\0'.repeat(99)],
  ['an empty line', ''],
  ['a line of Windows', `a text ${text('b')}.\r`],
])('takes nothing from a line with %s, and all from those beside it', async (_, line) => {
  const path = join(await temporaryFolder(), 'model.answers');
  writeFileSync(path, `before text ${text('1')}.\n${line}\nafter text ${text('2')}.\n`);
  const answers = openAnswers(path);
  expect(['before', 'a', 'after'].map((one) => answers.get(one))).toEqual(['1', undefined, '2']);
  expect(answers.size).toBe(2);
  answers.add('a', Float32Array.of(1, 2));
  expect(openAnswers(path).get('a')).toEqual(Float32Array.of(1, 2));
});

it('reads a file line by line that no string can hold, and drops the line that is too long', async () => {
  const path = join(await temporaryFolder(), 'model.answers');
  writeFileSync(path, `a text ${text('1')}.\n`);
  // A hole takes no disk space.
  truncateSync(path, 513 * 2 ** 20);
  appendFileSync(path, `\nb text ${text('2')}.\nc text ${text('x'.repeat(3_000_000))}.\n`);
  const answers = openAnswers(path);
  expect([answers.size, answers.get('a'), answers.get('b')]).toEqual([3, '1', '2']);
  expect(answers.get('c')).toHaveLength(3_000_000);
  truncateSync(path, 2 ** 32 + 1);
  expect(() => openAnswers(path)).toThrow(expect.objectContaining({ code: 'CORPUS_TOO_LARGE' }));
});

it.runIf(isPosix)('refuses at once what is no file', async () => {
  const path = join(await temporaryFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  expect(() => openAnswers(path)).toThrow(
    expect.objectContaining({
      code: 'CORPUS_NOT_A_FILE',
      message: `Expected a file, got ${path}, which is a named pipe.`,
    }),
  );
  const looped = join(await temporaryFolder(), 'loop');
  symlinkSync(looped, looped);
  // As with a link that leads nowhere, there is no file; nothing can be written there either, which is an error.
  expect(() => openAnswers(looped).add('a', 'b')).toThrow(/ELOOP/);
});
