import { describe, expect, it } from 'vitest';
import { type Decided, decided, plain, shareOf, withSubject } from '../__fixtures__/decided.ts';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import { subjectsWith } from '../document/names/subjects.ts';
import type { Result, Subject } from '../document/types.ts';
import { argumentSentence, cutSentence, farSentence, namesSection, rateSentence } from './names.ts';

const complete = loadFixture('complete');

/** The model alone, so that what is said is about it. */
const alone: Result = {
  ...complete,
  comparisons: [],
  subjects: complete.subjects.filter(({ id }) => id === 'model'),
};

describe('names', () => {
  type Names = NonNullable<Subject['names']>;
  const rate = { value: 7.5, low: 6, high: 9 };
  const withNames = (result: Result, names: Partial<Names>) =>
    withSubject(result, 'model', (subject) => ({ names: { ...subject.names!, ...names } }));
  const say = (loads: number, order?: Decided['order']) => {
    const result = withNames(complete, { loads, unknowable: 0, undefinedPer100Loads: rate });
    const tests = order === undefined ? [] : [{ measure: 'undefined names', second: 'real', order }];
    const tested = decided(result, ...tests);
    return plain(rateSentence(tested, subjectsWith(tested, 'names')));
  };

  it('are more or fewer undefined as the test says', () => {
    const claim = 'Of every 100 names that this model reads, 7.50 (6.00–9.00) are undefined';
    expect(say(30, 'above')).toContain(`${claim}, more than real code at `);
    expect(say(30, 'below')).toContain(`${claim}, fewer than real code at `);
    expect(say(30, 'undecided')).toContain(`${claim}; no detectable difference from real code at `);
    expect(say(29, 'above')).toContain(`${claim}, but 29 names are too few to judge. Real code: `);
    expect(say(1)).toContain(`${claim}, but 1 name is too few to judge. `);
    expect(say(0)).toMatch(/^This model reads no name that could be resolved\. /);
  });

  it('that a cut leaves open are bounded, and left out where there are none', () => {
    const cut = (unboundAtCut: number) =>
      plain(
        cutSentence(
          subjectsWith(
            withNames(alone, {
              loads: 100,
              unboundAtCut,
              undefinedPer100LoadsAtMost: { value: 20, low: 15, high: 25 },
            }),
            'names',
          ),
        ),
      );
    expect(cut(20)).toBe(
      'Not judged: 20.0 % of the loads of this model, because the text was cut before a binding could have come. If none of them were ever bound, the rate would be 20.00 (15.00–25.00) of 100 for this model; the true one lies in between. Whole files have no cut, so compare them with care.',
    );
    expect(cut(0)).toBe('');
    expect(namesSection(withNames(alone, { unboundAtCut: 0 }))!.paragraphs[1]).toMatch(/as a builtin\.$/);
  });
});

describe('names in the text', () => {
  type Names = NonNullable<Subject['names']>;
  const named = (names: Partial<Names>) =>
    subjectsWith(
      withSubject(alone, 'model', (subject) => ({ names: { ...subject.names!, ...names } })),
      'names',
    );

  it('count as far from 128 characters on', () => {
    const far = (...counts: [from: number, n: number][]) =>
      plain(farSentence(named({ byDistance: counts.map(([from, n]) => ({ from, to: 2 * from, n })) })));
    expect(far([64, 3], [128, 1])).toBe(
      'Loads bound at least 128 characters away, of those that resolve in the text: 25.0 % in this model.',
    );
    expect(far([64, 3])).toContain(': 0 % in this model.');
    expect(far([64, 0])).toBe('');
  });

  it('are read as parameters, or there are none', () => {
    expect(plain(argumentSentence(named({ argumentsUsed: shareOf(0.5, 0.1) })))).toBe(
      'Parameters that the function body reads: 50.0 % (40.0–60.0 %, n 100).',
    );
    expect(argumentSentence(named({ argumentsUsed: shareOf(null) }))).toBe('');
  });
});
