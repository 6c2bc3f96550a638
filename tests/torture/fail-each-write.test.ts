import { randomStream } from '@longrange/model/internal';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { figure, isLong } from './testing/figures.ts';
import type { Fault, ProgramResult } from './testing/run-program.ts';
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

/**
 * The numbers of the calls that are to fail, from 1: in the long form all. The short form takes one of each kind, drawn with a seed: the same
 * function for the same file, whichever checkpoint that belongs to.
 */
function chosen(calls: readonly string[]): number[] {
  const kinds = new Map<string, number[]>();
  for (const [index, call] of calls.entries()) {
    const kind = isLong ? `${index}` : call.replaceAll(/-[0-9a-f]{12,}|-\d{6}/g, '');
    kinds.set(kind, [...(kinds.get(kind) ?? []), index + 1]);
  }
  const { uniform } = randomStream(1);
  return [...kinds.values()].map((numbers) => numbers[Math.floor(uniform() * numbers.length)]!);
}

it.each([
  ['EIO at a call', 'fail', 'EIO', /^/],
  ['ENOSPC from a write on', 'full', 'ENOSPC', takesRoom],
] as const)('%s gives one clear error or none, and nothing is lost', async (what, kind, code, concerned) => {
  await saboteur.clear();
  const calls = await saboteur.callsOf(saboteur.begin);
  const numbers = chosen(calls).filter((at) => concerned.test(calls[at - 1]!));
  let refused = 0;
  let reached = 0;
  const check = (result: ProgramResult): void => {
    expect(result.signal).toBeNull();
    // What only clears away, or makes sure of what is there already, may fail without harm.
    if (result.code === 0) return;
    refused += 1;
    expect(result.code).toBe(1);
    expect(result.stderr.match(/^error: /gm)).toHaveLength(1);
    expect(result.stderr).toMatch(new RegExp(`^error: Cannot write .* \\(${code}\\)\\.\n`));
    expect(result.stderr.includes('free some space')).toBe(code === 'ENOSPC');
    expect(result.stderr).not.toContain('defect');
  };
  for (const at of numbers.sort((a, b) => a - b)) {
    const fault: Omit<Fault, 'root'> = { kind, at, code };
    reached = await saboteur.fail(fault, reached, check);
  }
  expect(refused).toBeGreaterThan(numbers.length / 2);
  figure(what, `${numbers.length} of ${calls.length} calls, ${refused} with an error`);
});
