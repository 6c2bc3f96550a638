import { type SuiteName, suites } from '@longrange/eval';
import { evaluationDefaults } from '@longrange/eval/evaluation';
import { setting } from '@longrange/model/internal';
import { z } from 'zod';
import { engineNames, precisions } from '../engine/engine-name.ts';
import { language, largeCorpus, projectsCorpus, standardLibrary } from '../language.ts';

/** Option that is off by default. */
export function flag(meaning: string) {
  return z.boolean().default(false).describe(meaning);
}

/** Option with a text that is not empty, without a default. */
export function optionalText(meaning: string) {
  return z.string().min(1).optional().describe(meaning);
}

export const corpusOption = setting(
  z.array(z.string().min(1)),
  [],
  `folders, globs, files, zip or tar archives; packages as pypi:NAME==VERSION or npm:NAME@VERSION; ${largeCorpus}; stdlib is ${standardLibrary}`,
).meta({ value: 'PATH', automatic: 'stdlib' });

/** Options for the files of a corpus and their characters. */
export const readingOptions = {
  extensions: setting(
    z.array(z.string().min(1)),
    [],
    'extensions of the files to read in folders and archives; * reads all files',
  ).meta({ value: 'EXT', automatic: language.fileExtensions.join(', ') }),
  charset: z
    .string()
    .optional()
    .describe('characters to keep: reference (ASCII), unicode, or those to allow besides ASCII')
    .meta({ automatic: 'reference' }),
};

const heldOutSplits = ['test', 'projects'] as const;
/** Held-out text that can be measured. */
export type HeldOutSplit = (typeof heldOutSplits)[number];

export const heldOutOption = {
  heldOut: setting(
    z.enum(heldOutSplits),
    'test',
    `held-out text to measure; projects: whole projects that are absent from training, those of ${projectsCorpus} if the corpus holds out none`,
  ),
};

export const setOption = setting(
  z.array(z.string()),
  [],
  'settings of model, training or corpus, such as units=128 or training.learningRate=1e-3',
).meta({ value: 'KEY=VALUE' });

const vocabularyOption = optionalText(
  'for a model file without a vocabulary: a .json file with the characters in the order of their ids (such as get_vocabulary() of a Keras layer), or the text that it was trained on (as for --corpus), whose sorted set of characters is then the vocabulary',
).meta({ value: 'FILE|CORPUS', automatic: 'in the file' });

/** Information that a model file lacks, for commands that measure no text. */
export const vocabularyOptions = {
  vocabulary: vocabularyOption,
  extensions: readingOptions.extensions.describe(
    'with --vocabulary: extensions of the files to read in its folders and archives; * reads all files',
  ),
  charset: readingOptions.charset.describe(
    'with --vocabulary: characters to keep: reference (ASCII), unicode, or those to allow besides ASCII',
  ),
};

/** Information that a model file lacks, for commands that also measure text. */
export const fileOptions = {
  vocabulary: vocabularyOption,
  corpus: corpusOption.describe(
    `with a model file: the text that it was trained on, whose test split is measured. Folders, globs, files, zip or tar archives; packages as pypi:NAME==VERSION or npm:NAME@VERSION; stdlib is ${standardLibrary}`,
  ),
  extensions: readingOptions.extensions.describe(
    'with a model file: extensions of the files to read in folders and archives; * reads all files',
  ),
  charset: readingOptions.charset.describe(
    'with a model file: characters to keep: reference (ASCII), unicode, or those to allow besides ASCII',
  ),
  set: setting(
    z.array(z.string()),
    [],
    'with a model file: other settings of that corpus, such as split.kind=contiguous',
  ).meta({ value: 'KEY=VALUE' }),
};

export const maxRequestsOption = {
  maxRequests: z
    .int()
    .min(1)
    .optional()
    .describe(
      'with a model openai:…: maximum number of requests, including retries; the same command continues where it ended',
    )
    .meta({ automatic: 'unlimited' }),
};

export const runsOption = {
  runs: z.string().min(1).default('runs').describe('folder that holds the runs').meta({ value: 'DIR' }),
};

export const engineOptions = {
  engine: setting(
    z.enum(['auto', ...engineNames]),
    'auto',
    "compute engine; auto: TensorFlow's library if it loads and sees a GPU, else our native library if it loads, else the embedded engine (simd)",
  ),
  precision: z
    .enum(precisions)
    .optional()
    .describe(
      'precision of the operands of matrix products; weights, state and loss stay float32. mixed_bfloat16: engines native (on processors that support it), node and node-gpu; mixed_float16: engine node-gpu, with loss scaling, and emulated by node',
    )
    .meta({ automatic: 'float32' }),
  device: z
    .int()
    .min(0)
    .max(255)
    .optional()
    .describe('index of the GPU in nvidia-smi (engine node-gpu)')
    .meta({ automatic: 'the first' }),
  gpuMemory: z
    .int()
    .min(512)
    .max(2 ** 24)
    .optional()
    .describe('maximum GPU memory to use, in MiB (engine node-gpu)')
    .meta({ value: 'MB', automatic: 'as needed' }),
  tf32: flag(
    'multiply float32 in TF32, with a 10-bit fraction: faster, but different from other engines (engine node-gpu)',
  ),
  threads: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('threads of the engine')
    .meta({ automatic: 'one per core' }),
  verbose: z.boolean().default(false).describe('explain the choice of the engine and the parser'),
};

export const openOption = {
  open: z.boolean().default(false).describe('open the report in the browser'),
};

/**
 * The default is 0.8: among 32 texts of 1,024 characters by a model of the preset `quick`, none collapses into blanks or loops, while at 0.7 five do
 * and at 0.5 thirty; above it, rates fall with the noise of sampling (brackets held 0.66 at 0.8, 0.51 at 1).
 */
export const temperatureOption = {
  temperature: setting(
    z.number().min(0),
    evaluationDefaults.temperature,
    'temperature of sampling; 1: the distribution that the model learned; below 1: safer; 0: always the most likely character',
  ),
};

const textsOf = (suite: SuiteName) =>
  `${suites[suite].samples.count} texts of ${suites[suite].samples.length.toLocaleString('en')} characters`;

/** Options for the extent of measurements. */
export const suiteOptions = {
  suite: setting(
    z.enum(['quick', 'full']),
    evaluationDefaults.suite,
    `extent of the measurements; quick samples ${textsOf('quick')}, full ${textsOf('full')}`,
  ),
  samples: z
    .int()
    .min(1)
    .optional()
    .describe('number of texts to sample')
    .meta({ automatic: 'as the suite says' }),
  length: z
    .int()
    .min(1)
    .optional()
    .describe('length of each text in characters')
    .meta({ automatic: 'as the suite says' }),
  ...temperatureOption,
  maxCharacters: setting(
    z.int().min(1),
    evaluationDefaults.maxCharacters,
    'maximum number of characters of held-out text to read, in whole documents chosen by a hash of their paths',
  ),
};

export const parserOption = {
  parser: setting(
    z.enum(['auto', 'native', 'wasm']),
    'auto',
    'build of tree-sitter; auto: native if it works in a child process, else wasm',
  ),
};

export const debugOption = {
  debug: z.boolean().default(false).describe('show the stack trace of an error'),
};

const seed = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

export const seedOption = { seed: seed.default(0).describe('seed of all random choices') };

/** Seed without a default here, because another place provides it. */
export const optionalSeed = seed.optional();

export const checkpointOption = z
  .string()
  .min(1)
  .describe(
    'model to use: latest (the last step of the newest run), best (its lowest validation loss), the name or path of a run or checkpoint, or a model file (.keras, .h5, .safetensors)',
  )
  .meta({ value: 'latest|best|PATH' });
