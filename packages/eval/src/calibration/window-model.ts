import type { LanguageModel, Reading } from '../models/language-model.ts';
import { PrefixModel } from './prefix-model.ts';

/** Another model that sees exactly the last so many characters, whatever it is asked, and nothing of what came before them. */
export class WindowModel extends PrefixModel {
  readonly name: string;
  readonly alphabet: readonly string[];
  readonly #model: LanguageModel;
  readonly #characters: number;

  /** @param characters at least 1 */
  constructor(model: LanguageModel, characters: number) {
    super();
    this.name = `${model.name}, last ${characters}`;
    this.alphabet = model.alphabet;
    this.#model = model;
    this.#characters = characters;
  }

  protected async distributions({ text, at }: Reading): Promise<Float32Array> {
    const seen = at.map((place) => text.slice(Math.max(0, place - this.#characters), place));
    const rows = await this.#model.predict(seen.map((window) => ({ text: window, at: [window.length] })));
    const size = this.alphabet.length;
    const all = new Float32Array(at.length * size);
    for (const [index, row] of rows.entries()) all.set(row, index * size);
    return all;
  }
}
