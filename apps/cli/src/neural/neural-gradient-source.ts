import type { CharTokenizer } from '@longrange/corpus';
import type { GradientReachTarget, GradientSource } from '@longrange/eval/probes';
import { type CharacterModel, inputGradientNorms } from '@longrange/model';

/** Gradients of the neural model for the probe of their reach. Texts must be `asSeenBy` the tokenizer and without surrogate pairs. */
export class NeuralGradientSource implements GradientSource {
  readonly #model: CharacterModel;
  readonly #tokenizer: CharTokenizer;
  readonly #onProgress: (share: number) => void;

  constructor(model: CharacterModel, tokenizer: CharTokenizer, onProgress: (share: number) => void) {
    this.#model = model;
    this.#tokenizer = tokenizer;
    this.#onProgress = onProgress;
  }

  gradientNorms(
    texts: readonly string[],
    targets: readonly GradientReachTarget[],
    window: number,
  ): Promise<Float32Array[]> {
    return inputGradientNorms(
      this.#model,
      texts.map((text) => this.#tokenizer.encode(text)),
      targets.map(({ text, at }) => ({ sequence: text, at })),
      { window, onProgress: ({ targets, of }) => this.#onProgress(targets / of) },
    );
  }
}
