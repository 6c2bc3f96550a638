import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openAnswers } from './answers.ts';

/** Returns a path for answers in a folder that is removed after the test. */
function temporaryPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'longrange-answers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'model.answers');
}

it('keeps answers in a file, and does without one that was cut off', () => {
  const folder = mkdtempSync(join(tmpdir(), 'longrange-answers-'));
  const path = join(folder, 'inner', 'model.answers');
  const first = openAnswers(path);
  first.add('a', Float32Array.of(-0.5, Number.NaN, -Infinity));
  first.add('b', 'déf\n');
  first.add('c', '');
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, whole.slice(0, -3));
  const second = openAnswers(path);
  expect(second.size).toBe(2);
  expect(second.get('a')).toEqual(Float32Array.of(-0.5, Number.NaN, -Infinity));
  expect([second.get('b'), second.get('c')]).toEqual(['déf\n', undefined]);
  second.add('c', 'x');
  expect(openAnswers(path).get('c')).toBe('x');
  rmSync(folder, { recursive: true });
});

const text = (words: string) => Buffer.from(words).toString('base64');

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
])('takes nothing from a line with %s, and all from those beside it', (_, line) => {
  const path = temporaryPath();
  writeFileSync(path, `before text ${text('1')}.\n${line}\nafter text ${text('2')}.\n`);
  const answers = openAnswers(path);
  expect([answers.size, answers.get('before'), answers.get('a'), answers.get('after')]).toEqual([
    2,
    '1',
    undefined,
    '2',
  ]);
  answers.add('a', Float32Array.of(1, 2));
  expect(openAnswers(path).get('a')).toEqual(Float32Array.of(1, 2));
});

it.skipIf(process.platform === 'win32')(
  "lets nobody else read answers, which may hold the user's own code",
  () => {
    const path = temporaryPath();
    openAnswers(path).add('a', 'b');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  },
);

it('keeps no name of an object for an answer', () => {
  const answers = openAnswers(temporaryPath());
  for (const name of ['__proto__', 'constructor', 'toString']) expect(answers.get(name)).toBeUndefined();
});

it('reads a file line by line that no string can hold, and drops the line that is too long', () => {
  const path = temporaryPath();
  writeFileSync(path, `a text ${text('1')}.\n`);
  // A hole takes no disk space.
  truncateSync(path, 600 * 2 ** 20);
  appendFileSync(path, `\nb text ${text('2')}.\nc text ${text('x'.repeat(3_000_000))}.\n`);
  const answers = openAnswers(path);
  expect([answers.size, answers.get('a'), answers.get('b')]).toEqual([3, '1', '2']);
  expect(answers.get('c')).toHaveLength(3_000_000);
  truncateSync(path, 2 ** 32 + 1);
  expect(() => openAnswers(path)).toThrow(expect.objectContaining({ code: 'CORPUS_TOO_LARGE' }));
});

it.skipIf(process.platform === 'win32')('refuses at once what is no file', () => {
  const make: Record<string, (path: string) => void> = {
    'a named pipe': (path) => void execFileSync('mkfifo', [path]),
    'a folder': (path) => mkdirSync(path),
    'a device': (path) => symlinkSync('/dev/zero', path),
  };
  for (const [kind, put] of Object.entries(make)) {
    const path = temporaryPath();
    put(path);
    expect(() => openAnswers(path)).toThrow(
      expect.objectContaining({
        code: 'CORPUS_NOT_A_FILE',
        message: `Expected a file, got ${path}, which is ${kind}.`,
      }),
    );
  }
  const looped = temporaryPath();
  symlinkSync(looped, looped);
  // As with a link that leads nowhere, there is no file; nothing can be written there either, which is an error.
  expect(() => openAnswers(looped).add('a', 'b')).toThrow(/ELOOP/);
});
