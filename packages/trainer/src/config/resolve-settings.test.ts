import { createCorpus } from '@longrange/corpus';
import { LongrangeError } from '@longrange/errors';
import { describe, expect, it } from 'vitest';
import { deviationsOf, presetNames, presets } from './presets.ts';
import {
  resolveConfig,
  resolveSettings,
  type SettingsSources,
  withNativeBudget,
} from './resolve-settings.ts';
import { corpusOptions } from './run-config.ts';

function failure(options: SettingsSources): LongrangeError {
  try {
    resolveSettings(options);
  } catch (error) {
    if (error instanceof LongrangeError) return error;
    throw error;
  }
  throw new Error('expected resolveSettings to throw');
}

describe('resolveSettings', () => {
  it('lays preset, file and settings over the defaults, in this order', () => {
    const file = { preset: 'quick', training: { batchSize: 8, clip: { norm: 2 } }, model: { units: 64 } };
    const config = resolveSettings({ file, set: ['units=32', 'training.seed=7', 'split.kind=contiguous'] });
    expect(config.preset).toBe('quick');
    expect(config.model).toMatchObject({ layers: 1, units: 32, network: 'lstm' });
    expect(config.training).toMatchObject({ batchSize: 8, sequenceLength: 64, beta1: 0.9, seed: 7 });
    expect(config.training.clip).toEqual({ kind: 'global', norm: 2 });
    expect(config.corpus.split).toMatchObject({ kind: 'contiguous', validation: 0.1 });
    expect(resolveSettings({ file, preset: 'default' })).toMatchObject({
      preset: 'default',
      model: { layers: 2 },
    });
  });

  it.each(presetNames)('takes what it gave, and does not touch the preset %s', (preset) => {
    const config = resolveSettings({ preset });
    resolveSettings({ preset, set: ['clip.norm=9', 'units=8', 'validation=0.3'] });
    expect(resolveSettings({ preset })).toEqual(config);
    expect(resolveSettings({ file: JSON.parse(JSON.stringify(config)) })).toEqual(config);
  });

  it('reads numbers, null, words and lists after an equals sign, a word for a list as its only item', () => {
    const set = [
      'epochs=null',
      'maxCharacters=1e6',
      'sources=["a","b=c"]',
      'charset=äöü=',
      'extensions=.txt',
    ];
    const { training, corpus } = resolveSettings({ set });
    expect(training).toMatchObject({ epochs: null, maxCharacters: 1_000_000 });
    expect(corpus).toMatchObject({ sources: ['a', 'b=c'], charset: 'äöü=', extensions: ['.txt'] });
  });

  it('reports all problems at once, each with value, type and the nearest setting', () => {
    const error = failure({
      file: { training: { batchsize: 4, beta1: 'x' }, model: { layers: 0 }, learningRate: 1 },
      set: ['unitz=4', 'warmupSteps', 'kind=global', 'schedule=linear', 'seed=1.5'],
    });
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', exitCode: 2 });
    expect(error.message.split('\n')).toEqual([
      'Expected a valid configuration, got 9 problems:',
      '- Expected a known setting, got `unitz`. Did you mean `model.units`?',
      '- Expected `key=value`, got "warmupSteps" (string).',
      '- Expected a key that names one setting, got `kind`: training.clip.kind or corpus.split.kind.',
      '- Expected `model.layers` to be more than 0, got 0 (number).',
      '- Expected `training.schedule` to be "constant" or "cosine", got "linear" (string).',
      '- Expected `training.beta1` to be of type number, got "x" (string).',
      '- Expected `training.seed` to be a whole number, got 1.5 (number).',
      '- Expected a known setting, got `training.batchsize`. Did you mean `training.batchSize`?',
      '- Expected a known setting, got `learningRate`. Did you mean `training.learningRate`?',
    ]);
  });

  it.each<[SettingsSources, string]>([
    [
      { set: ['learningRate=fast'] },
      'Expected `training.learningRate` to be of type number, got "fast" (string).',
    ],
    [{ set: ['maxCharacters=null'] }, 'Expected one of `epochs`, `maxCharacters` and `maxMinutes` to be'],
    [{ set: ['extensions=7'] }, '`corpus.extensions`'],
    [
      { set: ['batches=windows', 'beginOfDocument=false'] },
      'Expected `initialState` to be zero with `batches`',
    ],
    [{ set: ['batches=windows', 'initialState=zero'] }, 'Expected `model.beginOfDocument` to be false with'],
    [{ file: JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`) }, 'nested more than 100 levels'],
    [{ file: JSON.parse('{"__proto__": {}}') }, 'Expected a known setting, got `__proto__`.'],
    [{ file: [] }, 'Expected a configuration to be an object, got'],
  ])('says one problem in one sentence, case %#', (sources, message) => {
    expect(failure(sources).message).toContain(message);
  });

  it('names the nearest preset', () => {
    expect(failure({ preset: 'qick' })).toMatchObject({
      code: 'PRESET_UNKNOWN',
      exitCode: 2,
      hint: 'did you mean `quick`?',
    });
  });
});

describe('presets', () => {
  it('reference differs from the Keras script where it does not compute in mixed_float16, and the others from nothing', () => {
    expect(deviationsOf(presets.reference, 'mixed_float16')).toEqual([]);
    expect(deviationsOf(presets.reference, 'float32')).toEqual(['float32 instead of mixed_float16']);
    expect(deviationsOf(presets.default, 'mixed_bfloat16')).toEqual([]);
  });

  it.each([
    ['mingru', [], { network: 'mingru', embeddingSize: 128, layers: 3, units: 256 }],
    ['mingru', ['network=m2rnn'], { network: 'm2rnn', embeddingSize: 128, layers: 3 }],
    ['mingru', ['network=gru'], { network: 'gru', embeddingSize: 64, layers: 2, units: 256 }],
    ['default', ['network=gru'], { network: 'gru', embeddingSize: 64, layers: 2, units: 256 }],
  ])('%s with %s sizes the network that is trained', (preset, set, model) => {
    expect(resolveSettings({ preset, set }).model).toMatchObject(model);
  });

  it.each(presetNames)('%s splits as the corpus package does by default, or says how', (preset) => {
    const { split } = corpusOptions(resolveConfig({ preset }).corpus);
    const documents = Array.from({ length: 40 }, (_, i) => ({
      path: `${i}.py`,
      text: `x = ${i}\n`.repeat(i + 1),
    }));
    const own = createCorpus(documents, split === undefined ? {} : { split });
    const theirs = createCorpus(
      documents,
      split?.kind === 'contiguous' ? { split: { kind: 'contiguous', validation: 0.05 } } : {},
    );
    expect(own.splitOptions).toEqual(theirs.splitOptions);
  });
});

it.each<[SettingsSources, number | null]>([
  [{}, 40_000_000],
  [{ file: { training: { batchSize: 8 } }, set: ['units=32'] }, 40_000_000],
  [{ file: { training: { maxMinutes: 2 } } }, 18_400_000],
  [{ set: ['training.maxCharacters=5000'] }, 5000],
  [{ set: ['epochs=2'] }, 18_400_000],
  [{ preset: 'reference' }, null],
  [{ preset: 'mingru' }, 40_000_000],
])('a preset’s characters for the native engine give way to any limit: %#', (sources, characters) => {
  const { training } = withNativeBudget(resolveSettings(sources), sources);
  expect(training.maxCharacters).toBe(characters);
});
