import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readModelFile, withVocabulary, writeKeras } from '../src/index.ts';
import { writeSafetensors } from '../src/safetensors/safetensors.ts';
import { distance, expected, fixture, logProbabilities, normalized, randomModel } from './testing.ts';

beforeAll(() => setBackend('cpu'));

const vocabulary = [...'abcdefg'];

describe('files that Keras wrote', () => {
  it.each([
    [
      'lstm-mixed-float16.keras',
      { network: 'lstm', layers: 2, units: 4, embeddingSize: 3, dropout: 0.1, l2: 1e-4 },
    ],
    ['gru-functional.keras', { network: 'gru', layers: 1, units: 4, embeddingSize: 3, dropout: 0.2, l2: 0 }],
    ['rnn.h5', { network: 'rnn', layers: 1, units: 4, embeddingSize: 3, dropout: 0, l2: 0 }],
    ['gru-keras-2.h5', { network: 'gru', layers: 2, units: 4, embeddingSize: 3, dropout: 0, l2: 0 }],
  ])('%s gives the probabilities that Keras gives', async (name, config) => {
    const read = await readModelFile(fixture(name), name);
    expect(read.hasVocabulary).toBe(false);
    const model = withVocabulary(read, vocabulary, name);
    expect(model.config).toMatchObject({ ...config, vocabulary, beginOfDocument: false });
    const ofKeras = expected.logits[name]!.map((row) => row.map(normalized));
    // Sums of a dozen float32 numbers, in another order.
    expect(distance(await logProbabilities(model, expected.tokens), ofKeras)).toBeLessThan(2e-6);
  });

  it('ask for a vocabulary, and hold it against the embedding', async () => {
    const read = await readModelFile(fixture('rnn.h5'), 'rnn.h5');
    expect(() => withVocabulary(read, undefined, 'rnn.h5')).toThrow(
      expect.objectContaining({ code: 'FORMAT_VOCABULARY', exitCode: 2 }),
    );
    expect(() => withVocabulary(read, [...'abcdef'], 'rnn.h5')).toThrow(/7 characters, got one of 6/);
    expect(() => withVocabulary(read, [...'abcdeff'], 'rnn.h5')).toThrow(/"f" more than once/);
  });
});

it('reads safetensors from a Buffer, whose slices share its memory', async () => {
  const model = await randomModel();
  const { config, values } = await readModelFile(Buffer.from(writeSafetensors(model)), 'x.safetensors');
  expect(config).toEqual(model.config);
  expect(values).toEqual(model.values);
});

describe('vocabularies of Keras’ text layers', () => {
  const name = 'rnn.h5';
  it.each([
    ['StringLookup', ['[UNK]', ...'bcdefg']],
    ['TextVectorization', ['', '[UNK]', ...'cdefg']],
  ])('%s: its tokens are never read, and the characters share all probability', async (_, list) => {
    const read = await readModelFile(fixture(name), name);
    const model = withVocabulary(read, list, name);
    const first = list.findIndex((entry) => entry.length === 1);
    expect(model.config.vocabulary).toEqual(list.slice(first));
    const whole = withVocabulary(read, vocabulary, name);
    const tokens = [[3, 5, 2, 6, 4]];
    const shifted = tokens.map((row) => row.map((id) => id - first));
    const ofAll = await logProbabilities(whole, tokens);
    const expectedRows = ofAll.map((row) => row.map((ofIds) => normalized(ofIds.slice(first))));
    expect(distance(await logProbabilities(model, shifted), expectedRows)).toBeLessThan(2e-6);
  });

  it('come before the characters of a text only where they were never written', async () => {
    const read = await readModelFile(fixture(name), name);
    const withBias = (bias: readonly number[]) => ({
      ...read,
      values: new Map([...read.values, ['dense/bias', Float32Array.from(bias)]]),
    });
    const unused = withBias([-3, -2, 1, 2, 0, 1, 2]);
    expect(withVocabulary(unused, [...'cdefg'], name).config.vocabulary).toEqual([...'cdefg']);
    expect(withVocabulary(unused, [...'bcdefg'], name).config.vocabulary).toEqual([...'bcdefg']);
    const newline = withBias([3, -2, 1, 2, 0, 1, 2]);
    expect(() => withVocabulary(newline, [...'bcdefg'], name)).toThrow(/7 characters, got one of 6/);
  });
});

describe('files of our own', () => {
  it.each(['lstm', 'gru', 'rnn'] as const)(
    '%s comes back as it went, vocabulary included',
    async (network) => {
      const model = await randomModel({ network });
      for (const [name, bytes] of [
        ['model.keras', await writeKeras(model)],
        ['model.safetensors', writeSafetensors(model)],
      ] as const) {
        const read = await readModelFile(bytes, name);
        expect(withVocabulary(read, undefined, name)).toEqual({ config: model.config, values: model.values });
        expect(() => withVocabulary(read, [...'abcdef'], name)).toThrow(/that model\.\w+ holds itself/);
      }
    },
  );
});
