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
] as const;

const choices = [
  { temperature: 0 },
  { temperature: 1 },
  { temperature: 0.7, topK: 3 },
  { temperature: 1.3, topP: 0.8 },
  { temperature: 1, topK: 20, topP: 0.5 },
];

/** The texts of the plain engine, one `forward` for each character, and those of the embedded one, which writes many at once. */
async function onBothEngines(
  size: (typeof sizes)[number],
  { count, ...options }: { readonly count: number; readonly temperature: number },
) {
  const vocabulary = Array.from({ length: size.V }, (_, i) => String.fromCodePoint(i === 0 ? 10 : 0x100 + i));
  const write = async (engine: string): Promise<string[]> => {
    await setBackend(engine);
    const { network, layers, units } = size;
    const model = CharacterModel.initialize(
      { network, embeddingSize: 6, layers, units, vocabulary },
      { seed: 3 },
    );
    // Spread enough that choices differ; a plain network so driven would be chaotic, and make much of the last bit.
    const scale = network === 'rnn' ? 1.3 : 3;
    for (const parameter of model.parameters.values()) tidy(() => parameter.assign(mul(parameter, scale)));
    // Some begin with the symbol that can be read and is never written.
    const prompts = Array.from({ length: count }, (_, i) =>
      i % 2 === 0 ? '' : vocabulary.slice(-2).join(''),
    );
    const samples = await sample(model, { length: 120, seed: 5, ...options, prompts });
    expect(model.canGenerate).toBe(engine === 'simd');
    return samples.map(({ text }) => text);
  };
  return { plain: await write('cpu'), embedded: await write('simd') };
}

describe.each(sizes)('$network $layers × $units, $V characters', (size) => {
  it.each(choices)('writes what the plain engine writes: %o', async (choice) => {
    const { plain, embedded } = await onBothEngines(size, { count: 1, ...choice });
    expect(embedded).toEqual(plain);
    expect(new Set(plain[0]).size).toBeGreaterThan(1);
  });

  it.each([2, 3, 4, 5, 9])('%i sequences', async (count) => {
    const { plain, embedded } = await onBothEngines(size, { count, temperature: 0.9 });
    expect(embedded).toEqual(plain);
  });
});
