import { describe, expect, it } from 'vitest';
import { insideOutSentences } from '../metrics/strings/section.ts';
import type { Subject } from '../metrics/subject-schema.ts';
import { type Decided, decided, modelAlone, plain, shareOf, withSubject } from './testing/decided.ts';
import { loadFixture } from './testing/load-fixture.ts';
import { sectionOf } from './testing/section-of.ts';
import { subjectsWith, viewOf } from './view.ts';

const complete = loadFixture('complete');

type Share = ReturnType<typeof shareOf>;
type Change = (subject: Subject, share: Share) => Partial<Subject>;

/** What sections say first where the model's share is this. */
it.each<[id: string, measure: string, change: Change, words: string]>([
  [
    ...(['delimiters', 'delimiters'] as const),
    ({ delimiters }, overall) => ({ delimiters: { ...delimiters, overall } }),
    'This model closes 60 % of its brackets',
  ],
  [
    ...(['parse', 'definitions'] as const),
    ({ parse }, definitions) => ({ parse: { ...parse, definitions } }),
    'Of this model’s functions and classes, 60 % parse',
  ],
  [
    ...(['memorization', 'novel/32'] as const),
    ({ memorization }, proportion) => ({
      memorization: { ...memorization!, novelByLength: [{ length: 32, proportion }] },
    }),
    'Of this model’s 32-character stretches, 60 % are not in the training text',
  ],
])('the answer about %s is what the test decides, and nothing from none', (id, measure, change, words) => {
  const say = (share: Share, order?: Decided['order']) => {
    const result = withSubject(complete, 'model', (subject) => change(subject, share));
    const tests = order === undefined ? [] : [{ measure, second: 'ngram', order }];
    return plain(sectionOf(decided(result, ...tests), id)!.paragraphs[0]!);
  };
  expect(say(shareOf(0.6, 0.1, 30), 'above')).toContain(
    `${words} (50–70 %, n 30), more than the 20-gram at `,
  );
  expect(say(shareOf(null))).toMatch(/^This model has no .* to judge\./);
});

describe('the guard', () => {
  const say = (collapsedDocuments: number, share: number, medianCharacters: number | null = null) => {
    const result = withSubject(complete, 'model', ({ degeneration }) => ({
      documents: 40,
      degeneration: {
        ...degeneration,
        loops: { ...degeneration.loops, share },
        firstCollapse: { collapsedDocuments, medianCharacters, seenCharacters: 4096 },
      },
    }));
    return plain(sectionOf(result, 'guard')!.paragraphs.join(' '));
  };

  it('warns where a sample collapsed or loops take more than a hundredth', () => {
    expect(say(0, 0.01)).toMatch(
      /^No sign of degeneration: none of 40 samples collapsed; loops make up 1\.0 %/,
    );
    expect(say(0, 0.02)).toMatch(/^Partly not text: none of 40 samples collapsed; loops make up 2\.0 %/);
    expect(say(1, 0)).toMatch(/^Partly not text: 1 of 40 samples collapsed; /);
  });

  it('says how long the median sample goes, where any collapsed', () => {
    expect(say(0, 0)).not.toContain('median');
    expect(say(30, 0, 310)).toContain('The median sample goes 310 characters before it collapses.');
    expect(say(1, 0)).toContain('The median sample goes more than 4,096 characters before it collapses.');
  });
});

it('says where text and code are inside out', () => {
  const say = (held: number, accidental: number) => {
    const result = withSubject(modelAlone(complete), 'model', ({ strings }) => ({
      strings: {
        ...{ ...strings!, inStrings: 0.5, insideOut: { ...shareOf(held / 40, 0, 40), held } },
        multiLine: { ...strings!.multiLine!, accidental },
      },
    }));
    return plain(insideOutSentences(subjectsWith(viewOf(result), 'strings')));
  };
  expect(say(0, 0)).toBe('Characters inside strings: 50.0 % in this model.');
  expect(say(2, 3)).toContain('in 2 of 40 samples of this model (3 strings): ');
});
