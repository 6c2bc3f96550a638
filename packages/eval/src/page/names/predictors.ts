import type { Result } from '../../result/schema.ts';

export type Predictor = Result['bitsPerCharacter'][number];

/** The entry that is the model under test: the one called so, else the one whose state can be reset. Null without a model. */
export function modelPredictor(result: Result): Predictor | null {
  if (result.model === null) return null;
  const entries = result.bitsPerCharacter;
  return (
    entries.find(({ predictor }) => /^model\b/i.test(predictor)) ??
    entries.find(({ byPosition }) => byPosition.length > 0) ??
    entries.find(({ reset }) => reset !== null) ??
    null
  );
}
