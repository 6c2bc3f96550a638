import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Packer } from './pack.ts';

const observation = { document: 'a.py', kind: '()', outcome: 'held', isLast: true, reason: null };

it.each([
  [2, 2 ** 16],
  [4, 2 ** 16 + 1],
])('gives back what it packed, and takes %i bytes for each field of numbers below %i', (bytes, below) => {
  const packer = new Packer();
  const observations = Array.from({ length: 1000 }, (_, start) => ({
    ...observation,
    start,
    end: below - 1 - start,
  }));
  const packed = packer.pack({ observations, characters: 3 }) as { observations: { cells: Uint16Array } };
  expect(packed.observations.cells.byteLength).toBe(bytes * 7 * 1000);
  expect(packer.unpack(packed)).toEqual({ observations, characters: 3 });
});

it('gives back whatever it is given: fractions, large numbers, other fields, parts', () => {
  const cell = fc.oneof(
    fc.integer(),
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constantFrom(null, undefined),
  );
  const row = fc.record({ a: cell, b: cell, c: fc.array(cell, { maxLength: 2 }) }, { requiredKeys: ['a'] });
  const packer = new Packer();
  fc.assert(
    fc.property(
      fc.record({ rows: fc.array(row), more: cell }),
      fc.array(fc.record({ a: fc.integer() })),
      (value, rows) => {
        expect(packer.unpack(packer.pack(value))).toEqual(value);
        expect(packer.unpack(packer.pack(rows))).toEqual(rows);
      },
    ),
    { seed: 1 },
  );
});
