import type { BracketRanges, MinimalPairs } from './schema.ts';

/** Returns the ranges within 4,096 characters, which every evaluation has; generation at this temperature, or null if there was none. */
export function bracketRanges({ scoring, generation }: MinimalPairs, temperature: number): BracketRanges {
  const written = generation.find((one) => one.temperature === temperature);
  const read = scoring.find(({ kind }) => kind === 'closer')?.natural ?? null;
  return {
    scoring: read?.usualRange ?? read?.range ?? null,
    generation: written === undefined ? null : { ...(written.usualRange ?? written.range), temperature },
  };
}
