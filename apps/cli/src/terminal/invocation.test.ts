import { expect, it } from 'vitest';
import { invocation, runsWords } from './invocation.ts';

it('quotes the words of a command of longrange', () => {
  expect([runsWords('runs'), runsWords('my')]).toEqual([[], ['--runs', 'my']]);
  expect(invocation(['sweep', "it's; rm -rf $HOME.yaml", ...runsWords('a b')])).toBe(
    "longrange sweep 'it'\\''s; rm -rf $HOME.yaml' --runs 'a b'",
  );
});
