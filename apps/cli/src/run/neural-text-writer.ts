import type { TextWriter, WritingOptions } from '@longrange/eval';
import type { CharacterModel } from '@longrange/model';
import { sample } from '@longrange/sampler';

/** Prompts written on side by side; those of one document, which follow each other, are read once. */
const BATCH = 512;

/** The neural model as the probe of completions wants it. Prompts must be of characters that it knows. */
export class NeuralTextWriter implements TextWriter {
  readonly name: string;
  readonly #model: CharacterModel;

  constructor(name: string, model: CharacterModel) {
    this.name = name;
    this.#model = model;
  }

  async complete(
    prompts: readonly string[],
    { onShare = () => undefined, isDone = () => false, ...options }: WritingOptions,
  ): Promise<string[]> {
    const samples = await sample(this.#model, {
      ...options,
      prompts: [...prompts],
      batchSize: BATCH,
      isDone,
      onProgress: ({ finished, count }) => onShare(finished / count),
    });
    return samples.map(({ text }) => text);
  }
}
