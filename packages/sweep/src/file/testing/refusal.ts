import { LongrangeError } from '@longrange/errors';
import { expect } from 'vitest';
import { parseSweep } from '../parse-sweep.ts';

/** The message of the refusal, and that it came in time. */
export function refusal(text: string): string {
  const begun = performance.now();
  try {
    parseSweep(text, 'a.yaml');
  } catch (error) {
    if (!(error instanceof LongrangeError) || error.code !== 'SWEEP_INVALID' || error.exitCode !== 2)
      throw error;
    expect(performance.now() - begun).toBeLessThan(60_000);
    return error.message;
  }
  return 'none';
}

export const repeated = (text: string, times: number) =>
  Array.from({ length: times }, (_, i) => text.replaceAll('#', String(i))).join('');
/** A sweep of the one parameter `a`. */
export const of = (parameter: string) => `method: random\nrun_cap: 9\nparameters:\n  a: ${parameter}\n`;
/** One with these parameters. */
export const parameters = (given: string) => `method: grid\nparameters: ${given}\n`;
