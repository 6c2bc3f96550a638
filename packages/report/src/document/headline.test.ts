import { describe, expect, it } from 'vitest';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import { headlineOf } from './headline.ts';
import type { Bucket, Result } from './types.ts';

function withBuckets(...shares: readonly [estimate: number, half: number][]): Result {
  const result = loadFixture('full');
  const model = result.subjects.find(({ id }) => id === 'model')!;
  const byDistance = shares.map(([estimate, half], index): Bucket => {
    const [low, high] = [Math.max(0, estimate - half), Math.min(1, estimate + half)];
    return {
      from: 2 ** index,
      to: 2 ** (index + 1),
      held: 90,
      n: 100,
      documents: 100,
      designEffect: 1,
      estimate,
      low,
      high,
      censored: 0,
      thin: false,
    };
  });
  const delimiters = { ...model.delimiters, byDistance };
  return {
    ...result,
    subjects: result.subjects.map((subject) => (subject === model ? { ...model, delimiters } : subject)),
  };
}

describe('headlineOf', () => {
  it('names the last bucket above and the first below, and says that between is open', () => {
    const { headline, standfirst } = headlineOf(
      withBuckets([0.95, 0.02], [0.9, 0.05], [0.8, 0.1], [0.5, 0.1]),
    );
    expect(headline).toBe('This model keeps four brackets in five up to 2 characters');
    expect(standfirst).toContain('The nearest distance shown to lie below it is 8 characters');
    expect(standfirst).toContain('In between, the sample is too small to decide.');
  });

  it('does not call the end of the text the end of the memory', () => {
    const { headline, standfirst } = headlineOf(withBuckets([0.95, 0.02], [0.95, 0.02]));
    expect(headline).toContain('up to 2 characters');
    expect(standfirst).toContain('not where it breaks');
  });

  it('makes no claim that a wide interval does not carry', () => {
    const { headline, standfirst } = headlineOf(withBuckets([0.9, 0.2], [0.7, 0.2]));
    expect(headline).toBe('Too few brackets to say how far back this model remembers');
    expect(standfirst).toContain('the sample is too small to say where it breaks');
  });

  it('says so where even the nearest bucket is below', () => {
    expect(headlineOf(withBuckets([0.5, 0.1])).headline).toContain(
      'loses its brackets at the shortest distances',
    );
  });

  it('says so where there is nothing to follow', () => {
    expect(headlineOf(loadFixture('edge')).headline).toBe(
      'Nothing here says how far back this model remembers',
    );
  });
});
