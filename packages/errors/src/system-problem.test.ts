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

// reliability: system-errors
it('says in words what the system refused, and what helps against it', () => {
  expect(problemOf(() => readdirSync(thisFile))).toEqual({
    message: 'Cannot read notes: found a file where a folder was expected (ENOTDIR).',
    hint: 'check the path.',
  });
});

const systemError = (code: string) => Object.assign(new Error(code), { code, syscall: 'write' });

it('names a code that it does not know, and speaks of free space only where that helps', () => {
  const hintOf = (code: string) => systemProblem('write', 'notes', systemError(code)).hint ?? '';
  expect(['ENOSPC', 'EDQUOT'].every((code) => hintOf(code).includes('space'))).toBe(true);
  const unknown = 'Cannot write notes: the system refused (EX).';
  expect(systemProblem('write', 'notes', systemError('EX')).message).toBe(unknown);
  const others = ['EACCES', 'EFBIG', 'EIO', 'EISDIR', 'EMFILE', 'ENOENT', 'ENOTDIR', 'EPERM', 'EROFS', 'EX'];
  expect(others.filter((code) => hintOf(code).includes('space'))).toEqual([]);
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
