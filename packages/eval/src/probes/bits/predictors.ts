import type { Tests } from '../../words/tested.ts';
import type { BitsPerCharacter } from '../schema.ts';

/** Bits per character of all predictors. */
export interface Scored {
  readonly entries: readonly BitsPerCharacter[];
  /** The model under test; null without one. */
  readonly own: BitsPerCharacter | null;
  readonly tests: Tests;
}

/** The entry that is the model under test: the one called so, else the one whose state can be reset. */
export function modelPredictor(entries: readonly BitsPerCharacter[]): BitsPerCharacter | null {
  return (
    entries.find(({ predictor }) => /^model\b/i.test(predictor)) ??
    entries.find(({ byPosition }) => byPosition.length > 0) ??
    entries.find(({ reset }) => reset !== null) ??
    null
  );
}
