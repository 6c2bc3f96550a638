import { describeValue, LongrangeError } from '@longrange/errors';
import type { EvaluatedModel } from './language-model.ts';
import { sumsOfRows } from './sums-of-rows.ts';

/** Tolerance for the sum of a row and for logarithms above 0: models may compute in float16. */
const TOLERANCE = 0.01;

/**
 * Wraps a model to check its answers: their shapes, that no logarithm exceeds 0, and that the first row of a prediction sums to 1, the
 * others to no more; no row of a token model must, as it also predicts characters outside the alphabet. Errors of the model itself pass through unchanged.
 *
 * @throws LongrangeError `EVALUATE_MODEL`, from each method
 */
export function checkedModel(model: EvaluatedModel): EvaluatedModel {
  const { name, stateful, alphabet, description, parameterCount } = model;
  const { length: V } = alphabet;
  const predictsOthers = 'leftOut' in model;
  const lengthsOf = (texts: readonly string[]): number[] => texts.map(({ length }) => length);
  return {
    name,
    stateful,
    alphabet,
    ...(description !== undefined && { description }),
    ...(parameterCount !== undefined && { parameterCount }),
    ...(model.scoreOwnTokens !== undefined && {
      scoreOwnTokens: (texts, options) => model.scoreOwnTokens!(texts, options),
    }),
    score: async (texts, options) => logs('score', await model.score(texts, options), lengthsOf(texts)),
    async predict(readings, onShare) {
      const sizes = readings.map(({ at }) => at.length * V);
      const answer = logs('predict', await model.predict(readings, onShare), sizes);
      const sums = answer.flatMap((rows) => sumsOfRows(rows, V));
      const mayBeLess = (row: number) => predictsOthers || row > 0;
      const wrongSum = sums.find(
        (sum, row) => !((mayBeLess(row) || sum > 1 - TOLERANCE) && sum < 1 + TOLERANCE),
      );
      if (wrongSum === undefined) return answer;
      const got = `a sum of ${wrongSum.toPrecision(4)}`;
      throw wrong('predict', 'logarithms of probabilities that sum to 1', got);
    },
    async continuations(texts, onShare) {
      const sizes = texts.map(({ branches }) => branches.length);
      return logs('continuations', await model.continuations(texts, onShare), sizes);
    },
    async complete(prompts, options) {
      const answer = await model.complete(prompts, options);
      const areTexts = Array.isArray(answer) && answer.every((text) => typeof text === 'string');
      if (areTexts && answer.length === prompts.length) return answer;
      const expected = `a list of ${prompts.length} strings, one for each prompt`;
      throw wrong('complete', expected, areTexts ? `${answer.length}` : describeValue(answer));
    },
  };
}

/** Returns the answer if it has one array of log-probabilities for each text, of the length given in `sizes`. */
function logs<Answer extends readonly Float32Array[]>(
  method: string,
  answer: Answer,
  sizes: readonly number[],
): Answer {
  const areArrays = Array.isArray(answer) && answer.every((one) => one instanceof Float32Array);
  if (!areArrays || answer.length !== sizes.length) {
    const got = areArrays ? `${answer.length}` : describeValue(answer);
    throw wrong(method, `a list of ${sizes.length} Float32Arrays, one for each text`, got);
  }
  for (const [index, size] of sizes.entries()) {
    const { length } = answer[index]!;
    if (length !== size) throw wrong(method, `${size} numbers for text ${index + 1}`, `${length}`);
  }
  // NaN stands for a character that the model does not know.
  const above = answer.flatMap((one) => one.find((log) => log > TOLERANCE) ?? [])[0];
  if (above === undefined) return answer;
  throw wrong(method, 'logarithms of probabilities, at most 0', describeValue(above));
}

function wrong(method: string, expected: string, got: string): LongrangeError {
  return new LongrangeError({
    code: 'EVALUATE_MODEL',
    message: `Expected \`${method}\` of the model to return ${expected}, got ${got}.`,
    hint: 'fromNextCharacter(fn, { alphabet }) makes a model from a function.',
    exitCode: 2,
  });
}
