import { streamAt } from '@longrange/code/internal';
import { checkArgument, describeValue, doors, LongrangeError, parseOptions } from '@longrange/errors';
import { z } from 'zod';
import { checkAlphabet } from './check-alphabet.ts';
import { checkBranches, checkReadings, checkScoring, checkWriting } from './check-readings.ts';
import type { BranchedText, EvaluatedModel, LanguageModel, Reading } from './language-model.ts';
import { drawSymbol } from './ngram/draw-symbol.ts';
import type { TextWriter, WritingOptions } from './text-writer.ts';

/**
 * The distribution of the next character: for each character of the alphabet, in its order, its probability.
 * @param text all that came before it in its document, or since a reset; '' at the beginning
 */
export type NextCharacter = (text: string) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** What `fromNextCharacter` has to know beside the function. */
export interface NextCharacterOptions {
  /** The characters that it can predict, each once: `'abc'` or `['a', 'b', 'c']`. */
  readonly alphabet: string | readonly string[];
  /** What results call it, `model` if not given. */
  readonly name?: string;
}

const optionsSchema = z.strictObject({
  alphabet: z.custom<string | string[]>(
    (value) =>
      typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string')),
    'to be a string or a list of characters',
  ),
  name: z.string().default('model'),
});

/**
 * Makes a model of a function that is given a text and returns the distribution of the character after it. Everything is asked through that
 * function, so the model takes as long as the calls do: about one for each character read or written.
 *
 * @throws LongrangeError `ALPHABET_INVALID`, `NEXT_CHARACTER_OPTIONS` (exit code 2); while it is asked `DISTRIBUTION_INVALID`, where a distribution is none over the
 * alphabet: of another length, with an entry below 0 or not finite, or with a sum that is not 1 to within 0.001
 */
export function fromNextCharacter(next: NextCharacter, options: NextCharacterOptions): EvaluatedModel {
  checkArgument(typeof next === 'function', 'next', 'a function from a text to probabilities', next);
  const context = { code: 'NEXT_CHARACTER_OPTIONS', subject: 'options of fromNextCharacter' };
  const { alphabet, name } = parseOptions(optionsSchema, options, context);
  return doors('LanguageModel', new NextCharacterModel(name, checkAlphabet(Array.from(alphabet)), next));
}

/** Characters between two turns of the event loop, and between two questions whether what is written is enough. */
const STRETCH = 16;
const TOLERANCE = 1e-3;

class NextCharacterModel implements LanguageModel, TextWriter {
  /** A reset starts a new text, so it makes a difference. */
  readonly stateful = true;
  readonly name: string;
  readonly alphabet: readonly string[];
  readonly #next: NextCharacter;
  readonly #places: ReadonlyMap<string, number>;

  constructor(name: string, alphabet: readonly string[], next: NextCharacter) {
    this.name = name;
    this.alphabet = alphabet;
    this.#next = next;
    this.#places = new Map(alphabet.map((character, place) => [character, place]));
  }

  async score(
    texts: readonly string[],
    options: Parameters<LanguageModel['score']>[1],
  ): Promise<Float32Array[]> {
    checkScoring(texts, options);
    const { resetEvery, onShare } = options;
    const total = texts.reduce((sum, { length }) => sum + length, 0);
    let done = 0;
    const scores: Float32Array[] = [];
    for (const text of texts) {
      const logs = new Float32Array(text.length).fill(Number.NaN);
      let at = 0;
      for (const character of text) {
        const start = resetEvery === null ? 0 : at - (at % resetEvery);
        const place = this.#places.get(character);
        if (place !== undefined) logs[at] = Math.log((await this.#after(text.slice(start, at)))[place]!);
        at += character.length;
        done += character.length;
        if (at % STRETCH === 0) await pause(() => onShare?.(done / total));
      }
      scores.push(logs);
    }
    onShare?.(1);
    return scores;
  }

  async predict(readings: readonly Reading[]): Promise<Float32Array[]> {
    checkReadings(readings);
    const V = this.alphabet.length;
    const predictions: Float32Array[] = [];
    for (const { text, at } of readings) {
      const rows = new Float32Array(at.length * V);
      for (const [row, place] of at.entries()) {
        const probabilities = await this.#after(text.slice(0, place));
        rows.set(probabilities.map(Math.log), row * V);
      }
      predictions.push(rows);
      await pause();
    }
    return predictions;
  }

  async continuations(texts: readonly BranchedText[]): Promise<Float32Array[]> {
    checkBranches(texts);
    const results: Float32Array[] = [];
    for (const { text, branches } of texts) {
      const sums = new Float32Array(branches.length);
      for (const [index, { at, continuation }] of branches.entries()) {
        let before = text.slice(0, at);
        for (const character of continuation) {
          const place = this.#places.get(character);
          const probability = place === undefined ? Number.NaN : (await this.#after(before))[place]!;
          sums[index] = sums[index]! + Math.log(probability);
          before += character;
        }
      }
      results.push(sums);
      await pause();
    }
    return results;
  }

  async complete(prompts: readonly string[], options: WritingOptions): Promise<string[]> {
    checkWriting(prompts, options);
    const { length, temperature, seed, isDone, onShare } = options;
    const written: string[] = [];
    for (const [index, prompt] of prompts.entries()) {
      const random = streamAt(seed, index);
      let text = '';
      for (let step = 0; step < length; step++) {
        if (step % STRETCH === 0) {
          if (isDone?.(index, text) === true) break;
          await pause();
        }
        // A symbol is one more than its place in the alphabet.
        const probabilities = new Float64Array(this.alphabet.length + 1);
        probabilities.set(await this.#after(prompt + text), 1);
        text += this.alphabet[drawSymbol(probabilities, this.alphabet.length, temperature, random) - 1]!;
      }
      written.push(text);
      onShare?.((index + 1) / prompts.length);
    }
    return written;
  }

  /** The distribution after a text, which sums to 1. */
  async #after(text: string): Promise<Float64Array> {
    const answer = this.#next(text);
    const given = answer instanceof Promise ? await answer : answer;
    if (given?.length !== this.alphabet.length) throw wrongLength(given, this.alphabet.length, text);
    const probabilities = Float64Array.from(given);
    let sum = 0;
    for (let place = 0; place < probabilities.length; place++) {
      const probability = probabilities[place]!;
      if (!(probability >= 0 && probability < Number.POSITIVE_INFINITY)) {
        throw wrongProbability(this.alphabet[place]!, probability, text);
      }
      sum += probability;
    }
    if (!(Math.abs(sum - 1) <= TOLERANCE)) throw wrongSum(sum, text);
    return probabilities.map((probability) => probability / sum);
  }
}

async function pause(tell?: () => void): Promise<void> {
  tell?.();
  await new Promise((resolve) => setImmediate(resolve));
}

function wrongLength(given: unknown, length: number, text: string): LongrangeError {
  const got = (given as ArrayLike<number> | undefined)?.length;
  return invalid(
    `Expected ${length} probabilities, one for each character of the alphabet, ${afterWords(text)}, got ${got ?? describeValue(given)}.`,
    'return an array of numbers, in the order of the alphabet.',
  );
}

function wrongProbability(character: string, probability: number, text: string): LongrangeError {
  return invalid(
    `Expected the probability of ${JSON.stringify(character)} ${afterWords(text)} to be from 0 to 1, got ${probability}.`,
    'return probabilities, not logarithms or logits.',
  );
}

function wrongSum(sum: number, text: string): LongrangeError {
  return invalid(
    `Expected the probabilities ${afterWords(text)} to sum to 1, got ${Number(sum.toPrecision(6))}.`,
    'divide each of them by their sum.',
  );
}

const SHOWN = 20;

function afterWords(text: string): string {
  if (text === '') return 'at the beginning of a text';
  return `after ${JSON.stringify((text.length > SHOWN ? '…' : '') + text.slice(-SHOWN))}`;
}

function invalid(message: string, hint: string): LongrangeError {
  return new LongrangeError({ code: 'DISTRIBUTION_INVALID', message, hint, exitCode: 2 });
}
