import { expect, it } from 'vitest';
import { createTypeScriptOracle } from './typescript.ts';

it('is the compiler of TypeScript 5.9, which reads both dialects', async () => {
  const { name, judge } = await createTypeScriptOracle();
  expect(name).toMatch(/^TypeScript 5\.9\.\d+$/);
  for (const sound of ['', '#!/bin/node\nlet a: number', '<T>b;', '(c) => <d>{e}</d>', 'f'.repeat(1e6)])
    expect(await judge(sound)).toBe(null);
  expect(await judge('let a = [1;\n')).toBe("',' expected. (line 1)");
  expect(await judge('a;\n<b>c</d>;\n')).toMatch(/^Unterminated regular expression literal. \(line 2\)/);
});

it('minds types in JavaScript', async () => {
  const { judge } = await createTypeScriptOracle({ language: 'javascript' });
  expect(await judge('const a = <b>{c?.d}</b>;')).toBe(null);
  expect(await judge('let a: b;')).toBe('Type annotations can only be used in TypeScript files. (line 1)');
});

it('survives whatever it is given, and says what to do where it cannot be loaded', async () => {
  const { judge } = await createTypeScriptOracle();
  for (const text of [
    '\0',
    '\ud800(',
    '('.repeat(100_000),
    `a${'.b'.repeat(100_000)}(`,
    '`${'.repeat(50_000),
  ])
    expect([text.slice(0, 9), await judge(text)]).toEqual([text.slice(0, 9), expect.any(String)]);
  await expect(createTypeScriptOracle({ package: 'typescript-of-nothing' })).rejects.toMatchObject({
    code: 'ORACLE_UNAVAILABLE',
    message: expect.stringMatching(
      /^Expected the npm package typescript-of-nothing to run TypeScript's compiler/,
    ),
  });
});
