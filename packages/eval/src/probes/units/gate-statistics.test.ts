import { expect, it } from 'vitest';
import { gateStatistics } from './probe-units.ts';

it('counts gates that are closed and open, and sorts time scales, wherever the rows lie', () => {
  const layers = [
    {
      units: 2,
      gates: [
        { name: 'input', keepsState: false },
        { name: 'forget', keepsState: true },
      ],
    },
    { units: 1, gates: [{ name: 'update', keepsState: false }] },
  ];
  const statistics = gateStatistics(layers);
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
  const { characters, layers: found } = statistics.summarize();
  expect(characters).toBe(2);
  const [first, second] = found;
  expect(first!.gates).toEqual([
    { gate: 'input', closed: 0.25, open: 0.5 },
    { gate: 'forget', closed: 0, open: 0 },
  ]);
  // Means 0.6 and 0.5 of the forget gates.
  expect(first!.timeScales![0]).toBeCloseTo(-1 / Math.log(0.5), 12);
  expect(first!.timeScales![1]).toBeCloseTo(-1 / Math.log(0.6), 12);
  expect(second).toEqual({
    layer: 2,
    units: 1,
    timeScales: null,
    gates: [{ gate: 'update', closed: 0.5, open: 0.5 }],
  });
});
