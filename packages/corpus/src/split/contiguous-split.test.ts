import { describe, expect, it } from 'vitest';
import { createCorpus } from '../load-corpus.ts';

const lines = (letter: string, count: number) => `${letter.repeat(9)}\n`.repeat(count);
const contiguous = { split: { kind: 'contiguous', validation: 0.05 } } as const;

describe('the contiguous split', () => {
  it('cuts the joined text at the first line after 95 %', () => {
    const corpus = createCorpus(
      [
        { path: 'b.py', text: lines('b', 10) },
        { path: 'a.py', text: lines('a', 90) },
      ],
      contiguous,
    );
    expect(corpus.split('train').documents).toEqual([
      { path: 'a.py', start: 0, end: 900 },
      { path: 'b.py', start: 900, end: 950 },
    ]);
    expect(corpus.split('validation').documents).toEqual([{ path: 'b.py', start: 0, end: 50 }]);
    expect(corpus.documents.map(({ path, split }) => `${path} ${split}`)).toEqual([
      'a.py train',
      'b.py train',
      'b.py validation',
    ]);
  });

  it('makes the validation text the test text', () => {
    const corpus = createCorpus([{ path: 'a.py', text: lines('a', 100) }], contiguous);
    expect(corpus.split('test').name).toBe('test');
    expect(corpus.split('test').text(0)).toBe(corpus.split('validation').text(0));
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
