import type { HalfLife, Range, Result } from '@longrange/eval/internal';
import { expect, it } from 'vitest';
import { format } from '../../document/internal.ts';
import { renderHtml } from '../../page/html/render-html.ts';
import { renderTerminal } from '../../page/terminal/render-terminal.ts';
import { describeResult } from '../build-report.ts';
import { type Decided, decided, plain, shareOf, withSubject } from '../testing/decided.ts';
import { loadFixture, sectionsOf } from '../testing/load-fixture.ts';
import { after, at, few, halfLifeOf, near, range, withRanges } from '../testing/ranges.ts';
import { isOfLanguage, viewOf } from '../view.ts';
import { headlineOf, rivalSentence } from './headline.ts';
import { numeralsOf } from './numerals.ts';
import { scoresOf } from './scores.ts';

const complete = loadFixture('complete');
const reads = range(at(25), at(22), at(31));

const far = (low: number) => range(after(512), at(low), after(512));
const short = range(at(14), at(11), at(17));

it.each<[Range | null, Range, string]>([
  [
    ...([reads, short] as const),
    'When this model reads, an open bracket still shows in the prediction for 25 characters (95 % interval 22–31) and still decides the closer for 14 (11–17)',
  ],
  [
    ...([far(500), far(300)] as const),
    'When this model reads, an open bracket still shows in the prediction for at least 512 characters (no pairs farther away; 95 % interval from 500) and still decides the closer for at least 512 (no pairs farther away; from 300)',
  ],
  [
    ...([reads, near(0.31)] as const),
    'When this model reads, an open bracket still shows in the prediction for 25 characters (95 % interval 22–31); the range cannot be measured: it still decides the closer in only 31.0 % of the nearest pairs',
  ],
  [
    ...([near(0.4), near(0.31)] as const),
    'When this model reads, the range cannot be measured: an open bracket still shows in the prediction in only 40.0 % of the nearest pairs',
  ],
  [
    ...([null, reads] as const),
    'When this model reads, an open bracket still decides the closer for 25 characters (95 % interval 22–31)',
  ],
])('the first sentence says both ranges, or why one cannot be told: %#', (shows, decides, sentence) => {
  const { headline, standfirst } = headlineOf(viewOf(withRanges(complete, [shows, decides], [reads, short])));
  expect(plain(headline)).toBe(sentence);
  expect(plain(standfirst)).toContain(
    'When it writes at temperature 0.8, the bracket still shows in the prediction for 25 characters (95 % interval 22–31) and still decides the closer for 14 (11–17).',
  );
});

it('shows the half-life of evidence beside the range by 1 nat', () => {
  const screenOf = (halfLife: HalfLife) => {
    const view = viewOf(withRanges(complete, [reads, short], null, halfLife));
    const [shows, decides] = numeralsOf(view).numerals;
    expect(decides!.beside.map(({ name }) => name)).not.toContain('half-life');
    const { value, interval } = scoresOf(view)[1]!.entries[0]!;
    const said = headlineOf(view).standfirst.match(/Half of its evidence.*?nearby\./)?.[0];
    return [shows!.beside[1], value, interval, said];
  };
  const beside = (words: string) => ({ style: 'model', name: 'half-life', words });
  expect(screenOf(halfLifeOf(range(at(17), at(13), at(22)), 12))).toEqual([
    beside('17 (13–22)'),
    '17',
    '13–22',
    'Half of its evidence, the change of the log-odds, is left after 17 (13–22), its half-life, however strong it is nearby.',
  ]);
  const never = halfLifeOf(range(after(512), at(90), after(512)), 12);
  expect(screenOf(never).slice(1, 3)).toEqual(['at least 512', 'from 90']);
  const weak = [beside('not measurable'), 'not measurable', null, undefined];
  expect(screenOf(halfLifeOf(near(0.4), 0.62))).toEqual(weak);
});

it('shows each range beside writing, the n-gram and real code, the reason where it is not measurable, and shares where no range was asked for', () => {
  const said = (result: Result) =>
    numeralsOf(viewOf(result)).numerals.map(({ value, note, beside }) => [
      value?.number ?? null,
      plain(note),
      beside.map(({ style }) => style).join(),
    ]);
  const open = range(at(1), at(1), after(90));
  expect(said(withRanges(complete, [reads, open], [reads, short]))).toEqual([
    ['25', '95 % interval 22–31', 'model,model,model,model,ngram,real'],
    ['1', '95 % interval 1 to at least 90', 'model,model,model,model,ngram,real'],
  ]);
  expect(said(withRanges(complete, [few, near(0.31)], null))).toEqual([
    [null, expect.stringMatching(/^12 pairs/), 'model,model,ngram,real'],
    [null, expect.stringMatching(/^only in 31.0 % of the nearest pairs/), 'model,model,ngram,real'],
  ]);
  expect(said(withRanges(complete, [null, reads], null))).toEqual([
    ['25', '95 % interval 22–31', 'model,model,model,ngram,real'],
  ]);
  const { numerals } = numeralsOf(viewOf(loadFixture('text-only')));
  expect(numerals.map(({ title }) => title)).toEqual(['Brackets held', 'Indentation kept']);
  const thin = withSubject({ ...complete, probes: null }, 'model', ({ delimiters }) => ({
    delimiters: { ...delimiters, overall: shareOf(0.9, 0.1, 29) },
  }));
  expect(said(thin)[0]).toEqual([null, expect.stringMatching(/^29 cases/), 'real,ngram']);
});

it('gives the ranges on one line and over several beside the pooled one, each with its pairs and documents, but not below 30', () => {
  const brackets = (n: number) => {
    const lines = (level: string, place: number) => {
      const measured = { ...range(at(place), at(place - 1), at(place + 1)), n, documents: 9 };
      const curve = { byDistance: [], range: measured };
      return { factor: 'lineBreak' as const, level, decides: curve, shows: curve };
    };
    const result = structuredClone(withRanges(complete, [reads, reads], null));
    for (const { minimalPairs } of result.probes!.predictors.slice(0, 1))
      minimalPairs.scoring[0]!.natural!.factors!.levels = [lines('with', 12), lines('without', 90)];
    return result;
  };
  const [numeral] = numeralsOf(viewOf(brackets(30))).numerals;
  expect(numeral!.beside.slice(0, 3).map(({ name, words }) => [name, words])).toEqual([
    ['on', '100 pairs of 20 documents'],
    ['on one line', '90 (89–91)'],
    ['over several lines', '12 (11–13)'],
  ]);
  expect(plain(headlineOf(viewOf(brackets(30))).standfirst)).toContain(
    'This rests on 100 pairs of 20 documents. With opener and closer on one line, 90 (89–91) and 90 (89–91) (30 pairs of 9 documents); over several lines, 12 (11–13) and 12 (11–13) (30 pairs of 9 documents).',
  );
  const titles = scoresOf(viewOf(brackets(30))).map(({ title, entries }) => [title, entries[0]!.sample]);
  expect(titles).toContainEqual([
    'Reading, over several lines: it still shows for, characters',
    `n${format.NO_BREAK_SPACE}30, 9 documents`,
  ]);
  expect(numeralsOf(viewOf(brackets(29))).numerals[0]!.beside.map(({ name }) => name)).not.toContain(
    'on one line',
  );
});

it('warns where text collapses, and where real code scores less than it should', () => {
  const warningsOf = (result: Result) => describeResult(result).notices.map(({ warning }) => warning);
  expect(warningsOf(complete)).not.toContain(true);
  expect(warningsOf(loadFixture('edge'))[0]).toBe(true);
  const result = withSubject(complete, 'real', ({ delimiters }) => ({
    delimiters: { ...delimiters, overall: shareOf(0.5, 0.4) },
  }));
  expect(warningsOf(result).slice(0, 2)).toEqual([false, true]);
});

it('warns where most of the held-out text also occurs in the training text', () => {
  const withNovel = (share: number) =>
    withSubject(complete, 'real', ({ memorization }) => ({
      memorization: {
        ...memorization!,
        novelByLength: memorization!.novelByLength.map((one) => ({
          ...one,
          proportion: one.length === 32 ? shareOf(share, share) : one.proportion,
        })),
      },
    }));
  const noticeOf = (share: number) =>
    describeResult(withNovel(share)).notices.find(({ title }) => title === 'Is it new text?');
  expect(noticeOf(0.5)).toBeUndefined();
  const notice = noticeOf(0.06)!;
  expect(notice.warning).toBe(true);
  expect(plain(notice.text)).toMatch(
    /^94\.0 % of the stretches of 32 characters in held-out real code also occur in the training text\./,
  );
});

it('says what the n-gram does better, and nothing else', () => {
  const said = (...tests: readonly Decided[]) => plain(rivalSentence(viewOf(decided(complete, ...tests))));
  const [bits, brackets] = [
    { measure: 'bits', second: '20-gram', order: 'above' },
    { measure: 'delimiters', second: 'ngram', order: 'below' },
  ] as const;
  expect(said(bits, brackets)).toMatch(
    /^ The 20-gram needs fewer bits per character \(.*\) and closes more of its brackets \(.* %, the model .* %\)\.$/,
  );
  expect(said({ ...bits, order: 'below' }, { ...brackets, order: 'undecided' })).toBe('');
});

it('warns of a text that hardly parses', () => {
  const text = loadFixture('text-only');
  expect(describeResult(text).notices[1]).toMatchObject({ title: 'Is the checker right?', warning: false });
  const foreign = withSubject(text, 'text', ({ parse }) => ({
    cut: false,
    parse: { ...parse, documents: shareOf(0, 0, 28), definitions: null },
  }));
  expect(plain(describeResult(foreign).notices[1]!.text)).toMatch(
    / 0 % \(.*\) parse as Python\. If the text is in another language,/,
  );
});

/** The same figures as if the held-out text parsed so: `parsed` of 20 files, and so many sound functions in 40,000 characters. */
const parsedAs = (parsed: number, sound: number): Result =>
  withSubject(complete, 'real', ({ parse }) => ({
    characters: 40_000,
    parse: {
      ...parse,
      documents: { ...parse.documents, held: parsed, n: 20, estimate: parsed / 20, low: 0, high: 0.2 },
      definitions: { ...parse.definitions!, held: sound, n: sound },
    },
  }));

it.each([
  [20, 300, true],
  [2, 0, true],
  [1, 4, true],
  [1, 3, false],
  [0, 0, false],
])(
  '%i of 20 files parse, %i sound definitions in 40,000 characters: Python is %s',
  (parsed, sound, expected) => {
    expect(isOfLanguage(parsedAs(parsed, sound))).toBe(expected);
  },
);

it('of text that is not Python leaves out what rests on syntax and begins with bits, as an upper bound if no sum is known', async () => {
  const prose = parsedAs(0, 0);
  const report = describeResult(prose);
  expect(report.headline).toMatch(/^This text is not Python: this model needs \d\.\d{3} bits per character$/);
  expect(report.notices[1]).toMatchObject({ title: 'Is it Python?', warning: false });
  const metrics = sectionsOf(report).map(({ metric }) => metric);
  expect(metrics[0]).toBe(9);
  for (const metric of [1, 2, 3, 4, 5, 6, 10, 11, 18, 19]) expect(metrics).not.toContain(metric);
  const pages = [await renderHtml(prose), renderTerminal(prose, { color: false, width: 100 })];
  for (const page of pages)
    expect(page.match(/(checker’s own error|real code|Broken dep).{0,40}/)).toBeNull();
  const [own, ...others] = prose.bitsPerCharacter;
  const bound = { bits: 1.702, low: 1.562, high: 1.842 };
  const only = { ...own!, carried: null, reset: null, upperBound: { ...bound, perDocument: bound } };
  const { numerals } = describeResult({ ...prose, bitsPerCharacter: [only, ...others] });
  expect(numerals[0]!.value).toEqual({ bound: 'at most', number: '1.702', unit: 'bits' });
});
