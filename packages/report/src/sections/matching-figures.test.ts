import { describe, expect, it } from 'vitest';
import { decided, shareOf, withSubject } from '../__fixtures__/decided.ts';
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
const { probes } = complete;
const withProbes = (change: Partial<NonNullable<Result['probes']>>): Result => ({
  ...complete,
  probes: { ...probes!, ...change },
});
const samplesAlone: Result = { ...complete, probes: null };

describe('the figures beside the anchors', () => {
  it('come from the probes where there are any', () => {
    const test = {
      measure: 'closer-probability/natural',
      second: '20-gram',
      order: 'above',
      from: 4,
    } as const;
    expect(aboveNgram(decided(complete, test))).toBe('P(true closer) above the 20-gram’s at 4–7 characters');
    expect(aboveNgram(decided(complete))).toMatch(/not shown above/);
    expect(effectiveContext(complete)).toMatch(/^\d+ characters, order (not )?shown to matter/);
    expect(boundedNesting(withProbes({ controls: [] }))).toBe(notMeasured);
  });

  it('name what the controls learnt', () => {
    const [control] = probes!.controls;
    const one = (task: 'dyck' | 'recall', characters: number | null) => {
      return { ...control!, task, label: task, d80: { characters, limited: true, low: null, high: null } };
    };
    const result = withProbes({ controls: [one('dyck', 128), one('recall', null)] });
    expect(boundedNesting(result)).toBe('dyck: D80 at least 128');
    expect(largestDelay(result)).toBe('recall: no D80');
  });

  it('fall back on the samples, or say that there is none', () => {
    const test = { measure: 'delimiters', second: 'ngram', order: 'above', from: 4 } as const;
    expect(aboveNgram(decided(samplesAlone, test))).toBe(
      'in samples, open brackets fail less often than the n-gram’s at 4–7 characters',
    );
    expect(boundedNesting(samplesAlone)).toBe(notMeasured);
    expect([effectiveContext(samplesAlone), largestDelay(samplesAlone)]).toEqual([notMeasured, notMeasured]);
  });

  it('count the clauses that were counted in the reference’s sample', () => {
    const clauses = (['else', 'except', 'elif'] as const).map((clause) => ({
      clause,
      proportion: shareOf(0.5),
    }));
    const result = withSubject(complete, 'model', ({ controlFlow }) => ({
      controlFlow: { ...controlFlow!, clauses },
    }));
    expect(sampleFigures(result)).toMatch(/, 100 of 200 else and except legal$/);
  });
});
