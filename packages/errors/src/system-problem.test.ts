import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { isSystemError, systemProblem } from './system-problem.ts';

const thisFile = fileURLToPath(import.meta.url);

function problemOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    expect(isSystemError(error)).toBe(true);
    return systemProblem('read', 'notes', error);
  }
  throw new Error('expected it to fail');
}

it('says in words what the system refused, and what helps against it', () => {
  expect(problemOf(() => readdirSync(thisFile))).toEqual({
    message: 'Cannot read notes: found a file where a folder was expected (ENOTDIR).',
    hint: 'check the path.',
  });
});

const systemError = (code: string) => Object.assign(new Error(code), { code, syscall: 'write' });

it('speaks of free space where that helps, and nowhere else', () => {
  const hintOf = (code: string) => systemProblem('write', 'notes', systemError(code)).hint ?? '';
  expect(['ENOSPC', 'EDQUOT'].every((code) => hintOf(code).includes('space'))).toBe(true);
  const others = ['EACCES', 'EFBIG', 'EIO', 'EISDIR', 'EMFILE', 'ENOENT', 'ENOTDIR', 'EPERM', 'EROFS', 'EX'];
  expect(others.filter((code) => hintOf(code).includes('space'))).toEqual([]);
});

it('names a code that it does not know', () => {
  expect(systemProblem('write to', 'standard output', systemError('EX'))).toEqual({
    message: 'Cannot write to standard output: the system refused (EX).',
    hint: undefined,
  });
});

it('quotes an error that is not of the system', () => {
  const foreign = Object.assign(new Error('x went wrong.'), { code: 'ERR_INVALID_ARG_TYPE' });
  expect([new TypeError('x'), foreign, 'ENOENT'].some(isSystemError)).toBe(false);
  expect(systemProblem('read', 'notes', foreign)).toEqual({
    message: 'Cannot read notes: x went wrong.',
    hint: undefined,
  });
  expect(systemProblem('read', 'notes', 'gone').message).toBe('Cannot read notes: gone.');
});
