import { expect, it } from 'vitest';
import { measureBusyShare, whatToExpect } from './run-quickstart.ts';

it('says why it takes longer where others work, and nothing of them elsewhere', () => {
  expect(whatToExpect(0.1)).toBe('Takes some three minutes on two idle cores.');
  expect(whatToExpect(0.83)).toContain("Other work keeps 83 % of this machine's processor busy");
});

it('measures a share', async () => {
  const share = await measureBusyShare();
  expect(share).toBeGreaterThanOrEqual(0);
  expect(share).toBeLessThanOrEqual(1);
});
