import { expect, it } from 'vitest';
import { forgottenAt } from '../src/panels/memory.tsx';

it('says of a curve that falls between two distances that it shows at the first and no longer at the second', () => {
  const asked = (...evidence: number[]) =>
    evidence.map((one, index) => ({ distance: [5, 24, 97, 300][index]!, evidence: one }));
  expect(forgottenAt('It', asked(9, 2, -4, -5))).toBe(
    'It still shows after 24 characters and no longer after 97 characters.',
  );
  expect(forgottenAt('lstm: it', asked(3, 2))).toBe('lstm: it still shows after 24 characters.');
  expect(forgottenAt('It', asked(0.5, 3))).toBe('It does not show after 5 characters.');
  expect(forgottenAt('It', [])).toBe('');
});
