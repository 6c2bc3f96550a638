import { registerNativeBackend } from '@longrange/backend-native';
import { registerSimdBackend } from '@longrange/backend-simd';
import { installTensorFlow, registerTensorFlowBackend } from '@longrange/backend-tensorflow';
import { explorerPage } from '@longrange/explorer';
import * as formats from '@longrange/formats';
import { readSafetensors } from '@longrange/formats/safetensors';
import { askSequences, openGguf } from '@longrange/llama';
import { loadPretrained } from '@longrange/models';
import * as report from '@longrange/report';
import * as sampler from '@longrange/sampler';
import { parseSweep } from '@longrange/sweep';
import { loadFixture } from '../../../packages/eval/src/page/testing/load-fixture.ts';
import { compareMadeUp, madeUpRun } from '../../../packages/eval/src/page/testing/made-up-comparison.ts';
import {
  type Door,
  data,
  door,
  doorsOf,
  elsewhere,
  nullable,
  optional,
  options,
  or,
  whole,
  word,
} from '../wrong-calls.ts';
import { config, model, values } from './model.ts';

const nothing = () => undefined;
const signal = optional(new AbortController().signal);

// Each needs a library but the first. There is no wheel, so nothing is fetched.
const backends: readonly Door[] = [
  door('registerSimdBackend', registerSimdBackend, options({ threads: 1, variant: word('simd128') })),
  elsewhere(
    door(
      'registerNativeBackend',
      registerNativeBackend,
      options({ threads: 1, precision: word('float32'), instructionSet: 'none' }),
    ),
  ),
  elsewhere(
    door('registerTensorFlowBackend', registerTensorFlowBackend, {
      ...{ device: word('cpu'), threads: optional(1), precision: optional(word('float32')) },
    }),
  ),
  elsewhere(
    door('installTensorFlow', installTensorFlow, {
      ...{ device: word('cpu'), wheel: optional('/none.whl'), onStep: optional(nothing) },
    }),
  ),
];

const weights = data({ config: whole(config), values });
const files: readonly Door[] = [
  ...doorsOf(formats, {
    isCharacter: ['a'],
    namesModelFile: ['a.keras'],
    readModelFile: [formats.writeSafetensors({ config, values }), 'a.safetensors'],
    withVocabulary: [data({ config: whole(config), values, hasVocabulary: false }), ['a', 'b'], 'a.keras'],
    writeKeras: [weights],
    writeOnnx: [weights],
    writeSafetensors: [
      weights,
      options({ precision: word('float16'), language: or('python', 'any language', '', 'x') }),
    ],
  }),
  door('readSafetensors', readSafetensors, formats.writeSafetensors({ config, values }), 'a.safetensors'),
  door('loadPretrained', loadPretrained, word('small')),
  // It needs node-llama-cpp, and a file.
  elsewhere(
    door(
      'openGguf',
      openGguf,
      or('none.gguf', 'any path', '', 'x'),
      options({ contextSize: 64, sequences: 1, likeliest: 64, threads: 1 }),
    ),
  ),
  door(
    'askSequences',
    askSequences,
    whole({
      ...{ tokenBytes: [new Uint8Array([97])], prefix: '', first: 0, contextSize: 16 },
      ...{ sequences: [{ read: async () => new Float32Array(1) }], tokenize: async () => [0] },
    }),
  ),
  door('parseSweep', parseSweep, 'method: grid\nparameters: {units: {values: [1, 2]}}\n', 'sweep.yaml'),
];

// The inside of a result or a comparison is checked where it is read: `parseResult`, `parseComparison`.
const result = whole(loadFixture('text-only'));
const look = { color: true, width: 80 };
const comparison = whole(
  await compareMadeUp(
    [1, 2].map((bits) => ({ label: `${bits}`, runs: [madeUpRun(`${bits}`, { bits, held: 5 })] })),
  ),
);
const sweep: report.SweepReport = {
  ...{ name: 'rates', description: undefined, size: '1 settings: 1 trials', counts: '1 finished' },
  ...{ parameters: [], trials: [], notes: [] },
};
const page = {
  models: [{ name: 'one', bytes: new Uint8Array(4) }],
  text: '(x)',
  places: [{ name: 'first', text: '(x)', opener: 0 }],
};
const reports: readonly Door[] = [
  door('explorerPage', explorerPage, whole(page)),
  ...doorsOf(report, {
    isOfLanguage: [result],
    renderHtml: [result],
    renderMarkdown: [result],
    renderTerminal: [result, look],
    renderHeadline: [result, look],
    renderComparisonHtml: [comparison],
    renderComparisonMarkdown: [comparison],
    renderSweepHtml: [whole(sweep), nullable(comparison)],
    renderComparisonTerminal: [comparison, look],
  }),
];

const samplers: readonly Door[] = [
  ...doorsOf(sampler, {
    sample: [
      model,
      options({
        length: 2,
        temperature: 1,
        topK: 1,
        topP: 1,
        seed: 1,
        firstIndex: 1,
        stop: ['x'],
        prompts: ['a'],
        batchSize: 2,
        onProgress: nothing,
        isDone: () => false,
        signal,
      }),
    ],
    sampleStream: [model, options({ prompt: 'a', length: 2, signal })],
    nextCharacterProbabilities: [
      Float32Array.of(0, 1),
      { ...{ temperature: 1, topK: optional(1), topP: optional(1) } },
    ],
    drawIndex: [Float64Array.of(0, 1), 0.5],
  }),
];

export const otherDoors: readonly Door[] = [...backends, ...files, ...reports, ...samplers];
