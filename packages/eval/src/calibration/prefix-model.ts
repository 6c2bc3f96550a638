import type { BranchedText, LanguageModel, Reading } from '../models/language-model.ts';

/** Characters scored at once: their distributions are held at the same time. */
const STRIDE = 2048;

/** A model that is a rule for the next character after the text before it, however it is asked. */
export abstract class PrefixModel implements LanguageModel {
  abstract readonly name: string;
  abstract readonly alphabet: readonly string[];
  readonly stateful: boolean = false;

  /** As `predict`, for one reading: [at.length × alphabet.length] float32, row-major. */
  protected abstract distributions(reading: Reading): Promise<Float32Array>;

  async predict(readings: readonly Reading[]): Promise<Float32Array[]> {
    return eachInTurn(readings, (reading) => this.distributions(reading));
  }

  async continuations(texts: readonly BranchedText[]): Promise<Float32Array[]> {
    return eachInTurn(texts, async ({ text, branches }) => {
      const scores = await eachInTurn(branches, async ({ at, continuation }) => {
        const whole = text.slice(0, at) + continuation;
        const scored = await this.#scoreAt(whole, placesFrom(at, whole.length));
        return scored.reduce((sum, score) => sum + score, 0);
      });
      return Float32Array.from(scores);
    });
  }

  async score(
    texts: readonly string[],
    { resetEvery }: { readonly resetEvery: number | null },
  ): Promise<Float32Array[]> {
    return eachInTurn(texts, async (text) => {
      const scores = new Float32Array(text.length).fill(Number.NaN);
      const every = resetEvery ?? Math.max(1, text.length);
      for (let start = 0; start < text.length; start += every) {
        // The first character after a stretch is predicted from the whole of it.
        const stretch = text.slice(start, start + every + 1);
        for (let at = 1; at < stretch.length; at += STRIDE) {
          const places = placesFrom(at, Math.min(stretch.length, at + STRIDE));
          scores.set(await this.#scoreAt(stretch, places), start + at);
        }
      }
      return scores;
    });
  }

  async #scoreAt(text: string, at: readonly number[]): Promise<Float32Array> {
    const rows = await this.distributions({ text, at });
    return Float32Array.from(at, (place, row) => {
      const character = this.alphabet.indexOf(text[place]!);
      return character < 0 ? Number.NaN : rows[row * this.alphabet.length + character]!;
    });
  }
}

function placesFrom(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

async function eachInTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
