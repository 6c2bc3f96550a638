import { streamAt } from '@longrange/code/internal';
import { checkArgument, describeValue, LongrangeError, parseOptions } from '@longrange/errors';
import { z } from 'zod';
import { nextTurn } from '../statistics/next-turn.ts';
import { eachInTurn } from './batches.ts';
import { alphabetOption, checkAlphabet, checkTexts, checkWriting, REPORT_EVERY } from './check-texts.ts';
import { drawPlace } from './draw-place.ts';
import type { EvaluatedModel } from './language-model.ts';

/**
 * Returns the probability of each character of the alphabet, in its order, as the next character.
 * @param text text before it in its document, or since the last reset; '' at the beginning
 */
export type NextCharacter = (text: string) => ArrayLike<number> | Promise<ArrayLike<number>>;

const optionsSchema = z.strictObject({
  /** Characters that the model can predict, each once: `'abc'` or `['a', 'b', 'c']`. */
  alphabet: alphabetOption,
  /** Name in results, `model` by default. */
  name: z.string().default('model'),
});

/** Options of `fromNextCharacter`. */
export interface NextCharacterOptions extends z.input<typeof optionsSchema> {}

/**
 * Makes a model from a function that returns the distribution of the character after a text. Every method calls that function about once
 * per character read or written, so the model takes as long as the calls do.
 *
 * @throws LongrangeError `ALPHABET_INVALID`, `NEXT_CHARACTER_OPTIONS` (exit code 2); later `DISTRIBUTION_INVALID`, if the function does not
 *   return a distribution over the alphabet: another length, an entry below 0 or not finite, or a sum that differs from 1 by more than 0.001
 */
export function fromNextCharacter(next: NextCharacter, options: NextCharacterOptions): EvaluatedModel {
  checkArgument(typeof next === 'function', 'next', 'a function from a text to probabilities', next);
  const context = { code: 'NEXT_CHARACTER_OPTIONS', subject: 'options of fromNextCharacter' };
  const { alphabet, name } = parseOptions(optionsSchema, options, context);
  const characters = checkAlphabet(Array.from(alphabet));
  const { length: V } = characters;
  const places = new Map(characters.map((character, place) => [character, place]));
  /** Returns the distribution after a text, scaled to sum to 1. */
  const after = async (text: string): Promise<Float64Array> => {
    const answer = next(text);
    return readDistribution(answer instanceof Promise ? await answer : answer, characters, text);
  };
  return {
    name,
    /** True, since a reset starts a new text, which changes the predictions. */
    stateful: true,
    alphabet: characters,
    async score(texts, { resetEvery, onShare }) {
      checkTexts('texts', texts);
      const total = texts.reduce((sum, { length }) => sum + length, 0);
      let done = 0;
      const scores: Float32Array[] = [];
      for (const text of texts) {
        const logs = new Float32Array(text.length).fill(Number.NaN);
        let at = 0;
        for (const character of text) {
          const start = resetEvery === null ? 0 : at - (at % resetEvery);
          const place = places.get(character);
          if (place !== undefined) logs[at] = Math.log((await after(text.slice(start, at)))[place]!);
          at += character.length;
          done += character.length;
          if (at % REPORT_EVERY > 0) continue;
          onShare?.(done / total);
          await nextTurn();
        }
        scores.push(logs);
      }
      onShare?.(1);
      return scores;
    },
    async predict(readings) {
      return eachInTurn(readings, async ({ text, at }) => {
        const rows = new Float32Array(at.length * V);
        for (const [row, place] of at.entries())
          rows.set((await after(text.slice(0, place))).map(Math.log), row * V);
        return rows;
      });
    },
    async continuations(texts) {
      return eachInTurn(texts, async ({ text, branches }) => {
        const sums = new Float32Array(branches.length);
        for (const [index, { at, continuation }] of branches.entries()) {
          let before = text.slice(0, at);
          for (const character of continuation) {
            const place = places.get(character);
            const probability = place === undefined ? Number.NaN : (await after(before))[place]!;
            sums[index] = sums[index]! + Math.log(probability);
            before += character;
          }
        }
        return sums;
      });
    },
    async complete(prompts, writing) {
      checkWriting(prompts, writing);
      const { length, temperature, seed, isDone, onShare } = writing;
      const written: string[] = [];
      for (const [index, prompt] of prompts.entries()) {
        const random = streamAt(seed, index);
        let text = '';
        for (let step = 0; step < length; step++) {
          if (step % REPORT_EVERY === 0) {
            if (isDone?.(index, text) === true) break;
            await nextTurn();
          }
          text += characters[drawPlace(await after(prompt + text), temperature, random)]!;
        }
        written.push(text);
        onShare?.((index + 1) / prompts.length);
      }
      return written;
    },
  };
}

const TOLERANCE = 1e-3;

function readDistribution(given: ArrayLike<number>, alphabet: readonly string[], text: string): Float64Array {
  if (given?.length !== alphabet.length)
    throw invalid(
      `Expected ${alphabet.length} probabilities, one for each character of the alphabet, ${afterWords(text)}, got ${given?.length ?? describeValue(given)}.`,
      'return an array of numbers, in the order of the alphabet.',
    );
  const probabilities = Float64Array.from(given);
  let sum = 0;
  for (let place = 0; place < probabilities.length; place++) {
    const probability = probabilities[place]!;
    if (!(probability >= 0 && probability < Number.POSITIVE_INFINITY))
      throw invalid(
        `Expected the probability of ${JSON.stringify(alphabet[place])} ${afterWords(text)} to be from 0 to 1, got ${probability}.`,
        'return probabilities, not logarithms or logits.',
      );
    sum += probability;
  }
  if (!(Math.abs(sum - 1) <= TOLERANCE))
    throw invalid(
      `Expected the probabilities ${afterWords(text)} to sum to 1, got ${Number(sum.toPrecision(6))}.`,
      'divide each of them by their sum.',
    );
  return probabilities.map((probability) => probability / sum);
}

const SHOWN = 20;

function afterWords(text: string): string {
  if (text === '') return 'at the beginning of a text';
  return `after ${JSON.stringify((text.length > SHOWN ? '…' : '') + text.slice(-SHOWN))}`;
}

function invalid(message: string, hint: string): LongrangeError {
  return new LongrangeError({ code: 'DISTRIBUTION_INVALID', message, hint, exitCode: 2 });
}
