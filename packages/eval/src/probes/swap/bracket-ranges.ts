import type { BracketRanges, Swaps } from './schema.ts';

/** Returns the ranges within 4,096 characters, which every evaluation has; generation at this temperature, or null if there was none. */
export function bracketRanges({ reading, writing }: Swaps, temperature: number): BracketRanges {
  const written = writing.find((one) => one.temperature === temperature);
  const read = reading.find(({ kind }) => kind === 'closer')?.natural ?? null;
  return {
    reading: read?.usualRange ?? read?.range ?? null,
    writing: written === undefined ? null : { ...(written.usualRange ?? written.range), temperature },
  };
}
