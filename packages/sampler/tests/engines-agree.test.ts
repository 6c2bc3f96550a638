import { CharacterModel } from '@longrange/model';
import { sample } from '@longrange/sampler';
import { mul, setBackend, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerEngines } from '../../backend-simd/src/testing/engines.ts';

beforeAll(registerEngines);

/** Sizes that fill tiles and panels, and such that do not. */
const sizes = [
  { network: 'lstm', layers: 2, units: 19, V: 97 },
  { network: 'lstm', layers: 3, units: 33, V: 5 },
  { network: 'gru', layers: 2, units: 19, V: 97 },
  { network: 'rnn', layers: 2, units: 19, V: 97 },
  { network: 'mingru', layers: 2, units: 19, V: 97 },
  { network: 'gated-deltanet', layers: 2, units: 20, V: 97 },
  { network: 'm2rnn', layers: 2, units: 20, V: 97 },
  { network: 'transformer', layers: 2, units: 24, window: 9, V: 97 },
] as const;

const choices = [
  { temperature: 0 },
  { temperature: 1 },
  { temperature: 0.7, topK: 3 },
  { temperature: 1.3, topP: 0.8 },
  { temperature: 1, topK: 20, topP: 0.5 },
];

/** The texts of the plain engine, one `forward` for each character, or those of the embedded one, which writes many at once. */
async function write(
  engine: 'cpu' | 'simd',
  size: (typeof sizes)[number],
  { count, ...options }: { readonly count: number; readonly temperature: number },
): Promise<string[]> {
  const vocabulary = Array.from({ length: size.V }, (_, i) => String.fromCodePoint(i === 0 ? 10 : 0x100 + i));
  await setBackend(engine);
  const { V: _, ...sizes } = size;
  const model = CharacterModel.initialize({ ...sizes, embeddingSize: 6, vocabulary }, { seed: 3 });
  // Spread enough that choices differ; others so driven would be chaotic, and make much of the last bit.
  const scale = size.network === 'lstm' || size.network === 'gru' ? 3 : 1.3;
  for (const parameter of model.parameters.values()) tidy(() => parameter.assign(mul(parameter, scale)));
  // Some begin with the symbol that can be read and is never written.
  const prompts = Array.from({ length: count }, (_, i) => (i % 2 === 0 ? '' : vocabulary.slice(-2).join('')));
  const samples = await sample(model, { length: 120, seed: 5, ...options, prompts });
  expect(model.canGenerate).toBe(engine === 'simd');
  return samples.map(({ text }) => text);
}

describe.each(sizes)('$network $layers × $units, $V characters', (size) => {
  // The network of the first size makes all choices, each other one of them.
  const tried = process.env.LONGRANGE_WHOLE === '1' || size === sizes[0] ? choices : choices.slice(-1);
  it.each(tried)('writes what the plain engine writes: %o', async (choice) => {
    const plain = await write('cpu', size, { count: 1, ...choice });
    expect(await write('simd', size, { count: 1, ...choice })).toEqual(plain);
    expect(new Set(plain[0]).size).toBeGreaterThan(1);
  });

  it('writes them beside up to 8 others', async () => {
    const plain = await write('cpu', size, { count: 9, temperature: 0.9 });
    for (const count of [2, 4, 5, 9])
      expect(await write('simd', size, { count, temperature: 0.9 })).toEqual(plain.slice(0, count));
  });
});
