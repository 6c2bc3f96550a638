import { expect, it } from 'vitest';
import { invocation, runsWords } from './invocation.ts';

it('speaks as the user did', () => {
  expect(invocation('train --resume latest', { npm_lifecycle_event: 'quickstart' })).toBe(
    'pnpm train --resume latest',
  );
  expect(invocation('eval', { npm_lifecycle_event: 'npx' })).toBe('longrange eval');
  expect(invocation('eval', {})).toBe('longrange eval');
  expect([runsWords('runs'), runsWords('my')]).toEqual(['', ' --runs my']);
});
