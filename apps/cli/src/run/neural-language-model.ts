import type { CharTokenizer } from '@longrange/corpus';
import type { LanguageModel } from '@longrange/eval';
import { type CharacterModel, scoreTokens } from '@longrange/model';

/** The neural model as the probes of `@longrange/eval` want it: text in, logarithms of probabilities out. */
export class NeuralLanguageModel implements LanguageModel {
  readonly stateful = true;
  readonly name: string;
  readonly #model: CharacterModel;
  readonly #tokenizer: CharTokenizer;
  readonly #onProgress: (share: number) => void;

  constructor(
    name: string,
    model: CharacterModel,
    tokenizer: CharTokenizer,
    onProgress: (share: number) => void = () => undefined,
  ) {
    this.name = name;
    this.#model = model;
    this.#tokenizer = tokenizer;
    this.#onProgress = onProgress;
  }

  /** The first character, which the model does not predict, has the probability of a uniform guess; NaN stands for an unknown one. */
  async score(
    texts: readonly string[],
    { resetEvery }: { readonly resetEvery: number | null },
  ): Promise<Float32Array[]> {
    const encoded = texts.map((text) => this.#tokenizer.encode(text));
    const scores = await scoreTokens(this.#model, encoded, {
      resetEvery,
      onProgress: ({ characters, total }) => this.#onProgress(characters / total),
    });
    const known = new Set(this.#tokenizer.vocabulary);
    return texts.map((text, index) => spread(text, scores[index]!, known));
  }
}

/** Scores of known characters, put where these stand among the text's UTF-16 code units. */
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
