import { array, assert, integer, property, string, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitByDocument, splitPosition } from './document-split.ts';

const shares = { validation: 0.05, test: 0.05, seed: 0 };
const manyPaths = Array.from({ length: 2000 }, (_, index) => `pkg/module_${index}.py`);

describe('splitByDocument', () => {
  it('gives each split about its share', () => {
    const { splits, adjusted } = splitByDocument(manyPaths, shares);
    const share = (name: string) => splits.filter((split) => split === name).length / splits.length;
    // Three standard deviations of a binomial share of 0.05 with n = 2000.
    expect(Math.abs(share('test') - 0.05)).toBeLessThan(0.015);
    expect(Math.abs(share('validation') - 0.05)).toBeLessThan(0.015);
    expect(adjusted).toBe(false);
  });

  it('never moves a document when others are added', () => {
    const base = manyPaths.slice(0, 300);
    const before = splitByDocument(base, shares).splits;
    assert(
      property(uniqueArray(string(), { maxLength: 50 }), integer({ min: 0, max: 300 }), (added, at) => {
        const fresh = added.filter((path) => !base.includes(path));
        const after = splitByDocument([...base.slice(0, at), ...fresh, ...base.slice(at)], shares).splits;
        expect([...after.slice(0, at), ...after.slice(at + fresh.length)]).toEqual(before);
      }),
      { numRuns: 50 },
    );
  });

  it('depends on the seed', () => {
    const splits = (seed: number) => splitByDocument(manyPaths, { ...shares, seed }).splits;
    expect(splits(1)).toEqual(splits(1));
    expect(splits(1)).not.toEqual(splits(2));
  });

  it('fixes the hash: a corpus split today is split the same tomorrow', () => {
    // python3: int.from_bytes(hashlib.sha256(b'8\\nabc.py').digest()[:6], 'big') / 2**48
    expect(splitPosition('abc.py', 8)).toBe(0.053809071917296336);
  });

  it('gives every split a document as soon as there are as many', () => {
    assert(
      property(
        array(string(), { minLength: 3, maxLength: 40 }),
        integer({ min: 0, max: 99 }),
        (paths, seed) => {
          const { splits, adjusted } = splitByDocument(paths, { ...shares, seed });
          expect(new Set(splits)).toEqual(new Set(['train', 'validation', 'test']));
          const hashed = paths.map((path) => splitPosition(path, seed));
          if (!adjusted) {
            expect(splits).toEqual(
              hashed.map((at) => (at < 0.05 ? 'test' : at < 0.1 ? 'validation' : 'train')),
            );
          }
        },
      ),
    );
  });

  it('leaves a split of share 0 empty', () => {
    expect(splitByDocument(['a'], { validation: 0, test: 0, seed: 0 })).toEqual({
      splits: ['train'],
      adjusted: false,
    });
  });

  it('says how many documents it needs', () => {
    expect(() => splitByDocument(['a', 'b'], shares)).toThrow(
      'Expected at least 3 documents to split by document, got 2.',
    );
  });
});
