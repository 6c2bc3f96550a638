import type { TokenModel } from './token-model.ts';

/** What the beams of the same model left out, which was asked in several places at once, and how many questions it was asked in all of them. */
export function totalLeftOut(
  models: readonly Pick<TokenModel, 'leftOut' | 'asked'>[],
): TokenModel['leftOut'] & Pick<TokenModel, 'asked'> {
  const total = (of: (model: (typeof models)[number]) => number): number =>
    models.reduce((sum, model) => sum + of(model), 0);
  const bytes = total(({ leftOut }) => leftOut.bytes);
  return {
    bytes,
    mean: total(({ leftOut }) => leftOut.bytes * leftOut.mean) / Math.max(1, bytes),
    largest: Math.max(...models.map(({ leftOut }) => leftOut.largest)),
    asked: total(({ asked }) => asked),
  };
}
