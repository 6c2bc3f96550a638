import { array, assert, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCorpus } from '../load-corpus.ts';
import { splitByDocument, splitPosition } from './splits.ts';

const shares = { validation: 0.05, test: 0.05, seed: 0 };

describe('splitByDocument', () => {
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

  it('leaves a split of share 0 empty, and says how many documents it needs', () => {
    const alone = splitByDocument(['a'], { validation: 0, test: 0, seed: 0 });
    expect(alone).toEqual({ splits: ['train'], adjusted: false });
    expect(() => splitByDocument(['a', 'b'], shares)).toThrow(
      'Expected at least 3 documents to split by document, got 2.',
    );
  });
});

const lines = (letter: string, count: number) => `${letter.repeat(9)}\n`.repeat(count);
const contiguous = { split: { kind: 'contiguous', validation: 0.05 } } as const;

describe('the contiguous split', () => {
  it('cuts the joined text at the first line after 95 %', () => {
    const texts = { 'b.py': lines('b', 10), 'a.py': lines('a', 90) };
    const documents = Object.entries(texts).map(([path, text]) => ({ path, text }));
    const corpus = createCorpus(documents, contiguous);
    expect(corpus.split('train').documents).toEqual([
      { path: 'a.py', start: 0, end: 900 },
      { path: 'b.py', start: 900, end: 950 },
    ]);
    for (const name of ['validation', 'test'] as const)
      expect(corpus.split(name).documents).toEqual([{ path: 'b.py', start: 0, end: 50 }]);
    expect(corpus.documents.map(({ path, split }) => `${path} ${split}`)).toEqual([
      'a.py train',
      'b.py train',
      'b.py validation',
    ]);
  });

  it('loses nothing and doubles nothing, wherever the cut falls', () => {
    const documents = ['äbc\n\nd', 'e\nfgé', 'h\n'.repeat(7)].map((text, index) => ({
      path: `${index}.py`,
      text,
    }));
    const whole = 'äbc\n\nd\ne\nfgé\nh\nh\nh\nh\nh\nh\nh\n';
    for (let validation = 0.1; validation < 0.95; validation += 0.05) {
      const corpus = createCorpus(documents, {
        charset: 'unicode',
        split: { kind: 'contiguous', validation },
      });
      const text = (name: 'train' | 'validation') => {
        const split = corpus.split(name);
        return split.documents.map((_, index) => split.text(index)).join('');
      };
      expect(text('train') + text('validation')).toBe(whole);
      expect(text('train').endsWith('\n')).toBe(true);
      expect(corpus.split('train').characters).toBe([...text('train')].length);
      const shareEnd = Math.floor([...whole].length * (1 - validation));
      expect([...text('train')].length).toBeGreaterThanOrEqual(shareEnd);
    }
  });

  it('refuses a text of one line', () => {
    expect(() => createCorpus([{ path: 'a.py', text: 'one line' }], contiguous)).toThrow(
      'training and a validation',
    );
  });
});
