import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openAnswers } from './answers.ts';

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
