import { z } from 'zod';
import { type AnyCommand, defineCommand } from '../cli/command.ts';
import { defaultLanguage } from '../language.ts';
import { compareOptionsSchema } from '../options/compare-options.ts';
import { evalOptionsSchema, reportOptionsSchema } from '../options/eval-options.ts';
import { exploreOptionsSchema } from '../options/explore-options.ts';
import { exportMetricsOptionsSchema, exportOptionsSchema } from '../options/export-options.ts';
import { sampleOptionsSchema } from '../options/sample-options.ts';
import { common, flag, optionalText } from '../options/shared-options.ts';
import { sweepOptionsSchema } from '../options/sweep-options.ts';
import {
  networksOptionsSchema,
  quickstartOptionsSchema,
  runsOptionsSchema,
  trainOptionsSchema,
} from '../options/train-options.ts';

const { corpora, prompt } = defaultLanguage.defaults;

/** All commands, in the order in which help lists them. */
export const commands: readonly AnyCommand[] = [
  defineCommand({
    name: 'quickstart',
    summary: 'Train, sample and measure a small model in a few minutes',
    continuesUnread: true,
    schema: quickstartOptionsSchema,
    examples: ['quickstart', 'quickstart --corpus src/'],
    load: async () => (await import('../quickstart/run-quickstart.ts')).runQuickstart,
  }),
  defineCommand({
    name: 'train',
    summary: 'Train a model, or resume a run',
    details:
      `Without options, trains two LSTM layers of 256 units on ${corpora[0]!.description}: 18.4 million characters in about ten minutes on two cores (seventeen before Node 24) or, with the native engine, 40 million in fifteen. ` +
      'Ctrl-C finishes the current step, saves, and shows how to resume; a second Ctrl-C quits immediately.',
    continuesUnread: true,
    schema: trainOptionsSchema,
    more: async () => (await import('../networks/show-networks.ts')).networksHelp(),
    examples: [
      'train --preset quick',
      'train --set network=mingru maxMinutes=10',
      'train --corpus src/ lib.zip --run mine --set units=128 maxMinutes=10',
      'train --resume latest',
    ],
    load: async () => (await import('../train/run-train.ts')).runTrain,
  }),
  defineCommand({
    name: 'runs',
    summary: 'List the runs, those last saved first',
    details:
      'Bits are per character: the lowest on the validation split, and those of the best checkpoint on the test split. The half-life of an open bracket is that of the newest evaluation.',
    schema: runsOptionsSchema,
    examples: ['runs', 'runs --json'],
    load: async () => (await import('../run/show-runs.ts')).runRuns,
  }),
  defineCommand({
    name: 'networks',
    summary: 'List the networks that can be trained, or the settings of one',
    schema: networksOptionsSchema,
    examples: ['networks', 'networks mingru', 'networks transformer --set units=96 layers=4'],
    load: async () => (await import('../networks/show-networks.ts')).runNetworks,
  }),
  defineCommand({
    name: 'sweep',
    summary: 'Train and compare many runs described in a file',
    details:
      'The file uses the sweep format of Weights & Biases. Each trial is a run in RUNS/NAME, named by a hash of its settings, so no trial runs twice. ' +
      'After an interruption, run the same command to resume from the last checkpoints; failed trials are retried. ' +
      'One trial is one command, `sweep FILE --trial N`, which any scheduler can run and repeat: examples/sweeps has recipes for SLURM, Kubernetes and several hosts.',
    continuesUnread: true,
    schema: sweepOptionsSchema,
    examples: [
      'sweep sweep.yaml --dry-run',
      'sweep sweep.yaml --jobs 2',
      'sweep status sweep.yaml',
      'sweep report sweep.yaml --open',
      'sweep sweep.yaml --trial 7',
      'sweep status sweep.yaml --due',
    ],
    load: async () => (await import('../sweep/run-sweep.ts')).runSweep,
  }),
  defineCommand({
    name: 'sample',
    summary: 'Generate text with a trained model',
    details:
      'Only the text goes to standard output: unchanged to a file or pipe, with control characters made visible in a terminal.',
    schema: sampleOptionsSchema,
    examples: [
      `sample --prompt '${prompt}' --length 400`,
      'sample --checkpoint best --count 16 --temperature 0.6 --output samples/',
      'sample --interactive',
    ],
    load: async () => (await import('../sample/run-sample.ts')).runSample,
  }),
  defineCommand({
    name: 'eval',
    summary: 'Measure how far back a model remembers, or how consistent any text is',
    details:
      'Reports unfiltered samples alongside held-out real code and an n-gram model trained on the same text.',
    continuesUnread: true,
    schema: evalOptionsSchema,
    examples: [
      'eval',
      'eval --checkpoint best --suite quick',
      'eval --text generated/',
      'eval --model gguf:model.gguf --minutes 10',
      'eval --model openai:http://127.0.0.1:8000/v1#my-model --suite quick',
      'eval --checkpoint model.keras --vocabulary src/ --corpus src/',
    ],
    load: async () => (await import('../eval/run-eval.ts')).runEval,
  }),
  defineCommand({
    name: 'compare',
    summary: 'Compare runs, checkpoints, other models and texts, and test the differences',
    details:
      'All models read the same held-out documents and are sampled with the same settings. Each difference comes with a 95 % interval and a corrected p-value. ' +
      'Runs that differ only in their seed count as one model with several seeds. ' +
      'If token models (gguf:, which needs the npm package node-llama-cpp, or openai:) take part, all models read the smaller selection used for token models; cached answers are reused.',
    continuesUnread: true,
    schema: compareOptionsSchema,
    examples: [
      'compare lstm gru',
      'compare seed-1 seed-2 seed-3 other',
      'compare --group lstm=a-1,a-2,a-3 --group mingru=b-1,b-2,b-3',
      'compare mine tuned --gate 10%',
      'compare mine@all --suite quick',
      'compare mine ngram gguf:model.gguf --suite quick',
    ],
    load: async () => (await import('../compare/run-compare.ts')).runCompare,
  }),
  defineCommand({
    name: 'report',
    summary: 'Render the report of an existing result again',
    schema: reportOptionsSchema,
    examples: ['report latest', 'report runs/mine/eval/step-004000-20261125-001530 --output page'],
    load: async () => (await import('../report/write-report.ts')).runReport,
  }),
  defineCommand({
    name: 'explore',
    summary: 'See a network remember, in one page',
    details:
      'Writes an HTML page that reads code along while you edit it and shows how far each bracket is remembered. The networks are inside: nothing is requested, and the file can be passed on.',
    schema: exploreOptionsSchema,
    examples: ['explore --open', 'explore --checkpoint lstm mingru --output page.html', 'explore --serve'],
    load: async () => (await import('../explore/run-explore.ts')).runExplore,
  }),
  defineCommand({
    name: 'export',
    summary: 'Export a model to Keras, safetensors, ONNX or TensorFlow.js',
    details:
      'Each format includes the vocabulary as metadata and yields the same logits. Other commands read .keras and .safetensors files through `--checkpoint`.',
    schema: exportOptionsSchema,
    examples: [
      'export --checkpoint best --output model.keras',
      'export --checkpoint mine --format onnx',
      'export --checkpoint theirs.h5 --vocabulary src/ --format safetensors',
    ],
    load: async () => (await import('../export/run-export.ts')).runExport,
  }),
  defineCommand({
    name: 'export-metrics',
    summary: "Write a run's metrics to an event file for TensorBoard",
    details:
      "The file is in the run's folder, so `tensorboard --logdir` of the folder above shows all runs. `train --log tensorboard` keeps it current during training.",
    schema: exportMetricsOptionsSchema,
    examples: ['export-metrics latest', 'export-metrics mine'],
    load: async () => (await import('../tracking/track.ts')).runExportMetrics,
  }),
  defineCommand({
    name: 'tensorflow',
    summary: "Build TensorFlow's library for the engines node and node-gpu",
    details:
      'Linux on x64 only. Downloads a TensorFlow wheel with pip, extracts its libraries, and compiles the addon of the npm package @tensorflow/tfjs-node against them, which requires that package and g++. The result is stored in `~/.cache/longrange` (`XDG_CACHE_HOME`).',
    schema: z.strictObject({
      gpu: flag("build with CUDA and NVIDIA's libraries, for the node-gpu engine; about 7 GB"),
      wheel: optionalText('TensorFlow wheel that you have already downloaded', {
        value: 'FILE',
        automatic: 'downloaded with pip',
      }),
      debug: common.debug,
    }),
    examples: [
      'tensorflow',
      'tensorflow --gpu',
      'tensorflow --wheel tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl',
    ],
    load: async () => (await import('../tensorflow/run-tensorflow.ts')).runTensorflow,
  }),
];
