import type { EncodedSplit } from '@longrange/corpus';
import { CharacterModel, type ModelConfigInput } from '@longrange/model';
import { dispose } from '@tensorflow/tfjs-core';
import type { TrainingConfig } from '../config/training-config.ts';
import { Adam } from './adam.ts';
import { CarriedState, sliceBatch } from './carried-state.ts';
import { batchGradients } from './gradients.ts';
import { makeBatcher } from './learning.ts';
import { clipScales } from './take-step.ts';

/** Maximum length of the sequences of a timed step, so that it stays short. */
const MOST_TIMED = 64;

/**
 * Prepares steps of a new model, only to time them: on one micro-batch of a text's first sequences, at a learning rate of 0. They run on
 * the backend that is active now, which must also be active in each step.
 */
export function stepTimer(modelConfig: ModelConfigInput, config: TrainingConfig, text: EncodedSplit) {
  const model = CharacterModel.initialize(modelConfig, { seed: config.seed });
  const batchSize = Math.min(config.batchSize, config.microBatchSize ?? config.batchSize);
  const lengths = [config.sequenceLength, config.gradientLength, config.resetEvery, MOST_TIMED];
  const sequenceLength = Math.min(...lengths.filter((one) => one !== null));
  const batch = makeBatcher(text, { model, config: { ...config, batchSize, sequenceLength } }).next();
  const slices = sliceBatch(batchSize, null);
  const carried = new CarriedState(model, slices);
  const adam = new Adam(model, config);
  const dropout = model.config.dropout > 0 && { dropoutSeed: () => 0 };
  return {
    /** Returns the characters per second of one step. */
    async step(): Promise<number> {
      const startMs = performance.now();
      const { gradients, squaredNorms } = await batchGradients(model, batch, { slices, carried, ...dropout });
      adam.update(gradients, clipScales(config.clip, squaredNorms), { step: 1, learningRate: 0 });
      dispose(gradients);
      return (1000 * batch.characters) / (performance.now() - startMs);
    },
    /** Releases the model and everything else. */
    dispose(): void {
      model.dispose();
      adam.dispose();
      carried.dispose();
    },
  };
}
