import { streamAt } from '@longrange/code/internal';
import { LongrangeError } from '@longrange/errors';
import { concurrently, resetPieces } from '../batches.ts';
import { checkTexts, checkWriting, REPORT_EVERY } from '../check-texts.ts';
import type { BranchedText, LanguageModel, OnShare, Reading, WritingOptions } from '../language-model.ts';

import { Covering } from './covering.ts';
import { CharacterBytes, writeTokens } from './from-covering.ts';
import type { Beam, TokenAsking, TokenModel } from './token-model.ts';
import { scoreCut, TokenSource } from './token-source.ts';

/** Default number of texts to read at once. */
const BATCH_SIZE = 64;
/** Number of characters between progress reports. */
const PROGRESS_EVERY = 64;

/** Reads texts side by side, each through a covering of its tokenizations. */
export class CoveringModel implements TokenModel {
  /** True, since a reset starts a new text, which changes the predictions. */
  readonly stateful = true;
  readonly name: string;
  readonly alphabet: readonly string[];
  readonly beam: TokenModel['beam'];
  readonly scoreOwnTokens?: NonNullable<LanguageModel['scoreOwnTokens']>;
  readonly #source: TokenSource;
  readonly #scoring: Beam;
  readonly #characters: CharacterBytes;
  readonly #batchSize: number;
  readonly #encoder = new TextEncoder();
  #bytes = 0;
  #left = { sum: 0, largest: 0 };

  constructor(name: string, alphabet: readonly string[], asking: TokenAsking, beam: TokenModel['beam']) {
    this.name = name;
    this.alphabet = alphabet;
    this.#source = new TokenSource(asking);
    this.beam = beam;
    this.#scoring = { ...beam, threshold: beam.scoring };
    this.#characters = new CharacterBytes(alphabet);
    this.#batchSize = asking.batchSize ?? BATCH_SIZE;
    if (asking.tokenize !== undefined) this.scoreOwnTokens = this.#scoreOwnTokens;
  }

  get leftOut(): TokenModel['leftOut'] {
    const { sum, largest } = this.#left;
    return { bytes: this.#bytes, mean: this.#bytes === 0 ? 0 : sum / this.#bytes, largest };
  }

  get asked(): number {
    return this.#source.asked;
  }

  async after(text: string): ReturnType<TokenModel['after']> {
    const logProbabilities = new Float64Array(this.alphabet.length);
    let bound = 0;
    const covering = await this.#stopAt(text, [text.length], async (there) => {
      ({ bound } = await there.nextByte());
      logProbabilities.set(await this.#characters.after(there));
    });
    covering.close();
    return { logProbabilities, bound };
  }

  async score(
    texts: readonly string[],
    { resetEvery, onShare }: Parameters<LanguageModel['score']>[1],
  ): Promise<Float32Array[]> {
    checkTexts('texts', texts);
    const known = new Set(this.alphabet);
    const scores = texts.map(({ length }) => new Float32Array(length).fill(Number.NaN));
    const total = texts.reduce((sum, { length }) => sum + length, 0);
    let done = 0;
    await concurrently(resetPieces(texts, resetEvery), this.#batchSize, async ({ index, start, text }) => {
      const beginning = await this.#begin(this.#scoring, text);
      const logs = [beginning.log];
      const covering = await this.#read(beginning, text, (character, { log }) => {
        logs.push(log);
        done += character.length;
        if (done % PROGRESS_EVERY === 0) onShare?.(done / total);
      });
      const characters = Array.from(text);
      if (this.scoreOwnTokens !== undefined) await this.#atLeastTheCut(characters, logs);
      atLeastTheNext(logs);
      let at = start;
      characters.forEach((character, place) => {
        if (known.has(character)) scores[index]![at] = logs[place + 1]! - logs[place]!;
        at += character.length;
      });
      covering.close();
    });
    onShare?.(1);
    return scores;
  }

  /** Raises scores, at the ends of the tokenizer's tokens, to at least the score of these, which the beam may have left out. */
  async #atLeastTheCut(characters: readonly string[], logs: number[]): Promise<void> {
    const text = characters.join('');
    const tokens = await scoreCut(this.#source, text, new Set(characters));
    const borders = new Set((await this.#source.cut(text))!.borders.map(({ at }) => at)).add(text.length);
    let [at, log] = [0, 0];
    for (const [place, { length }] of characters.entries()) {
      for (let own = 0; own < length; own++) log += tokens[at + own] || 0;
      at += length;
      if (borders.has(at)) logs[place + 1] = Math.max(logs[place + 1]!, log);
    }
  }

  async #scoreOwnTokens(
    texts: readonly string[],
    { onShare }: { readonly onShare?: OnShare },
  ): Promise<Float32Array[]> {
    let done = 0;
    return concurrently(texts, this.#batchSize, async (text) => {
      const scores = await scoreCut(this.#source, text, new Set(this.alphabet));
      onShare?.(++done / texts.length);
      return scores;
    });
  }

  async predict(readings: readonly Reading[]): Promise<Float32Array[]> {
    const V = this.alphabet.length;
    return concurrently(readings, this.#batchSize, async ({ text, at }) => {
      const rows = new Float32Array(at.length * V);
      const last = await this.#stopAt(text, at, async (covering, row) => {
        rows.set(await this.#characters.after(covering), row * V);
      });
      last.close();
      return rows;
    });
  }

  async continuations(texts: readonly BranchedText[]): Promise<Float32Array[]> {
    const known = new Set(this.alphabet);
    return concurrently(texts, this.#batchSize, async ({ text, branches }) => {
      const logs = new Float32Array(branches.length).fill(Number.NaN);
      const places = branches.map(({ at }) => at);
      const last = await this.#stopAt(text, places, async (covering, index) => {
        const { continuation } = branches[index]!;
        if (!Array.from(continuation).every((character) => known.has(character))) return;
        const longer = await this.#goOn(covering, continuation);
        logs[index] = longer.log - covering.log;
        if (longer !== covering) longer.close();
      });
      last.close();
      return logs;
    });
  }

  async complete(prompts: readonly string[], options: WritingOptions): Promise<string[]> {
    checkWriting(prompts, options);
    const { length, temperature, seed, isDone, onShare } = options;
    let done = 0;
    return concurrently(prompts, this.#batchSize, async (prompt, index) => {
      let asked = 0;
      const isEnough = (written: string): boolean => {
        if (written.length >= length) return true;
        if (written.length < asked) return false;
        asked = written.length + REPORT_EVERY;
        return isDone?.(index, written) === true;
      };
      let written = '';
      const covering = await this.#stopAt(prompt, [prompt.length], async (there) => {
        const random = streamAt(seed, index);
        written = await writeTokens(this.#source, there, { temperature, random, isEnough });
      });
      covering.close();
      onShare?.(++done / prompts.length);
      return written.slice(0, length);
    });
  }

  /** Reads a text, stopping at ascending places. The text after a place does not affect the tokenization before it. */
  async #stopAt(
    text: string,
    places: readonly number[],
    stop: (covering: Covering, index: number) => Promise<void>,
  ): Promise<Covering> {
    const { lead: leadLength } = this.beam;
    let covering = await this.#begin(this.beam);
    let from = 0;
    for (const [index, place] of places.entries()) {
      // Reading on from the last place is more accurate and, if it is near, also cheaper.
      const cut =
        place - leadLength > from + leadLength ? await this.#source.cut(text.slice(0, place)) : null;
      const border = cut?.borders.findLast(({ at }) => at <= place - leadLength);
      if (border !== undefined && border.at > from + leadLength) {
        covering.close();
        const [before, lead] = [cut!.tokens.slice(0, border.tokens), cut!.tokens.slice(border.tokens)];
        covering = await Covering.begin(this.#source, this.beam, before, lead);
        from = border.at;
      }
      const next = await this.#goOn(covering, text.slice(from, place));
      if (next.log === -Infinity) throw impossible(text.slice(0, place));
      if (next !== covering) covering.close();
      covering = next;
      from = Math.max(from, place);
      await stop(covering, index);
    }
    return covering;
  }

  /**
   * Returns the covering of the empty text, after the prefix.
   * @param text what will be read
   */
  async #begin(beam: Beam, text?: string): Promise<Covering> {
    const { prefix } = this.#source;
    const known = text !== undefined && this.#source.readsAhead ? await this.#source.cut(text) : null;
    return this.#read(await Covering.begin(this.#source, beam, [], known?.tokens), prefix);
  }

  /** Reads a text from a covering of its beginning, which is closed. */
  async #read(
    beginning: Covering,
    text: string,
    visit?: (character: string, covering: Covering) => void,
  ): Promise<Covering> {
    const read = await this.#goOn(beginning, text, visit);
    if (read.log === -Infinity) throw impossible(text);
    if (read !== beginning) beginning.close();
    return read;
  }

  /** Continues reading from a covering, which stays open. */
  async #goOn(
    from: Covering,
    text: string,
    visit?: (character: string, covering: Covering) => void,
  ): Promise<Covering> {
    let covering = from;
    for (const character of text) {
      for (const byte of this.#encoder.encode(character)) {
        const next = await covering.after(byte);
        if (covering !== from) covering.close();
        covering = next;
        this.#bytes++;
        this.#left.sum += next.leftOutHere;
        this.#left.largest = Math.max(this.#left.largest, next.leftOutHere);
      }
      visit?.(character, covering);
    }
    return covering;
  }
}

/** Raises each beginning to at least its continuation, which cannot be more probable: a tokenization left out there may have come back. */
function atLeastTheNext(logs: number[]): void {
  for (let index = logs.length - 2; index >= 0; index--)
    logs[index] = Math.max(logs[index]!, logs[index + 1]!);
}

const SHOWN = 20;

function impossible(text: string): LongrangeError {
  const shown = JSON.stringify((text.length > SHOWN ? '…' : '') + text.slice(-SHOWN));
  return new LongrangeError({
    code: 'TOKEN_TEXT_IMPOSSIBLE',
    message: `Expected a text that tokens of the vocabulary make up, got ${shown}, to which none of them lead with a probability above 0.`,
    hint: 'check that tokenBytes has the bytes themselves, and not the characters that stand for them in a vocabulary file.',
    exitCode: 2,
  });
}
