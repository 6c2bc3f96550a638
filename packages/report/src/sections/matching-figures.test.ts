import { describe, expect, it } from 'vitest';
import { bucketAt } from '../__fixtures__/buckets.ts';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import type { Result } from '../document/types.ts';
import {
  aboveNgram,
  boundedNesting,
  effectiveContext,
  largestDelay,
  notMeasured,
  sampleFigures,
} from './matching-figures.ts';

const complete = loadFixture('complete');
const full = loadFixture('full');
const withProbes = (change: Partial<NonNullable<Result['probes']>>): Result => ({
  ...complete,
  probes: { ...complete.probes!, ...change },
});

describe('the figures beside the anchors', () => {
  it('come from the probes where there are any', () => {
    expect(aboveNgram(complete)).toBe('P(true closer) above the 10-gram’s at 1–255 characters');
    expect(effectiveContext(complete)).toBe('256 characters, order shown to matter up to 512');
    const control = { ...complete.probes!.controls[0]!, byDistance: [bucketAt(1, 0.9, 0.05)] };
    const controls = [
      {
        ...control,
        task: 'dyck' as const,
        label: 'Dyck-(2, 3)',
        d80: { ...control.d80, characters: 128, limited: true },
      },
      {
        ...control,
        task: 'recall' as const,
        label: 'recall',
        d80: { ...control.d80, characters: null, limited: false },
      },
    ];
    expect(boundedNesting(withProbes({ controls }))).toBe('Dyck-(2, 3): D80 at least 128');
    expect(largestDelay(withProbes({ controls }))).toBe('recall: no D80');
  });

  it('answer with the fitted distance, as the section does, where no control was trained', () => {
    const { crossing } = complete.probes!.predictors[0]!.closers.natural.reach!;
    expect(boundedNesting(withProbes({ controls: [] }))).toBe(
      `held up to ${Math.round(crossing.characters)} characters in held-out code`,
    );
  });

  it('fall back on the samples, or say that there is none', () => {
    expect(aboveNgram(full)).toContain('in samples, above the n-gram at');
    expect(boundedNesting(full)).toBe('in samples, shown at or above 0.8 up to 16 characters');
    expect([effectiveContext(full), largestDelay(full)]).toEqual([notMeasured, notMeasured]);
  });

  it('count the clauses that were counted in the reference’s sample', () => {
    expect(sampleFigures(complete)).toMatch(/, 509 of 560 else and except legal$/);
    expect(sampleFigures(full)).not.toContain('else');
  });
});
