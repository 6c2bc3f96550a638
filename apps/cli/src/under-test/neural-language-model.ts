import type { CharTokenizer } from '@longrange/corpus';
import type { BranchedText, EvaluatedModel, LanguageModel, Reading, WritingOptions } from '@longrange/eval';
import { type CharacterModel, predictPositions, scoreBranches, scoreTokens } from '@longrange/model';
import { sample } from '@longrange/sampler';

/** Number of texts written side by side. Consecutive prompts from one document are read once. */
const BATCH = 512;

/**
 * Neural model for `@longrange/eval`: text in, logarithms of probabilities or more text out. Characters that the model does not know are skipped.
 * Every text is read from the beginning of a document; if the model has no symbol for that, the first character has the probability of a uniform
 * guess.
 */
export class NeuralLanguageModel implements EvaluatedModel {
  readonly stateful = true;
  readonly name: string;
  readonly #model: CharacterModel;
  readonly #tokenizer: CharTokenizer;
  readonly #known: ReadonlySet<string>;

  constructor(name: string, model: CharacterModel, tokenizer: CharTokenizer) {
    this.name = name;
    this.#model = model;
    this.#tokenizer = tokenizer;
    this.#known = new Set(tokenizer.vocabulary);
  }

  get alphabet(): readonly string[] {
    return this.#tokenizer.vocabulary;
  }

  /** Returns NaN for unknown characters. */
  async score(
    texts: readonly string[],
    { resetEvery, onShare = () => undefined }: Parameters<LanguageModel['score']>[1],
  ): Promise<Float32Array[]> {
    const encoded = texts.map((text) => this.#tokenizer.encode(text));
    const scores = await scoreTokens(this.#model, encoded, {
      resetEvery,
      onProgress: ({ characters, total }) => onShare(characters / total),
    });
    return texts.map((text, index) => spread(text, scores[index]!, this.#known));
  }

  async predict(readings: readonly Reading[]): Promise<Float32Array[]> {
    const encoded = readings.map(({ text, at }) => {
      const { tokens, positionOf } = this.#encode(text);
      return { tokens, at: at.map(positionOf) };
    });
    return predictPositions(this.#model, encoded);
  }

  async continuations(texts: readonly BranchedText[]): Promise<Float32Array[]> {
    const encoded = texts.map(({ text, branches }) => {
      const { tokens, positionOf } = this.#encode(text);
      const read = branches.map(({ at, continuation }) => ({
        at: positionOf(at),
        continuation: this.#tokenizer.encode(continuation),
      }));
      return { tokens, branches: read };
    });
    const scores = await scoreBranches(this.#model, encoded);
    texts.forEach(({ branches }, index) => {
      branches.forEach(({ continuation }, branch) => {
        if (!this.#knows(continuation)) scores[index]![branch] = Number.NaN;
      });
    });
    return scores;
  }

  /** Prompts must consist of characters that the model knows. */
  async complete(
    prompts: readonly string[],
    { onShare = () => undefined, isDone = () => false, ...options }: WritingOptions,
  ): Promise<string[]> {
    // Text without brackets, for example, leaves nothing to continue.
    if (prompts.length === 0) return [];
    const samples = await sample(this.#model, {
      ...options,
      prompts: [...prompts],
      batchSize: BATCH,
      isDone,
      onProgress: ({ characters, total }) => onShare(characters / total),
    });
    return samples.map(({ text }) => text);
  }

  #knows(text: string): boolean {
    for (const character of text) if (!this.#known.has(character)) return false;
    return true;
  }

  /** Returns a text's ids, and the function from an offset in UTF-16 code units to the number of ids before it. */
  #encode(text: string): { tokens: Int32Array; positionOf: (offset: number) => number } {
    const tokens = this.#tokenizer.encode(text);
    if (tokens.length === text.length) return { tokens, positionOf: (offset) => offset };
    const before = new Int32Array(text.length + 1);
    let unit = 0;
    let count = 0;
    for (const character of text) {
      before.fill(count, unit, unit + character.length);
      if (this.#known.has(character)) count++;
      unit += character.length;
    }
    before[unit] = count;
    return { tokens, positionOf: (offset) => before[offset]! };
  }
}

/** Places the scores of known characters at their UTF-16 offsets in the text, with NaN elsewhere. */
function spread(text: string, scores: Float32Array, known: ReadonlySet<string>): Float32Array {
  if (scores.length === text.length) return scores;
  const spreadScores = new Float32Array(text.length).fill(Number.NaN);
  let unit = 0;
  let next = 0;
  for (const character of text) {
    if (known.has(character)) spreadScores[unit] = scores[next++]!;
    unit += character.length;
  }
  return spreadScores;
}
