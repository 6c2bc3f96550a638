import { createCorpus } from '@longrange/corpus';
import { describe, expect, it } from 'vitest';
import { corpusOptions } from './corpus-config.ts';
import { deviationsOf, presetNames, presets } from './presets.ts';
import { resolveConfig } from './resolve-config.ts';

describe('presets', () => {
  it('reference is the Keras script, hyper-parameter for hyper-parameter', () => {
    const { model, training, corpus } = resolveConfig({ preset: 'reference' });
    expect(model).toEqual({
      network: 'lstm',
      embeddingSize: 64,
      embeddingRange: 0.05,
      beginOfDocument: false,
      layers: 2,
      units: 256,
      dropout: 0.1,
      l2: 1e-4,
    });
    expect(training).toMatchObject({
      batchSize: 512,
      sequenceLength: 256,
      batches: 'windows',
      initialState: 'zero',
      epochs: 300,
      maxCharacters: null,
      maxMinutes: null,
      learningRate: 1.8e-4,
      schedule: 'constant',
      warmupSteps: 0,
      clip: { kind: 'perTensor', norm: 1 },
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      earlyStopPatience: null,
    });
    expect(corpusOptions(corpus)).toEqual({
      sources: ['stdlib'],
      extensions: ['.py'],
      charset: 'reference',
      dedupe: 'exact',
      split: { kind: 'contiguous', validation: 0.05 },
    });
  });

  it('reference differs from the Keras script where it does not compute in mixed_float16, and the others from nothing', () => {
    expect(deviationsOf(presets.reference, 'mixed_float16')).toEqual([]);
    expect(deviationsOf(presets.reference, 'float32')).toEqual(['float32 instead of mixed_float16']);
    expect(deviationsOf(presets.reference, 'mixed_bfloat16')).toEqual([
      'mixed_bfloat16 instead of mixed_float16',
    ]);
    expect(deviationsOf(presets.default, 'mixed_bfloat16')).toEqual([]);
  });

  it('quick ends within three minutes', () => {
    expect(resolveConfig({ preset: 'quick' }).training.maxMinutes).toBeLessThanOrEqual(3);
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
