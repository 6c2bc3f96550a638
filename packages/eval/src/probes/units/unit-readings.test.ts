import { python } from '@longrange/code';
import { expect, it } from 'vitest';
import { characterProperties, type UnitProperty } from './character-properties.ts';
import { gateStatistics } from './probe-units.ts';
import { surfaceSource } from './surface-source.ts';

it.each<[UnitProperty, string, string]>([
  // From the opener to before the closer.
  ['bracketDepth', 'f(a, [b]) + c\n', '.^^^^^^^......'],
  ['bracketDepth', 'f(\n', '.^^'],
  // No bracket in a string, but the field of a formatted one.
  ['bracketDepth', "g = '(' \n", '.........'],
  ['bracketDepth', "g = f'{x}'\n", '......^^...'],
  // From the first quote to before the last, without the prefix.
  ['inString', "a = rb'xy' + ''\n", '......^^^....^..'],
  ['inString', '"""a\n"""\n', '^^^^^^^..'],
  ['inString', "a = 'xy", '....^^^'],
  // From the first character of a statement in two blocks to that of the next.
  ['indent', 'if a:\n  if b:\n    c\n\n    d\n  e\n', `${'.'.repeat(18)}^^^^^^^^^^^..`],
  ['column', `x = 1\n${'y'.repeat(42)}\nz`, `${'.'.repeat(6 + 39)}^^^..`],
])('%s holds in %j', (property, text, marks) => {
  const holds = characterProperties(text, python.analyze(text, { cut: true }), python.layout)[property];
  expect(Array.from(holds, (value) => (value === 1 ? '^' : '.')).join('')).toBe(marks);
});

it('counts gates that are closed and open, and sorts time scales, wherever the rows lie', () => {
  const gates = [
    { name: 'input', keepsState: false },
    { name: 'forget', keepsState: true },
  ];
  const statistics = gateStatistics([
    { units: 2, gates },
    { units: 1, gates: [{ name: 'update', keepsState: false }] },
  ]);
  // One row of four for each character: a number that is not looked at, input and forget of two units overlapping in place.
  const values = [9, 0.05, 0.95, 0.5, 0.25, 9, 0.2, 0.99, 0.7, 0.75];
  const rows = (offset: number) => ({ values, offset, stride: 5 });
  const other = { values: [0.91, 0.09], offset: 0, stride: 1 };
  statistics.add({
    text: 0,
    start: 0,
    length: 2,
    layers: [
      { states: rows(0), gates: [rows(1), rows(3)] },
      { states: other, gates: [other] },
    ],
  });
  expect(statistics.summarize()).toMatchObject({
    characters: 2,
    layers: [
      {
        gates: [
          { gate: 'input', closed: 0.25, open: 0.5 },
          { gate: 'forget', closed: 0, open: 0 },
        ],
        // Means 0.6 and 0.5 of the forget gates.
        timeScales: [0.5, 0.6].map((mean) => expect.closeTo(-1 / Math.log(mean), 12)),
      },
      { layer: 2, units: 1, timeScales: null, gates: [{ gate: 'update', closed: 0.5, open: 0.5 }] },
    ],
  });
});

it('the surface is the last characters and the column, and nothing of what was before', async () => {
  const text = `ab\n${'b'.repeat(300)}`;
  const source = surfaceSource([text]);
  const { units } = source.layers[0]!;
  expect(units).toBe(8 * 3 + 1);
  const states: number[][] = [];
  await source.read([text, 'a'], ({ length, layers }) => {
    const { values, offset, stride } = layers[0]!.states;
    for (let t = 0; t < length; t++)
      states.push(Array.from({ length: units }, (_, unit) => values[offset + t * stride + unit]!));
  });
  expect(states).toHaveLength(302);
  const shown = (at: number) =>
    source.features.filter((_, unit) => unit < units - 1 && states[at]![unit] === 1);
  expect(shown(3)).toEqual([...'b\nba'].map((character, back) => ({ character, back })));
  expect(shown(301)).toHaveLength(8);
  // Column 40, the first for which the property holds, is the first above zero.
  expect(states.findIndex((row) => row[units - 1]! > 0)).toBe(2 + 40);
});
