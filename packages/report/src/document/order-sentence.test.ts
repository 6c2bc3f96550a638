import { describe, expect, it } from 'vitest';
import { bucketAt, meanAt } from '../__fixtures__/buckets.ts';
import { bucketsBeside } from './compare.ts';
import { orderSentences } from './order-sentence.ts';

const side = (name: string, ...buckets: ReturnType<typeof bucketAt>[]) => ({ name, buckets });

describe('orderSentences', () => {
  it('names the buckets whose intervals lie apart, and no others', () => {
    const own = side('this model', bucketAt(1, 0.9, 0.02), bucketAt(2, 0.9, 0.02), bucketAt(4, 0.3, 0.02));
    const other = side('the n-gram', bucketAt(1, 0.5, 0.1), bucketAt(2, 0.85, 0.1), bucketAt(4, 0.5, 0.1));
    expect(orderSentences(own, other)).toBe(
      'This model does better than the n-gram at 1 character. This model does worse than the n-gram at 4–7 characters.',
    );
  });

  it('does not take sides where intervals overlap, cells are thin or nothing is there', () => {
    const nothing = 'At no distance does this result tell this model from the n-gram.';
    const overlapping = orderSentences(
      side('this model', bucketAt(1, 0.9, 0.1)),
      side('the n-gram', bucketAt(1, 0.75, 0.1)),
    );
    const thin = orderSentences(
      side('this model', bucketAt(1, 0.9, 0.01, 29)),
      side('the n-gram', bucketAt(1, 0.1, 0.01)),
    );
    const empty = orderSentences(side('this model', bucketAt(1, null, 0)), side('the n-gram'));
    expect([overlapping, thin, empty]).toEqual([nothing, nothing, nothing]);
  });
});

describe('bucketsBeside', () => {
  it('keeps what lies wholly on one side of a value and is not thin', () => {
    const gain = [meanAt(1, 0.2, 0.1), meanAt(2, 0.05, 0.1), meanAt(4, 0.3, 0.1), meanAt(8, 0.9, 0.1, 29)];
    expect(bucketsBeside(gain, 0, 'above')).toBe('1, 4–7');
    expect(bucketsBeside(gain, 0, 'below')).toBeNull();
  });
});
