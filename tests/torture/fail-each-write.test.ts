import { afterAll, beforeAll, expect, it } from 'vitest';
import { figure, isLong } from './testing/figures.ts';
import { Saboteur } from './testing/sabotage.ts';

let saboteur: Saboteur;

beforeAll(async () => {
  saboteur = await Saboteur.create();
});
afterAll(() => saboteur.remove());

/** What a full disk refuses; the rest needs no room. Opening and flushing, which seldom meet it, are left to the long form. */
const takesRoom = isLong
  ? /^(open|write|writeFile|appendFile|mkdir|sync|datasync)\t/
  : /^(write|writeFile|appendFile|mkdir)\t/;

it('a write that fails gives one clear error or none, and nothing is lost', async () => {
  const words = saboteur.begin;
  await saboteur.clear();
  const calls = await saboteur.callsOf(words);
  let refused = 0;
  const count = await saboteur.disturb(
    {
      words,
      calls,
      faultsOf: (call, at) => [
        { kind: 'fail', at, code: 'EIO' },
        ...(takesRoom.test(call) ? [{ kind: 'full', at, code: 'ENOSPC' } as const] : []),
      ],
      check: ({ code, signal, stderr }, fault) => {
        expect(signal).toBeNull();
        // What only clears away, or makes sure of what is there already, may fail without harm.
        if (code === 0) return;
        refused += 1;
        expect(code).toBe(1);
        expect(stderr.match(/^error: /gm)).toHaveLength(1);
        expect(stderr).toMatch(new RegExp(`^error: Cannot write .* \\(${fault.code}\\)\\.\n`));
        expect(stderr.includes('free some space')).toBe(fault.code === 'ENOSPC');
        expect(stderr).not.toContain('defect');
      },
    },
    () => saboteur.clear(),
  );
  expect(refused).toBeGreaterThan(count / 2);
  figure('EIO at each call, ENOSPC from each write on', `${count} faults, ${refused} of them with an error`);
});
