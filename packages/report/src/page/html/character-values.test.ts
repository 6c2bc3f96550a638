import { expect, it } from 'vitest';
import { characterValues } from './picture.ts';

it('has hundredths for each unit as it is shown: a control character takes six, a pair of surrogates two', () => {
  const { 'data-values': values, 'data-names': names } = characterValues('a\u202e😀b', 'bits', [
    { name: 'x|y', values: [null, 1.234, 2, 2, 0] },
    { name: 'z', values: [0.5, 1, 2, 3, 4] },
  ]);
  expect(names).toBe('x/y|z');
  expect(values).toBe(' 123 123 123 123 123 123 200 200 0|50 100 100 100 100 100 100 200 200 400');
});
