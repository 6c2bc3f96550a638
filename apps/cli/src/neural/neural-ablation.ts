import type { CharTokenizer } from '@longrange/corpus';
import type { Reading } from '@longrange/eval';
import type { AblatableModel, HeldUnit } from '@longrange/eval/probes';
import { type CharacterModel, clampUnit } from '@longrange/model';
import { NeuralLanguageModel } from './neural-language-model.ts';

/** Neural model for the ablation of units. Each held unit gets a network of its own, which lives for one call. */
export class NeuralAblation implements AblatableModel {
  readonly #model: CharacterModel;
  readonly #tokenizer: CharTokenizer;

  constructor(model: CharacterModel, tokenizer: CharTokenizer) {
    this.#model = model;
    this.#tokenizer = tokenizer;
  }

  get alphabet(): readonly string[] {
    return this.#tokenizer.vocabulary;
  }

  async predict(readings: readonly Reading[], held: HeldUnit | null): Promise<Float32Array[]> {
    if (held === null) return this.#predict(this.#model, readings);
    const model = clampUnit(this.#model, held);
    try {
      return await this.#predict(model, readings);
    } finally {
      model.dispose();
    }
  }

  #predict(model: CharacterModel, readings: readonly Reading[]): Promise<Float32Array[]> {
    return new NeuralLanguageModel('ablated', model, this.#tokenizer).predict(readings);
  }
}
