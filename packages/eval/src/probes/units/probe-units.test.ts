import { python, RandomStream } from '@longrange/code';
import { expect, it } from 'vitest';
import { characterProperties } from './character-properties.ts';
import { probeUnits } from './probe-units.ts';
import { unitsSchema } from './schema.ts';
import type { StateSource } from './state-source.ts';

const documents = Array.from({ length: 16 }, (_, index) => ({
  path: `${index}.py`,
  text: [
    `def function_${index}(argument, other):`,
    `    if argument > [${'0, '.repeat((index % 8) + 3)}1][0]:`,
    `        return 'a string that goes on and on, beyond the fortieth column ${index}'`,
    '    return other',
    '',
  ].join('\n'),
}));

/**
 * A network of one layer; of its units, unless `isNoise`, 2 is low in brackets and 3 high in strings, 9 times in 10, and all else is noise. Stretches
 * of 7 characters, documents in turns.
 */
function source(isNoise: boolean): StateSource {
  return {
    layers: [{ units: 5, gates: [{ name: 'forget', keepsState: true }] }],
    async read(texts, visit) {
      const random = new RandomStream(texts.length);
      const properties = texts.map((text) =>
        characterProperties(text, python.analyze(text, { cut: true }), python.layout),
      );
      const longest = Math.max(...texts.map(({ length }) => length));
      for (let start = 0; start < longest; start += 7) {
        texts.forEach((text, index) => {
          const length = Math.min(7, text.length - 1 - start);
          if (length <= 0) return;
          const values = Array.from({ length: 5 * length }, (_, place) => {
            const noise = 4 * random.nextFloat() - 2;
            if (random.nextInteger(10) === 0 || isNoise) return noise;
            const at = start + Math.floor(place / 5);
            if (place % 5 === 2) return properties[index]!.bracketDepth[at] === 1 ? -3 : 3;
            if (place % 5 === 3) return properties[index]!.inString[at] === 1 ? 20 : 10;
            return noise;
          });
          const gates = { values: new Float32Array(5 * length).fill(0.5), offset: 0, stride: 5 };
          const layers = [{ states: { values, offset: 0, stride: 5 }, gates: [gates] }];
          visit({ text: index, start, length, layers });
        });
      }
    },
  };
}

const network = { model: source(false), untrained: source(true) };
const options = { language: python, seed: 3 };
const probed = (await probeUnits(network, documents, options))!;

it('finds the planted units, whichever way they point, and measures them on the other half', () => {
  const units = unitsSchema.parse(probed);
  expect(units.characters).toBe(documents.reduce((sum, { text }) => sum + text.length - 1, 0));
  const [bracket, string] = units.best;
  expect(bracket).toMatchObject({ property: 'bracketDepth', layer: 1, unit: 2 });
  // In 9 of 10 right on both sides, else noise that lies between: 0.9² + 2 × 0.9 × 0.1 × 1 + 0.1² / 2 = 0.995.
  expect(bracket!.auc.value).toBeGreaterThan(0.97);
  // Noise is below both: 0.9² + 0.9 × 0.1 + 0.1² / 2 = 0.905.
  expect(string).toMatchObject({ property: 'inString', layer: 1, unit: 3 });
  expect(string!.auc.value > 0.85 && string!.auc.value < 0.96).toBe(true);
  expect(units.layers[0]!.timeScales).toEqual(Array(5).fill(-1 / Math.log(0.5)));
});

it('draws the text with the unit turned to be high where the property holds', () => {
  const { document, text, activations, ...unit } = probed.pictures[0]!;
  expect(unit).toMatchObject({ property: 'bracketDepth', layer: 1, unit: 2 });
  expect([document, activations.length]).toEqual([expect.stringMatching(/\.py$/), text.length]);
  const holds = characterProperties(text, python.analyze(text, { cut: true }), python.layout).bracketDepth;
  const right = activations.filter((value, index) => value > 0 === (holds[index] === 1));
  expect(right.length / activations.length).toBeGreaterThan(0.85);
});

it('leaves out a property that never holds, and is null for a single document', async () => {
  const flat = documents.map(({ path }) => ({ path, text: 'x = (1)\ny = (2)\n' }));
  const units = await probeUnits(network, flat, options);
  expect(units!.best.map(({ property }) => property)).toEqual(['bracketDepth']);
  expect(await probeUnits(network, documents.slice(1, 2), options)).toBeNull();
});

it('tells the planted units from those of noise, and what the surface shows from what must be remembered', () => {
  const [bracket, string, , column] = probed.best;
  for (const one of [bracket!, string!]) {
    expect(one.untrained.auc.value).toBeLessThan(0.65);
    const { value, low, pValue } = one.aboveUntrained;
    expect(value).toBeCloseTo(one.auc.value - one.untrained.auc.value, 10);
    expect([low! > 0.2, pValue < 0.05]).toEqual([true, true]);
  }
  // The column is a feature of the surface, and tells without an error where 40 of them are.
  expect(column!.surface).toMatchObject({ feature: null, auc: { value: 1, low: 1, high: 1 } });
  expect(column!.aboveSurface.high).toBeLessThan(0);
});
