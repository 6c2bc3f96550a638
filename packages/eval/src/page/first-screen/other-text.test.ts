import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../../report/src/page/html/render-html.ts';
import { renderTerminal } from '../../../../report/src/page/terminal/render-terminal.ts';
import type { Result } from '../../result/schema.ts';
import { describeResult } from '../build-report.ts';
import { loadFixture } from '../testing/load-fixture.ts';
import { sectionsOf } from '../testing/section-of.ts';
import { isOfLanguage } from '../view.ts';

const complete = loadFixture('complete');

/** The same figures as if the held-out text parsed so: `parsed` of 20 files, and so many sound functions in 40,000 characters. */
function parsedAs(parsed: number, sound: number): Result {
  return {
    ...complete,
    subjects: complete.subjects.map((subject) => {
      if (subject.id !== 'real') return subject;
      const { parse } = subject;
      const documents = { ...parse.documents, held: parsed, n: 20, estimate: parsed / 20, low: 0, high: 0.2 };
      const definitions = { ...parse.definitions!, held: sound, n: sound };
      return { ...subject, characters: 40_000, parse: { ...parse, documents, definitions } };
    }),
  };
}

describe('whether text is of the language', () => {
  it.each([
    [20, 300, true],
    [2, 0, true],
    [1, 4, true],
    [1, 3, false],
    [0, 0, false],
  ])('%i of 20 files parse, %i sound definitions in 40,000 characters: %s', (parsed, sound, expected) => {
    expect(isOfLanguage(parsedAs(parsed, sound))).toBe(expected);
  });

  it('is where nothing was held out', () => {
    expect(isOfLanguage(loadFixture('text-only'))).toBe(true);
  });
});

describe('the report of text that is not Python', () => {
  const prose = parsedAs(0, 0);
  const report = describeResult(prose);

  it('begins with bits per character, context and copying', () => {
    expect(report.numerals.question).toBe('This text is not Python');
    expect(report.headline).toMatch(
      /^This text is not Python: this model needs \d\.\d{3} bits per character$/,
    );
    expect(report.numerals.numerals.map(({ title }) => title)).toEqual([
      'Bits per character',
      'Effective context (n*), characters',
      'Not copied, of 32 characters in a row',
    ]);
    expect(report.range!.title).toBe('Bits per character, by context');
    expect(report.range!.description).not.toContain('untrained');
    expect(sectionsOf(report)[0]!.metric).toBe(9);
  });

  it('says of an upper bound that it is one, where no sum is known', () => {
    const [own, ...others] = prose.bitsPerCharacter;
    const bound = { bits: 1.702, low: 1.562, high: 1.842 };
    const only = { ...own!, carried: null, reset: null, upperBound: { ...bound, perDocument: bound } };
    const { numerals } = describeResult({ ...prose, bitsPerCharacter: [only, ...others] });
    expect(numerals.numerals[0]!.value).toEqual({ bound: 'at most', number: '1.702', unit: 'bits' });
  });

  it('leaves out what rests on syntax, and the error of the checker', async () => {
    const metrics = sectionsOf(report).map(({ metric }) => metric);
    for (const metric of [1, 2, 3, 4, 5, 6, 10, 11, 18, 19]) expect(metrics).not.toContain(metric);
    expect(report.trust).toMatchObject({ title: 'Is it Python?', warning: false });
    const pages = [await renderHtml(prose), renderTerminal(prose, { color: false, width: 100 })];
    for (const page of pages)
      expect(page.match(/(checker’s own error|real code|Broken dep).{0,40}/)).toBeNull();
  });
});
