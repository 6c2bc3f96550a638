import { createParser, LANGUAGES, python, typescript } from '@longrange/code';
import { outermostStrings } from '@longrange/code/internal';
import { pairCurves, planPairs, planProbes, probePredictor, scorePairs } from '@longrange/eval/internal';
import { beforeAll, expect, it } from 'vitest';
import { fillerOf, type Trace } from '../src/worker/ask.ts';
import { exchangesOf } from '../src/worker/choices.ts';
import { type Reader, type ReadPart, Session } from '../src/worker/session.ts';
import {
  code,
  openedSession,
  startEngine,
  toyNetwork,
  typescriptCode,
  vocabulary,
} from './testing/toy-network.ts';

beforeAll(startEngine);

async function readAll(session: Session, reader: Reader, text: string, unknown = 0): Promise<ReadPart[]> {
  const parts: ReadPart[] = [];
  for await (const part of session.read(reader, text, unknown)) parts.push(part);
  return parts;
}

it.each([
  { language: python, text: code.repeat(3) },
  { language: typescript, text: typescriptCode.repeat(3) },
])(
  'shows the closers, evidence and decisions that eval measures of all brackets, in $language.name',
  async ({ language, text }) => {
    const document = { path: 'code', text };
    const model = await toyNetwork();
    const { session, reader: own } = await openedSession(model);
    const reader = { ...own, language: language.id };
    const endings = (await readAll(session, reader, document.text)).flatMap((part) => part.endings);
    const parser = await createParser(language);
    const plan = await planProbes(
      { documents: [document], parser, seed: 0, alphabet: new Set(vocabulary) },
      { closers: {}, minimalPairs: { perBucket: 20, others: 0 } },
    );
    const { answers } = await probePredictor(model, plan);
    const closers = answers.closers!.natural.observations;
    const scored = answers.minimalPairs!.natural;
    const strings = outermostStrings(language.analyze(text, { cut: false }));
    expect(strings.length).toBeGreaterThan(5);
    expect(endings.filter(({ kind }) => kind === 'string').map(({ opener, at }) => [opener, at])).toEqual(
      strings.map(({ start, contentEnd }) => [start, contentEnd]),
    );
    const brackets = endings.filter(({ kind }) => kind === 'bracket');
    expect(brackets.length).toBe(closers.length);
    expect(
      session
        .dependencies(text, language.id)
        .filter(({ type }) => type[0] !== type[1])
        .map(({ opener }) => opener)
        .sort((a, b) => a - b),
    ).toEqual(closers.map(({ start }) => start).sort((a, b) => a - b));
    expect(new Set(brackets.map(({ isKept }) => isKept)).size).toBe(2);
    for (const { start, end, outcome } of closers) {
      const shown = brackets.find(({ opener, at }) => opener === start && at === end);
      expect(shown?.isKept).toBe(outcome === 'held');
    }
    const pairs = plan.minimalPairs.natural.filter(({ kind }) => kind === 'closer');
    expect(pairs.length).toBeGreaterThan(20);
    for (const [index, { members, distance }] of plan.minimalPairs.natural.entries()) {
      const [own, other] = members;
      const opener = document.text.indexOf(own.text.slice(0, own.at)) + own.start;
      const type = (['()', '[]', '{}'] as const).find((one) => one[1] === other.closer)!;
      const answers = await session.ask(reader, { text: document.text, opener, type });
      const { evidence, isRight } = scored[index]!;
      const last = answers.at(-1)!;
      expect(last.distance).toBe(distance);
      expect(last.evidence).toBeCloseTo(evidence, 4);
      expect(last.decides).toBe(isRight);
    }
    const evidence = scored.map((one) => Math.abs(one.evidence));
    expect(Math.max(...evidence)).toBeGreaterThan(0.1);
  },
);

it('yields only what an edit changes, and all from an offset on if asked', async () => {
  const { session, reader } = await openedSession(await toyNetwork());
  const text = code.repeat(6);
  await readAll(session, reader, text);
  expect(await readAll(session, reader, text, text.length)).toEqual([]);
  const again = await readAll(session, reader, text, 1000);
  expect(again[0]!.from).toBeLessThanOrEqual(1000);
  expect(again.at(-1)!.from + again.at(-1)!.bits.length).toBe(text.length);
  const edited = `${text.slice(0, 3000)}x${text.slice(3000)}`;
  const changed = await readAll(session, reader, edited, edited.length);
  expect(changed[0]!.from).toBeGreaterThan(2000);
});

it('asks at each step between opener and closer, and with more and more text between', async () => {
  const { session, reader } = await openedSession(await toyNetwork());
  const opener = code.indexOf('(shape');
  const end = code.indexOf('):');
  const question = { text: code, opener, type: '[]' } as const;
  const between = await session.ask(reader, question);
  expect(between.map(({ distance }) => distance)).toEqual(
    Array.from({ length: end - opener }, (_, index) => index + 1),
  );
  for (const filler of ['names', 'lines', 'nested'] as const) {
    const filled = await session.fill(reader, question, filler);
    expect(filled[0]!.evidence).toBeCloseTo(between.at(-1)!.evidence, 4);
    expect(filled[0]!.distance).toBe(end - opener);
    expect(filled.at(-1)!.distance).toBeGreaterThan(2000);
    // As if somebody had typed it there.
    const typed = `${code.slice(0, opener + 1)}${fillerOf(filler, 64)}${code.slice(opener + 1)}`;
    const expected = (await session.ask(reader, { ...question, text: typed })).at(-1)!;
    const found = filled.find(({ distance }) => distance === expected.distance)!;
    expect(found.evidence).toBeCloseTo(expected.evidence, 4);
  }
  const nowhere = () => session.ask(reader, { ...question, opener: 0 });
  expect(nowhere).toThrow('Expected a bracket or quote that is closed at 0, got none.');
});

it('traces every dependency as it is asked, and those of openers that are given alone', async () => {
  const { session, reader } = await openedSession(await toyNetwork());
  const all = session.dependencies(code);
  const traced: Trace[] = [];
  const openers = all.map(({ opener }) => opener);
  for await (const part of session.trace(reader, code, [...openers, 0])) traced.push(...part);
  expect(traced.map(({ opener }) => opener)).toEqual(openers);
  for (const [index, { opener, type }] of all.entries()) {
    const expected = await session.ask(reader, { text: code, opener, type: exchangesOf(type)[0]! });
    for (const [place, { evidence, ...rest }] of traced[index]!.between.entries()) {
      expect(rest).toEqual({ distance: place + 1, decides: expected[place]!.decides });
      expect(evidence).toBeCloseTo(expected[place]!.evidence, 4);
    }
    expect(traced[index]!.between).toHaveLength(expected.length);
  }
});

it('exchanges quotes of one character for the other quote, and asks as eval does of a pair made by hand', async () => {
  const model = await toyNetwork();
  const { session, reader } = await openedSession(model);
  const text = `f(r'a', "(", '''d''', '')\n`;
  expect(session.dependencies(text)).toEqual([
    { opener: 1, end: 24, type: '()' },
    { opener: 3, end: 5, type: "''" },
    { opener: 8, end: 10, type: '""' },
    { opener: 22, end: 23, type: "''" },
  ]);
  expect(session.dependencies('f(`a`)', 'typescript').map(({ type }) => type)).toEqual(['()']);
  expect([exchangesOf("''"), exchangesOf('[]')]).toEqual([['""'], ['()', '{}']]);
  const member = (quote: string) => ({
    text: `f(r'a', ${quote}(${quote}, '''d''', '')\n`,
    start: 8,
    at: 10,
    closer: quote,
  });
  const pair = { kind: 'closer', document: '', distance: 2, members: [member('"'), member("'")] } as const;
  const [expected] = await scorePairs(model, [pair]);
  const answers = await session.ask(reader, { text, opener: 8, type: "''" });
  expect(answers).toMatchObject([{ distance: 1 }, { distance: 2, decides: expected!.isRight }]);
  expect(answers[1]!.evidence).toBeCloseTo(expected!.evidence, 4);
});

it.each(LANGUAGES)('asks all brackets of a text, in $name', async (language) => {
  const model = await toyNetwork();
  const { session, reader } = await openedSession(model);
  const parts = [];
  const text = language === python ? code : typescriptCode;
  for await (const part of session.survey({ ...reader, language: language.id }, text)) parts.push(part);
  const { asked, all, curves, evidence } = parts.at(-1)!;
  expect(asked).toBe(all);
  expect(all).toBeGreaterThan(5);
  const options = { language, seed: 0, perBucket: 40, alphabet: vocabulary };
  const pairs = planPairs([{ path: 'text', text }], options);
  expect(all).toBe(pairs.length);
  expect(curves).toEqual(pairCurves(await scorePairs(model, pairs)));
  expect(evidence.map(({ from }) => from)).toEqual(curves.decides.map(({ from }) => from));
});

it('writes the same from the same seed', async () => {
  const { session, reader } = await openedSession(await toyNetwork());
  const write = async (seed: number) => {
    const parts = [];
    const options = { prompt: 'f(', length: 300, temperature: 1, topP: 1, seed };
    for await (const part of session.write(reader, options)) parts.push(part);
    for (const { text, length, brackets } of parts) {
      expect([text.slice(0, 2), text.length]).toEqual(['f(', 2 + length]);
      expect(brackets).toEqual(python.analyze(text, { cut: true }).delimiters);
    }
    return parts.at(-1)!.text;
  };
  const first = await write(1);
  expect(first.length).toBe(302);
  expect(await write(1)).toBe(first);
  expect(await write(2)).not.toBe(first);
});

it('expects nothing where a network has not read, and refuses questions without one', async () => {
  const { session, reader } = await openedSession(await toyNetwork());
  expect(session.likely(reader, code, 20)).toEqual([]);
  expect(() => new Session().likely(reader, code, 0)).toThrow('Expected an open model, got none.');
});

it('says which characters it does not know, reads on, and counts in UTF-16', async () => {
  const { session, reader } = await openedSession(await toyNetwork());
  const text = 'a = "😀😀" + [b]\n';
  const parts = await readAll(session, reader, text);
  const bits = parts.flatMap((part) => [...part.bits]);
  expect(bits).toHaveLength(text.length);
  expect(bits.flatMap((value, at) => (Number.isFinite(value) ? [] : [at]))).toEqual([5, 6, 7, 8]);
  const closers = parts.flatMap(({ endings }) => endings).map(({ at }) => text[at]);
  expect(closers).toEqual(['"', ']']);
});

it('asks a long dependency at 400 places at most, its two ends among them', async () => {
  const { session, reader } = await openedSession(await toyNetwork());
  const text = `f(${'a, '.repeat(500)}b)\n`;
  const all = await session.ask(reader, { text, opener: 1, type: '{}' });
  expect(all.length).toBeLessThanOrEqual(401);
  expect([all[0]!.distance, all.at(-1)!.distance]).toEqual([1, text.length - 3]);
  const steps = new Set(all.slice(1, -1).map(({ distance }, index) => distance - all[index]!.distance));
  expect(steps.size).toBe(1);
});

it('says nothing about closers that a network cannot write', async () => {
  const { session, reader } = await openedSession(
    await toyNetwork({ vocabulary: vocabulary.filter((character) => character !== ')') }),
  );
  const answers = await session.ask(reader, { text: 'f(a)\n', opener: 1, type: '[]' });
  expect(answers.map(({ evidence, decides }) => [evidence, decides])).toEqual([
    [Number.NaN, false],
    [Number.NaN, false],
  ]);
  for await (const { curves } of session.survey(reader, code))
    expect(curves.decides.reduce((sum, { n }) => sum + n, 0)).toBeGreaterThanOrEqual(0);
});

it('fills with whole elements, about as many characters as it is asked for', () => {
  expect(fillerOf('names', 0)).toBe('');
  expect(fillerOf('names', 30)).toBe('value, other, value, other, ');
  for (const kind of ['names', 'lines', 'nested'] as const) {
    expect(Math.abs(fillerOf(kind, 1000).length - 1000)).toBeLessThan(20);
    // Nothing in it closes what is open before it.
    const { delimiters } = python.analyze(`x = [${fillerOf(kind, 200)}]\n`, { cut: true });
    expect(delimiters.find(({ opener }) => opener === 4)).toMatchObject({ event: 'matched' });
  }
});
