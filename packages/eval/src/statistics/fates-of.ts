import type { Observation } from '@longrange/code';
import type { Fate } from './fate.ts';

const CAUSES = { held: 'closed', broken: 'broken', censored: 'open' } as const;

/** What became of openers, and when that came to light. */
export function fatesOf(observations: readonly Observation[]): Fate[] {
  return observations.map(({ document, outcome, distance }) => ({
    document,
    time: distance,
    cause: CAUSES[outcome],
  }));
}
