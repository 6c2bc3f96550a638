import { LANGUAGES } from '@longrange/code';
import { type SuiteName, suites } from '@longrange/eval';
import { evaluationDefaults } from '@longrange/eval/internal/node';
import { setting } from '@longrange/model/internal';
import { z } from 'zod';
import { engineNames, precisions } from '../engine/engine-name.ts';
import { defaultLanguage } from '../language.ts';

/** Option that is off by default. */
export function flag(meaning: string) {
  return z.boolean().default(false).describe(meaning);
}

/** Placeholder and default of an option in help. */
interface Shown {
  readonly value?: string;
  readonly automatic?: string;
  readonly positional?: boolean;
}

/** Option without a default in its schema. */
export function optional<Type extends z.ZodType>(type: Type, meaning: string, shown: Shown = {}) {
  return type
    .optional()
    .describe(meaning)
    .meta({ ...shown });
}

/** Option with a text that is not empty, without a default. */
export function optionalText(meaning: string, shown?: Shown) {
  return optional(z.string().min(1), meaning, shown);
}

/** Option with any number of texts. */
export function list(meaning: string, shown: Shown = {}) {
  return setting(z.array(z.string().min(1)), [], meaning).meta({ ...shown });
}

/** Check of options that depend on one another; `refuse` reports what is wrong, and the check goes on. */
export function rules<Options>(check: (options: Options, refuse: (message: string) => void) => void) {
  return ({ value, issues }: z.core.ParsePayload<Options>): void =>
    check(value, (message) => issues.push({ code: 'custom', message, input: value }));
}

const heldOutSplits = ['test', 'projects'] as const;
/** Held-out text that can be measured. */
export type HeldOutSplit = (typeof heldOutSplits)[number];

const corpora = LANGUAGES.flatMap(({ defaults }) => defaults.corpora)
  .map(({ name, description }) => `${name} (${description})`)
  .join('; ');
const projects = LANGUAGES.flatMap(({ defaults }) => defaults.projects ?? []).join(', ');

/** Options that several commands have. */
export const common = {
  checkpoint: z
    .string()
    .min(1)
    .describe(
      'model to use: latest (last checkpoint of the newest run), best (its checkpoint with the lowest validation loss; after a sweep, that of its best trial), the name or path of a run, sweep or checkpoint, a model file (.keras, .h5, .safetensors), or pretrained:NAME',
    )
    .meta({ value: 'latest|best|PATH' }),
  corpus: list(
    `folders, globs, files, or zip or tar archives; packages as pypi:NAME==VERSION or npm:NAME@VERSION; ${corpora}`,
    {
      value: 'PATH',
      automatic: `${defaultLanguage.defaults.corpora[0]!.name}; with --language, the first of that`,
    },
  ),
  heldOut: setting(
    z.enum(heldOutSplits),
    'test',
    `held-out text to measure; projects: whole projects that the model was not trained on, or those of its language (${projects}) if the corpus holds none out`,
  ),
  language: optional(z.enum(LANGUAGES.map(({ id }) => id)), 'language of the code', {
    automatic: 'from run, model file, corpus or extensions',
  }),
  set: list(
    'model, training or corpus settings, such as units=128, training.learningRate=1e-3 or extensions=.txt; with a model file, those of the text that is named for it',
    { value: 'KEY=VALUE' },
  ),
  maxRequests: optional(
    z.int().min(1),
    'with openai:… models: maximum number of requests, including retries; run the same command again to continue',
    { automatic: 'unlimited' },
  ),
  runs: z.string().min(1).default('runs').describe('folder for runs').meta({ value: 'DIR' }),
  open: flag('open the page in the browser'),
  /**
   * The default is 0.8: among 32 texts of 1,024 characters by a model of the preset `quick`, none collapses into blanks or loops, while at 0.7 five do
   * and at 0.5 thirty; above it, rates fall with the noise of sampling (brackets held 0.66 at 0.8, 0.51 at 1).
   */
  temperature: setting(
    z.number().min(0),
    evaluationDefaults.temperature,
    'sampling temperature; 1: the learned distribution; below 1: more conservative; 0: always the most likely character',
  ),
  debug: flag('show stack traces of errors'),
  seed: setting(
    z
      .int()
      .min(0)
      .max(2 ** 32 - 1),
    0,
    'random seed',
  ),
};

/** Information missing from model files. */
export const fileOptions = {
  vocabulary: optionalText(
    'for a model file without a vocabulary: a .json file that lists the characters in order of their ids (such as get_vocabulary() of a Keras layer returns), or the training text (as for --corpus), whose sorted set of characters becomes the vocabulary',
    { value: 'FILE|CORPUS', automatic: 'read from the model file' },
  ),
  language: common.language,
  set: common.set,
};

/** Text that a model file is measured on. */
export const measuredCorpus = common.corpus.describe(
  'with a model trained elsewhere: its training text, or other code, as for train; the test split, which it must not have read, is measured',
);

export const engineOptions = {
  engine: setting(
    z.enum(['auto', ...engineNames]),
    'auto',
    "compute engine; auto picks node-gpu if TensorFlow's library loads and finds a GPU, otherwise native if its library loads, otherwise the built-in simd engine",
  ),
  precision: optional(
    z.enum(precisions),
    'precision of matrix multiplication operands; weights, states and loss stay in float32. mixed_bfloat16: native (if the processor supports it), node and node-gpu; mixed_float16: node-gpu, with loss scaling, and node, which emulates it',
    { automatic: 'float32' },
  ),
  threads: optional(z.int().min(1).max(256), 'number of threads', { automatic: 'one per core' }),
};

const textsOf = (suite: SuiteName) =>
  `${suites[suite].samples.count} texts of ${suites[suite].samples.length.toLocaleString('en')} characters`;

/** Options that set how much is measured. */
export const suiteOptions = {
  suite: setting(
    z.enum(['quick', 'full']),
    evaluationDefaults.suite,
    `how much to measure; quick samples ${textsOf('quick')}, full ${textsOf('full')}`,
  ),
  samples: optional(z.int().min(1), 'number of texts to sample', { automatic: 'set by the suite' }),
  length: optional(z.int().min(1), 'length of each text in characters', { automatic: 'set by the suite' }),
  temperature: common.temperature,
  maxCharacters: setting(
    z.int().min(1),
    evaluationDefaults.maxCharacters,
    'maximum number of held-out characters to read, in whole documents chosen by hashes of their paths; minimal pairs and prompts are drawn from up to ten times as many',
  ),
};
