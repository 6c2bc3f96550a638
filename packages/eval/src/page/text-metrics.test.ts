import { describe, expect, it } from 'vitest';
import { findings } from '../metrics/degeneration/section.ts';
import { insideOutSentences } from '../metrics/strings/section.ts';
import type { Subject } from '../metrics/subject-schema.ts';
import type { IncidencePoint } from '../statistics/shapes.ts';
import { incidenceSentence } from '../words/incidence.ts';
import { type Decided, decided, modelAlone, plain, shareOf, withSubject } from './testing/decided.ts';
import { loadFixture } from './testing/load-fixture.ts';
import { sectionOf } from './testing/section-of.ts';
import { subjectsWith, viewOf } from './view.ts';

const complete = loadFixture('complete');

const alone = modelAlone(complete);

type Share = ReturnType<typeof shareOf>;
type Change = (subject: Subject, share: Share) => Partial<Subject>;

/** What sections say first where the model's share is this. */
const sections: readonly [measure: string, noun: string, id: string, change: Change, words: string][] = [
  [
    ...(['delimiters', 'brackets', 'delimiters'] as const),
    ({ delimiters }, overall) => ({ delimiters: { ...delimiters, overall } }),
    'This model closes 60 % of its brackets',
  ],
  [
    ...(['strings', 'strings', 'strings'] as const),
    ({ strings }, overall) => ({ strings: { ...strings!, overall } }),
    'This model closes 60 % of its strings',
  ],
  [
    ...(['indentation', 'indentation', 'indentation'] as const),
    ({ indentation }, overall) => ({ indentation: { ...indentation!, overall } }),
    'This model passes 60 % of its indentation checks',
  ],
  [
    ...(['control flow', 'control flow', 'control-flow'] as const),
    ({ controlFlow }, overall) => ({ controlFlow: { ...controlFlow!, overall } }),
    'This model passes 60 % of its control-flow checks',
  ],
  [
    ...(['definitions', 'functions or classes', 'parse'] as const),
    ({ parse }, definitions) => ({ parse: { ...parse, definitions } }),
    'Of this model’s functions and classes, 60 % parse',
  ],
  [
    ...(['novel/32', 'stretches of 32 characters', 'memorization'] as const),
    ({ memorization }, proportion) => ({
      memorization: { ...memorization!, novelByLength: [{ length: 32, proportion }] },
    }),
    'Of this model’s 32-character stretches, 60 % are not in the training text',
  ],
];

describe.each(sections)('the answer about %s', (measure, noun, id, change, words) => {
  const say = (share: Share, order?: Decided['order']) => {
    const result = withSubject(complete, 'model', (subject) => change(subject, share));
    const tests = order === undefined ? [] : [{ measure, second: 'ngram', order }];
    return plain(sectionOf(decided(result, ...tests), id)!.paragraphs[0]!);
  };

  it('says what the test decides, and judges nothing from none', () => {
    const claim = `${words} (50–70 %, n 30), more than the 20-gram at `;
    expect(say(shareOf(0.6, 0.1, 30), 'above')).toContain(claim);
    expect(say(shareOf(null))).toMatch(new RegExp(`^This model has no ${noun} to judge\\.`));
  });
});

describe('the guard', () => {
  const say = (collapsed: number, loops: number, documents = 40) =>
    plain(
      findings(
        viewOf(
          withSubject(complete, 'model', ({ degeneration }) => ({
            documents,
            degeneration: {
              ...degeneration,
              whitespaceShare: 0.3,
              loops: { ...degeneration.loops, share: loops },
              firstCollapse: { ...degeneration.firstCollapse, collapsedDocuments: collapsed },
            },
          })),
        ).subjects,
      ),
    );

  it('warns where a sample collapsed or loops take more than a hundredth', () => {
    expect(say(0, 0.01)).toMatch(
      /^No sign of degeneration: none of 40 samples collapsed; loops make up 1\.0 %/,
    );
    expect(say(0, 0.02)).toMatch(/^Partly not text: none of 40 samples collapsed; loops make up 2\.0 %/);
    expect(say(1, 0, 1)).toMatch(/^Partly not text: 1 of 1 sample collapsed; /);
  });

  it('says how long the median sample goes, where any collapsed', () => {
    const details = (collapsedDocuments: number, medianCharacters: number | null) =>
      sectionOf(
        withSubject(complete, 'model', ({ degeneration }) => ({
          degeneration: {
            ...degeneration,
            firstCollapse: { collapsedDocuments, medianCharacters, seenCharacters: 4096 },
          },
        })),
        'guard',
      )!.paragraphs[1];
    expect(details(0, null)).not.toContain('median');
    expect(details(30, 310)).toContain('The median sample goes 310 characters before it collapses.');
    expect(details(1, null)).toContain(
      'The median sample goes more than 4,096 characters before it collapses.',
    );
  });
});

it('says what has happened by a distance, and nothing beyond what was seen', () => {
  const curve = [{ distance: 64, closed: 0.7, broken: 0.1 }].map(
    ({ distance, closed, broken }): IncidencePoint => ({
      distance,
      atRisk: 9,
      closed: { share: closed, low: 0.6, high: 0.8 },
      broken: { share: broken, low: 0, high: 0.2 },
      open: 1 - closed - broken,
      closedAtLeast: closed,
      closedAtMost: closed,
    }),
  );
  const named = subjectsWith(viewOf(alone), 'strings');
  const say = (distance: number) => plain(incidenceSentence(named, () => curve, distance, 'a bracket opens'));
  expect(say(64)).toMatch(/has closed 70 % \(60–80 %\), broken 10\.0 % and left 20\.0 % open\.$/);
  expect(say(65)).toBe('');
});

it('says where text and code are inside out', () => {
  const say = (held: number, accidental: number) => {
    const result = withSubject(alone, 'model', ({ strings }) => ({
      strings: {
        ...strings!,
        inStrings: 0.5,
        insideOut: { ...shareOf(held / 40, 0, 40), held },
        multiLine: { ...strings!.multiLine!, accidental },
      },
    }));
    return plain(insideOutSentences(subjectsWith(viewOf(result), 'strings')));
  };
  expect(say(0, 0)).toBe('Characters inside strings: 50.0 % in this model.');
  expect(say(1, 1)).toContain(
    'Lost quotes turn text and code inside out in 1 of 40 samples of this model (1 string): ',
  );
  expect(say(2, 3)).toContain('in 2 of 40 samples of this model (3 strings): ');
});
