import { expect, it } from 'vitest';
import { asSeenBy } from './held-out.ts';

it('asSeenBy leaves out what the alphabet does not have, and documents of nothing else', () => {
  const documents = [
    { name: 'a', text: 'a-𝛼b' },
    { name: 'b', text: '---' },
  ];
  expect(asSeenBy({ alphabet: ['a', 'b', '𝛼'] }, documents)).toEqual([{ name: 'a', text: 'a𝛼b' }]);
  expect(asSeenBy({ alphabet: ['a', 'b'] }, documents)).toEqual([{ name: 'a', text: 'ab' }]);
});
