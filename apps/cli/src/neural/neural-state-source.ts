import type { CharTokenizer } from '@longrange/corpus';
import type { StateLayer, StateSource, StateStretch } from '@longrange/eval/probes';
import { type CharacterModel, gatesOf, traceTokens } from '@longrange/model';

/** States and gates of the neural model for the probe of units. Texts must be `asSeenBy` the tokenizer and without surrogate pairs. */
export class NeuralStateSource implements StateSource {
  readonly layers: readonly StateLayer[];
  readonly #model: CharacterModel;
  readonly #tokenizer: CharTokenizer;

  constructor(model: CharacterModel, tokenizer: CharTokenizer) {
    const { layers, units } = model.config;
    this.layers = Array.from({ length: layers }, () => ({ units, gates: gatesOf(model) }));
    this.#model = model;
    this.#tokenizer = tokenizer;
  }

  read(texts: readonly string[], visit: (stretch: StateStretch) => void): Promise<void> {
    return traceTokens(
      this.#model,
      texts.map((text) => this.#tokenizer.encode(text)),
      ({ sequence, ...stretch }) => visit({ text: sequence, ...stretch }),
    );
  }
}
