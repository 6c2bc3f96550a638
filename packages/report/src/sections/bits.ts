import { type BitsPerCharacter, bitsSection } from '@longrange/eval/internal';
import type { Figure, Section } from '../document/internal.ts';
import { predictorStyle, untrainedStyle } from '../words/subjects.ts';
import type { Tests } from '../words/tested.ts';
import { drawSection } from './draw-section.ts';

/** Bits per character of all predictors. */
export interface Scored {
  readonly entries: readonly BitsPerCharacter[];
  /** The model; null without one. */
  readonly model: BitsPerCharacter | null;
  readonly tests: Tests;
}

/** Entry of the model: the one named so, else the one whose state can be reset. */
export function modelPredictor(entries: readonly BitsPerCharacter[]): BitsPerCharacter | null {
  return (
    entries.find(({ predictor }) => /^model\b/i.test(predictor)) ??
    entries.find(({ byPosition }) => byPosition.length > 0) ??
    entries.find(({ reset }) => reset !== null) ??
    null
  );
}

/** Metric 9, the model first. Null if nothing was scored, as with a text and no model. */
export function drawBits(
  { entries, model, tests }: Scored,
  added: readonly (Figure | null)[] = [],
): Section | null {
  const others = entries.filter((entry) => entry !== model);
  const sides = [...(model === null ? [] : [model]), ...others].map((fields, index) => ({
    id: fields.predictor,
    name: fields.predictor,
    // The network before its training has no bits of its model, only what a carried state saves.
    style:
      fields.carried === null && fields !== model
        ? untrainedStyle
        : predictorStyle(model === null ? index + 1 : index),
    fields,
  }));
  return sides.length === 0 ? null : drawSection(bitsSection, sides, tests, added);
}
