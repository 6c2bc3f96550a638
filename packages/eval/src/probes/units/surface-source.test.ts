import { expect, it } from 'vitest';
import { surfaceSource } from './surface-source.ts';

it('shows the last characters and the column, and nothing of what was before', async () => {
  const text = `ab\n${'b'.repeat(300)}`;
  const source = surfaceSource([text]);
  const { units } = source.layers[0]!;
  expect(units).toBe(8 * 3 + 1);
  const states: number[][] = [];
  await source.read([text, 'a'], ({ text: index, start, length, layers }) => {
    expect([index, start]).toEqual([0, states.length]);
    const { values, offset, stride } = layers[0]!.states;
    for (let t = 0; t < length; t++) {
      states.push(Array.from({ length: units }, (_, unit) => values[offset + t * stride + unit]!));
    }
  });
  expect(states).toHaveLength(302);
  const shown = (at: number) =>
    source.features.filter((_, unit) => unit < units - 1 && states[at]![unit] === 1);
  expect(shown(0)).toEqual([{ character: 'a', back: 0 }]);
  expect(shown(3)).toEqual([
    { character: 'b', back: 0 },
    { character: '\n', back: 1 },
    { character: 'b', back: 2 },
    { character: 'a', back: 3 },
  ]);
  expect(shown(301)).toHaveLength(8);
  // Column 40, the first for which the property holds, is the first above zero.
  expect(states.findIndex((row) => row[units - 1]! > 0)).toBe(2 + 40);
});
