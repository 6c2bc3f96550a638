import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { systemProblem } from './system-problem.ts';

const thisFile = fileURLToPath(import.meta.url);

function problemOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    return systemProblem(error);
  }
  throw new Error('expected it to fail');
}

it('says in words what the system refused, and what helps against it', () => {
  expect(problemOf(() => readdirSync(thisFile))).toEqual({
    code: 'ENOTDIR',
    meaning: 'a file stands where a folder is needed',
    remedy: 'check the path.',
  });
  expect(problemOf(() => readFileSync(`${thisFile}.none`))).toMatchObject({ code: 'ENOENT' });
});

it('speaks of free space where that helps, and nowhere else', () => {
  const remedyOf = (code: string) =>
    systemProblem(Object.assign(new Error(code), { code, syscall: 'write' }))!.remedy ?? '';
  expect(['ENOSPC', 'EDQUOT'].every((code) => remedyOf(code).includes('space'))).toBe(true);
  const others = ['EACCES', 'EFBIG', 'EIO', 'EISDIR', 'EMFILE', 'ENOENT', 'ENOTDIR', 'EPERM', 'EROFS', 'EX'];
  expect(others.filter((code) => remedyOf(code).includes('space'))).toEqual([]);
});

it('leaves alone what is not of the system', () => {
  expect(systemProblem(new TypeError('x'))).toBeUndefined();
  expect(systemProblem(Object.assign(new Error('x'), { code: 'ERR_INVALID_ARG_TYPE' }))).toBeUndefined();
  expect(systemProblem('ENOENT')).toBeUndefined();
});
