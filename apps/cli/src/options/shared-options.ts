import { z } from 'zod';
import { engineNames } from '../engine/engine-name.ts';
import { suites } from '../eval/suites.ts';

export const corpusOption = z
  .array(z.string().min(1))
  .default([])
  .describe('folders, globs, files, zip or tar archives, or stdlib, the Python standard library')
  .meta({ value: 'PATH', automatic: 'stdlib' });

export const setOption = z
  .array(z.string())
  .default([])
  .describe('settings of model, training or corpus, such as units=128 or training.learningRate=1e-3')
  .meta({ value: 'KEY=VALUE' });

export const runsOption = {
  runs: z.string().min(1).default('runs').describe('folder of the runs').meta({ value: 'DIR' }),
};

export const engineOptions = {
  engine: z
    .enum(['auto', ...engineNames])
    .default('auto')
    .describe(
      "what computes; auto: TensorFlow's own library where it loads, on a GPU rather than not, else the embedded engine (simd)",
    ),
  threads: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('threads of the engine')
    .meta({ automatic: 'one for each core' }),
};

/**
 * 0.8: of 32 texts of 1,024 characters by a model of the preset `quick` none collapses into blanks or loops, while at 0.7 five do and at 0.5
 * thirty; above it, rates fall with the noise of sampling (brackets held 0.66 at 0.8, 0.51 at 1).
 */
export const temperatureOption = {
  temperature: z
    .number()
    .min(0)
    .default(0.8)
    .describe('1 is what the model learned, below 1 safer, 0 always the likeliest character'),
};

const textsOf = (suite: keyof typeof suites) =>
  `${suites[suite].count} texts of ${suites[suite].length.toLocaleString('en')} characters`;

/** How much of a model is measured. */
export const suiteOptions = {
  suite: z
    .enum(['quick', 'full'])
    .default('full')
    .describe(`how much is sampled: quick ${textsOf('quick')}, full ${textsOf('full')}`),
  samples: z.int().min(1).optional().describe('texts to sample').meta({ automatic: 'as the suite says' }),
  length: z.int().min(1).optional().describe('characters of each').meta({ automatic: 'as the suite says' }),
  ...temperatureOption,
  maxCharacters: z
    .int()
    .min(1)
    .default(1_000_000)
    .describe('most characters of held-out text to read; whole documents, chosen by a hash of their path'),
};

export const parserOption = {
  parser: z
    .enum(['auto', 'native', 'wasm'])
    .default('auto')
    .describe('which tree-sitter; auto: native where a child process has shown that it works'),
};

export const debugOption = {
  debug: z.boolean().default(false).describe('show the stack of an error'),
};

const seed = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

export const seedOption = { seed: seed.default(0).describe('of all random choices') };

/** A seed that is another one's business where it is not given. */
export const optionalSeed = seed.optional();

export const checkpointOption = z
  .string()
  .min(1)
  .describe(
    'latest: the newest run, its last step; best: the same run, the lowest validation loss; or a path or the name of a run',
  )
  .meta({ value: 'latest|best|PATH' });
