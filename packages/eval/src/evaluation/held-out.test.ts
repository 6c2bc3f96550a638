import { expect, it } from 'vitest';
import { asSeenBy } from './held-out.ts';

it('asSeenBy leaves out what the alphabet does not have, and documents of nothing else', () => {
  const documents = [
    { path: 'a', text: 'a-𝛼b' },
    { path: 'b', text: '---' },
  ];
  expect(asSeenBy({ alphabet: ['a', 'b', '𝛼'] }, documents)).toEqual([{ path: 'a', text: 'a𝛼b' }]);
  expect(asSeenBy({ alphabet: ['a', 'b'] }, documents)).toEqual([{ path: 'a', text: 'ab' }]);
});
