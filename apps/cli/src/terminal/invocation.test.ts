import { resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { packageManager } from '../../../../package.json';
import { invocation, invocationOf, runsWords } from './invocation.ts';

it('is a command of longrange, quoted', () => {
  expect([runsWords('runs'), runsWords('my')]).toEqual([[], ['--runs', 'my']]);
  expect(invocation(['sweep', "it's; rm -rf $HOME.yaml", ...runsWords('a b')])).toBe(
    "longrange sweep 'it'\\''s; rm -rf $HOME.yaml' --runs 'a b'",
  );
});

it('is a script of the clone where the program runs from there', () => {
  const { argv } = process;
  const folder = process.cwd();
  process.chdir('../..');
  process.argv = [process.execPath, resolve('apps/cli/dist/main.js')];
  onTestFinished(() => {
    process.argv = argv;
    process.chdir(folder);
  });
  expect(invocationOf('eval --help')).toBe(`npx ${packageManager} eval --help`);
  expect(invocationOf('--help')).toBe(`npx ${packageManager} longrange --help`);
});
