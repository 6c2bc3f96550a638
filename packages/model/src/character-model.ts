import { checkArgument, parseOptions } from '@longrange/errors';
import { z } from 'zod';
import { CharacterNetwork } from './character-network.ts';
import { parseModelConfig } from './config.ts';
import type { ModelConfig, ModelConfigInput } from './config-schema.ts';
import { networkOf } from './networks/networks.ts';
import { valuesOf } from './parameters.ts';
import { randomStream } from './random-stream.ts';
import { callbackSchema } from './schema.ts';
import { predictPositions } from './scoring/predict-positions.ts';
import { scoreBranches } from './scoring/score-branches.ts';
import { scoreTokens } from './scoring/score-tokens.ts';
import { writeSamples } from './writing/write-samples.ts';

const initializeOptions = z.strictObject({ seed: z.int() });
const scoreOptions = z.strictObject({
  resetEvery: z.int().positive().nullable(),
  onShare: callbackSchema<OnShare>(),
});
const completeOptions = z.strictObject({
  length: z.int().positive(),
  temperature: z.number().min(0),
  seed: z.int().min(0),
  isDone: callbackSchema<(index: number, written: string) => boolean>(),
  onShare: callbackSchema<OnShare>(),
});

/** Number of texts written in one batch. Consecutive prompts from one document are read once. */
const TEXTS_AT_ONCE = 512;

type OnShare = (share: number) => void;

/** Text as a model reads it. */
export interface EncodedText {
  /** int32 ids, [number of characters that the model knows]. */
  readonly tokens: Int32Array;
  /** Number of ids before an offset in UTF-16 code units. */
  positionOf(offset: number): number;
}

/**
 * Character-level language model. It reads and writes text as an `EvaluatedModel` for `evaluate` of @longrange/eval, and ids as a
 * `CharacterNetwork`. Characters outside its vocabulary are skipped. Every text is read from the beginning of a document; if the model has
 * no symbol for that, the first character has the probability of a uniform guess.
 */
export class CharacterModel extends CharacterNetwork {
  /** Name in results; the default is that of its network. */
  name: string = networkOf(this.config).title;
  /** True, since it carries a state from character to character. */
  readonly stateful = true;
  readonly #idOf: ReadonlyMap<string, number> = new Map(
    this.config.vocabulary.map((character, id) => [character, id]),
  );

  /**
   * Makes a new model with random parameters: the same seed gives the same bits on every engine.
   *
   * @throws LongrangeError MODEL_CONFIG, MODEL_OPTIONS, ENGINE_NONE
   */
  static initialize(config: ModelConfigInput, options: { readonly seed: number }): CharacterModel {
    const parsed = parseModelConfig(config);
    const context = { code: 'MODEL_OPTIONS', subject: 'options of CharacterModel.initialize' };
    const { seed } = parseOptions(initializeOptions, options, context);
    return new CharacterModel(parsed, ({ shape, initializer }, index) =>
      initializer(shape, randomStream(seed, index)),
    );
  }

  /**
   * Makes a model with given parameters.
   *
   * @param values row-major float32 by name, each of the size in `parameterSpecifications(config)`
   */
  static fromValues(config: ModelConfig, values: ReadonlyMap<string, Float32Array>): CharacterModel {
    return new CharacterModel(config, (specification) => valuesOf(values, specification));
  }

  /** Vocabulary: the characters that it can predict, in the order of their ids. */
  get alphabet(): readonly string[] {
    return this.config.vocabulary;
  }

  /** Network and sizes: `LSTM, 2 layers of 256 units, embedding 64, 96 characters`. */
  get description(): string {
    const { layers, units, embeddingSize, vocabulary } = this.config;
    const { title, consistsOf } = networkOf(this.config);
    const parts = layers === 1 ? consistsOf.slice(0, -1) : consistsOf;
    const shape = `${layers} ${parts} of ${units} units`;
    return `${title}, ${shape}, embedding ${embeddingSize}, ${vocabulary.length} characters`;
  }

  /**
   * Natural logarithm of the probability of each character given those before it, as `scoreTokens` computes it for ids.
   *
   * @returns for each text float32 of its length in UTF-16 code units; NaN for characters outside the vocabulary and for second halves
   * @throws LongrangeError SCORE_OPTIONS
   */
  async score(texts: readonly string[], options: z.input<typeof scoreOptions>): Promise<Float32Array[]> {
    const context = { code: 'SCORE_OPTIONS', subject: 'options of CharacterModel.score' };
    const { resetEvery, onShare } = parseOptions(scoreOptions, options, context);
    checkArgument(Array.isArray(texts), 'texts', 'a list of strings', texts);
    const encoded = texts.map((text) => this.encode(text).tokens);
    const scores = await scoreTokens(this, encoded, {
      resetEvery,
      onProgress: ({ characters, total }) => onShare?.(characters / total),
    });
    return texts.map((text, index) => this.#spread(text, scores[index]!));
  }

  /**
   * Natural logarithms of the distribution of the next character after `text.slice(0, at)`, for each `at`: ascending UTF-16 offsets.
   *
   * @returns [at.length × V] float32 for each reading, row-major
   */
  async predict(
    readings: readonly { readonly text: string; readonly at: readonly number[] }[],
  ): Promise<Float32Array[]> {
    const queries = readings.map(({ text, at }) => {
      const { tokens, positionOf } = this.encode(text);
      return { tokens, at: at.map(positionOf) };
    });
    return predictPositions(this, queries);
  }

  /**
   * Natural logarithm of the probability that `continuation` follows `text.slice(0, at)`, for each branch, in the order of `at`.
   *
   * @returns [branches.length] float32 for each text; NaN for a continuation with a character outside the vocabulary
   */
  async continuations(
    texts: readonly {
      readonly text: string;
      readonly branches: readonly { readonly at: number; readonly continuation: string }[];
    }[],
  ): Promise<Float32Array[]> {
    const encoded = texts.map(({ text, branches }) => {
      const { tokens, positionOf } = this.encode(text);
      const read = branches.map(({ at, continuation }) => ({
        at: positionOf(at),
        continuation: this.encode(continuation).tokens,
      }));
      return { tokens, branches: read };
    });
    const scores = await scoreBranches(this, encoded);
    texts.forEach(({ branches }, index) => {
      branches.forEach(({ continuation }, branch) => {
        const isKnown = Array.from(continuation).every((character) => this.#idOf.has(character));
        if (!isKnown) scores[index]![branch] = Number.NaN;
      });
    });
    return scores;
  }

  /**
   * Continues the prompts as `sample` of @longrange/sampler does; returns the texts without the prompts.
   *
   * @throws LongrangeError SAMPLE_OPTIONS, SAMPLE_PROMPT for characters outside the vocabulary, SAMPLE_NON_FINITE
   */
  async complete(prompts: readonly string[], options: z.input<typeof completeOptions>): Promise<string[]> {
    const context = { code: 'SAMPLE_OPTIONS', subject: 'options of CharacterModel.complete' };
    const { onShare, ...settings } = parseOptions(completeOptions, options, context);
    checkArgument(Array.isArray(prompts), 'prompts', 'a list of strings', prompts);
    const samples = await writeSamples(this, {
      ...settings,
      prompts,
      batchSize: TEXTS_AT_ONCE,
      onProgress: ({ characters, total }) => onShare?.(characters / total),
    });
    return samples.map(({ text }) => text);
  }

  /** Converts a text to ids, without the characters outside the vocabulary. @throws LongrangeError ARGUMENT_INVALID */
  encode(text: string): EncodedText {
    checkArgument(typeof text === 'string', 'text', 'a string', text);
    const ids = new Int32Array(text.length);
    let count = 0;
    for (const character of text) {
      const id = this.#idOf.get(character);
      if (id !== undefined) ids[count++] = id;
    }
    const tokens = ids.subarray(0, count);
    if (tokens.length === text.length) return { tokens, positionOf: (offset) => offset };
    const before = new Int32Array(text.length + 1);
    let [unit, known] = [0, 0];
    for (const character of text) {
      before.fill(known, unit, unit + character.length);
      if (this.#idOf.has(character)) known++;
      unit += character.length;
    }
    before[unit] = known;
    return { tokens, positionOf: (offset) => before[offset]! };
  }

  /** Places the scores of known characters at their UTF-16 offsets in the text, with NaN elsewhere. */
  #spread(text: string, scores: Float32Array): Float32Array {
    if (scores.length === text.length) return scores;
    const spread = new Float32Array(text.length).fill(Number.NaN);
    let [unit, next] = [0, 0];
    for (const character of text) {
      if (this.#idOf.has(character)) spread[unit] = scores[next++]!;
      unit += character.length;
    }
    return spread;
  }
}
