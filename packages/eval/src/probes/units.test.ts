import { expect, it } from 'vitest';
import { python } from '../languages/python/python.ts';
import { unitsSchema } from '../result/probe-schema.ts';
import { RandomStream } from '../statistics/random.ts';
import { characterProperties } from './character-properties.ts';
import type { StateSource } from './state-source.ts';
import { probeUnits } from './units.ts';

const documents = Array.from({ length: 8 }, (_, index) => ({
  name: `${index}.py`,
  text: [
    `def function_${index}(argument, other):`,
    `    if argument > [${'0, '.repeat(index + 3)}1][0]:`,
    `        return 'a string that goes on and on, beyond the fortieth column ${index}'`,
    '    return other',
    '',
  ].join('\n'),
}));

/**
 * A network of one layer whose unit 2 is low in brackets and unit 3 high in strings, 9 times in 10; the other units, and all
 * else, are noise. Stretches of 7 characters, documents in turns.
 */
const planted: StateSource = {
  layers: [{ units: 5, gates: [{ name: 'forget', keepsState: true }] }],
  async read(texts, visit) {
    const random = new RandomStream(texts.length);
    const properties = texts.map((text) => characterProperties(text, python.analyse(text, { cut: true })));
    const longest = Math.max(...texts.map(({ length }) => length));
    for (let start = 0; start < longest; start += 7) {
      texts.forEach((text, index) => {
        const length = Math.min(7, text.length - 1 - start);
        if (length <= 0) return;
        const values = Array.from({ length: 5 * length }, (_, place) => {
          const noise = 4 * random.nextFloat() - 2;
          if (random.nextInteger(10) === 0) return noise;
          const at = start + Math.floor(place / 5);
          if (place % 5 === 2) return properties[index]!.bracketDepth[at] === 1 ? -3 : 3;
          if (place % 5 === 3) return properties[index]!.inString[at] === 1 ? 20 : 10;
          return noise;
        });
        const gates = { values: new Float32Array(5 * length).fill(0.5), offset: 0, stride: 5 };
        visit({
          text: index,
          start,
          length,
          layers: [{ states: { values, offset: 0, stride: 5 }, gates: [gates] }],
        });
      });
    }
  },
};

it('finds the planted units, whichever way they point, and measures them on the other half', async () => {
  const units = unitsSchema.parse(await probeUnits(planted, documents, { language: python, seed: 3 }));
  expect(units.characters).toBe(documents.reduce((sum, { text }) => sum + text.length - 1, 0));
  const [bracket, string] = units.best;
  expect(bracket).toMatchObject({ property: 'bracketDepth', layer: 1, unit: 2 });
  // In 9 of 10 right on both sides, else noise that lies between: 0.9² + 2 × 0.9 × 0.1 × 1 + 0.1² / 2 = 0.995.
  expect(bracket!.auc.value).toBeGreaterThan(0.97);
  expect(bracket!.auc.low).toBeLessThanOrEqual(bracket!.auc.value);
  expect(bracket!.auc.high).toBeGreaterThanOrEqual(bracket!.auc.value);
  // Noise is below both: 0.9² + 0.9 × 0.1 + 0.1² / 2 = 0.905.
  expect(string).toMatchObject({ property: 'inString', layer: 1, unit: 3 });
  expect(string!.auc.value).toBeGreaterThan(0.85);
  expect(string!.auc.value).toBeLessThan(0.96);
  expect(units.layers[0]!.timeScales).toEqual(Array(5).fill(-1 / Math.log(0.5)));
});

it('draws the text with the unit turned to be high where the property holds', async () => {
  const units = await probeUnits(planted, documents, { language: python, seed: 3 });
  const picture = units!.pictures[0]!;
  expect(picture).toMatchObject({ property: 'bracketDepth', layer: 1, unit: 2 });
  const { text } = documents.find(({ name }) => name === picture.document)!;
  expect(text.startsWith(picture.text)).toBe(true);
  expect(picture.activations).toHaveLength(picture.text.length);
  const holds = characterProperties(text, python.analyse(text, { cut: true })).bracketDepth;
  const right = picture.activations.filter((value, index) => value > 0 === (holds[index] === 1));
  expect(right.length / picture.activations.length).toBeGreaterThan(0.85);
});

it('leaves out a property that never holds, and is null for a single document', async () => {
  const flat = documents.map(({ name }) => ({ name, text: 'x = (1)\ny = (2)\n' }));
  const units = await probeUnits(planted, flat, { language: python, seed: 3 });
  expect(units!.best.map(({ property }) => property)).toEqual(['bracketDepth']);
  expect(await probeUnits(planted, documents.slice(1, 2), { language: python, seed: 3 })).toBeNull();
});
