import type { z } from 'zod';
import type { runConfigSchema } from './run-config.ts';

export type RunConfigInput = Omit<z.input<typeof runConfigSchema>, 'preset'>;

/** Named configuration. */
export interface Preset {
  readonly description: string;
  readonly config: RunConfigInput;
  /** Characters to train on with the native engine, which reads more in the same time; undefined for the same number as with others. */
  readonly nativeCharacters?: number;
  /** Precision of the experiment that the preset repeats; undefined for any. A run in another precision deviates from it: see `deviationsOf`. */
  readonly precision?: 'mixed_float16';
}

/** Fixed amount of work, so that the time does not depend on the corpus: two and a half or five times the standard library. */
const tenMinutes = {
  epochs: null,
  maxCharacters: 18_400_000,
  weightDecay: 0.3,
  validationEverySteps: 1000,
  checkpointEverySteps: 1000,
};
const nativeCharacters = 40_000_000;

/** Presets. Values that a preset does not specify are the schemas' defaults. */
export const presets = {
  quick: {
    description: 'a small model in at most two and a half minutes, for the quick start',
    config: {
      model: { embeddingSize: 32, embeddingRange: 1, layers: 1, units: 192, dropout: 0, l2: 0 },
      training: {
        batchSize: 16,
        sequenceLength: 64,
        epochs: null,
        maxCharacters: 4_000_000,
        maxMinutes: 2.5,
        learningRate: 6e-3,
        validationEverySteps: 500,
        validationMaxCharacters: 65_536,
      },
    },
  },
  default: {
    description:
      'truncated back-propagation with carried state, two layers of 256: 18.4 million characters in about ten minutes, 40 million in fifteen by the native engine',
    config: {
      model: { embeddingSize: 64, embeddingRange: 1, layers: 2, units: 256, dropout: 0, l2: 0 },
      training: tenMinutes,
    },
    nativeCharacters,
  },
  mingru: {
    description:
      'three residual blocks of minGRU: as much text as default in about twice the time, and fewer bits',
    config: {
      model: { network: 'mingru', embeddingSize: 128, layers: 3, units: 256, mlpSize: 256 },
      training: { ...tenMinutes, learningRate: 6e-3 },
    },
    nativeCharacters,
  },
  reference: {
    description: 'repeats a Keras script, hyper-parameter for hyper-parameter',
    config: {
      model: { embeddingSize: 64, beginOfDocument: false, layers: 2, units: 256, dropout: 0.1, l2: 1e-4 },
      training: {
        batchSize: 512,
        microBatchSize: 64,
        sequenceLength: 256,
        batches: 'windows',
        initialState: 'zero',
        epochs: 300,
        learningRate: 1.8e-4,
        schedule: 'constant',
        warmupSteps: 0,
        clip: { kind: 'perTensor', norm: 1 },
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-7,
        validationEverySteps: 50,
        validationMaxCharacters: null,
        checkpointEverySteps: 50,
        logEverySteps: 1,
      },
      corpus: { split: { kind: 'contiguous', validation: 0.05 } },
    },
    precision: 'mixed_float16',
  },
} as const satisfies Record<string, Preset>;

/** Name of a preset. */
export type PresetName = keyof typeof presets;
/** Names of all presets. */
export const presetNames = Object.keys(presets) as readonly PresetName[];

/**
 * Known differences between a run and the experiment that its preset repeats; recorded with the run.
 *
 * @param precision precision of the run, such as float32
 */
export function deviationsOf(preset: Preset, precision: string): string[] {
  const wanted = preset.precision ?? precision;
  return wanted === precision ? [] : [`${precision} instead of ${wanted}`];
}
