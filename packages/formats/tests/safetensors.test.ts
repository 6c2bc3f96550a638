import { describe, expect, it } from 'vitest';
import type { ModelWeights } from '../src/model-weights.ts';
import { readSafetensors, writeSafetensors } from '../src/safetensors/index.ts';
import { randomModel, safetensorsHeader, withSafetensorsHeader } from './testing.ts';
import '@tensorflow/tfjs-backend-cpu';

/** A model whose last parameters, of which there are as many as it has characters, are these. */
async function withBias(values: readonly number[]): Promise<ModelWeights> {
  const vocabulary = values.map((_, id) => String.fromCodePoint(97 + id));
  const model = await randomModel({ vocabulary });
  return { ...model, values: new Map([...model.values, ['dense/bias', Float32Array.from(values)]]) };
}

/** Bits of the last numbers of a file. */
function lastHalves(bytes: Uint8Array, count: number): number[] {
  const view = new DataView(bytes.buffer, bytes.length - 2 * count);
  return Array.from({ length: count }, (_, index) => view.getUint16(2 * index, true));
}

/** Values, and the bits of binary16 that IEEE 754 has for them. */
const exact: readonly (readonly [number, number])[] = [
  [0, 0x0000],
  [-0, 0x8000],
  [1, 0x3c00],
  [-2, 0xc000],
  [65_504, 0x7bff],
  [1 + 2 ** -10, 0x3c01],
  // The smallest normal number, the largest below it, and the smallest of all.
  [2 ** -14, 0x0400],
  [1023 * 2 ** -24, 0x03ff],
  [-(2 ** -24), 0x8001],
];

/** Values between two of binary16, and the bits of the nearer one, or of the even one. */
const rounded: readonly (readonly [number, number])[] = [
  [1 / 3, 0x3555],
  [0.1, 0x2e66],
  [1 + 2 ** -11, 0x3c00],
  [1 + 3 * 2 ** -11, 0x3c02],
  [1 + 2 ** -11 + 2 ** -20, 0x3c01],
  // The fraction is full, and the exponent rises.
  [2 - 2 ** -12, 0x4000],
  [65_519, 0x7bff],
  [2 ** -25, 0x0000],
  [-(2 ** -25) * 1.001, 0x8001],
  [1.5 * 2 ** -24, 0x0002],
  [2.5 * 2 ** -24, 0x0002],
  [1023.5 * 2 ** -24, 0x0400],
];

describe('float16', () => {
  it('is written as the nearest, ties to even, and read as it is', async () => {
    for (const cases of [exact, rounded]) {
      const model = await withBias(cases.map(([value]) => value));
      const bytes = writeSafetensors(model, { precision: 'float16' });
      expect(lastHalves(bytes, cases.length)).toEqual(cases.map(([, half]) => half));
      // A part of a larger buffer, as Node reads small files.
      const part = Buffer.concat([Buffer.alloc(3), bytes]).subarray(3);
      const { config, values } = readSafetensors(part, 'm.safetensors');
      expect(config).toEqual(model.config);
      if (cases === exact) expect(values.get('dense/bias')).toEqual(model.values.get('dense/bias'));
      // What was rounded once stays as it is.
      expect(writeSafetensors({ config, values }, { precision: 'float16' })).toEqual(bytes);
    }
  });

  it('refuses what it does not hold, written or read', async () => {
    for (const value of [65_520, -1e9, Number.NaN, Number.NEGATIVE_INFINITY]) {
      const model = await withBias([0, 1, value]);
      const write = () => writeSafetensors(model, { precision: 'float16' });
      expect(write).toThrow(
        expect.objectContaining({
          ...{ code: 'FORMAT_NON_FINITE', exitCode: 2 },
          message: expect.stringMatching(/within ±65504, got \S+ at element 2 of dense\/bias\.$/),
        }),
      );
    }
    for (const half of [0x7c00, 0xfc00, 0x7e01]) {
      const bytes = writeSafetensors(await withBias([0, 1, 2]), { precision: 'float16' });
      new DataView(bytes.buffer).setUint16(bytes.length - 2, half, true);
      expect(() => readSafetensors(bytes, 'm.safetensors')).toThrow(/finite weights .* element 2 of dense/);
    }
    const model = await withBias([0, 1]);
    expect(() => writeSafetensors(model, { precision: 'bfloat16' as 'float16' })).toThrow(
      'Expected `precision` to be float32 or float16, got "bfloat16" (string).',
    );
  });

  it('takes half the bytes, each tensor where the header says', async () => {
    const model = await randomModel();
    const [whole, half] = (['float32', 'float16'] as const).map((precision) => {
      const bytes = writeSafetensors(model, { precision });
      return bytes.length - 8 - Number(new DataView(bytes.buffer).getBigUint64(0, true));
    });
    expect(half).toBe(whole! / 2);
    const { values } = readSafetensors(writeSafetensors(model, { precision: 'float16' }), 'm.safetensors');
    // Eleven significant bits.
    for (const [name, parameter] of model.values)
      for (const [index, value] of parameter.entries())
        expect(Math.abs(values.get(name)![index]! - value)).toBeLessThanOrEqual(Math.abs(value) / 2 ** 11);
  });
});

it('holds the language that is given, and none otherwise', async () => {
  const model = await randomModel();
  const told = readSafetensors(writeSafetensors(model, { language: 'typescript' }), 'm.safetensors');
  expect(told.language).toBe('typescript');
  expect(readSafetensors(writeSafetensors(model), 'm.safetensors')).not.toHaveProperty('language');
});

it('reads bfloat16: the upper half of a float32', async () => {
  const bytes = writeSafetensors(await withBias([0, 0, 0]), { precision: 'float16' });
  for (const [index, half] of [0x3f80, 0xc049, 0x0001].entries())
    new DataView(bytes.buffer).setUint16(bytes.length - 6 + 2 * index, half, true);
  const header = safetensorsHeader(bytes).replace(/("dense\/bias":\{"dtype":)"F16"/, '$1"BF16"');
  const { values } = readSafetensors(withSafetensorsHeader(bytes, header), 'm.safetensors');
  expect([...values.get('dense/bias')!]).toEqual([1, -3.140625, 2 ** -133]);
});
