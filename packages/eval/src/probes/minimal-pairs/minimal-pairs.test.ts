import {
  createPythonParser,
  type MinimalPair,
  type PairCandidate,
  python,
  RandomStream,
} from '@longrange/code';
import { lexDocument, readSource } from '@longrange/code/internal';
import { afterAll, expect, it, vi } from 'vitest';
import type { LanguageModel } from '../../models/language-model.ts';
import type { Curves, Panel } from '../../section.ts';
import { askPredictors } from '../ask-probes.ts';
import type { Question } from '../choices/score-choices.ts';
import { planProbes } from '../plan-probes.ts';
import { bracketCandidates } from './bracket-pairs.ts';
import { choosePairs } from './choose-pairs.ts';
import { generatePairs, summarizeWriting } from './generate-pairs.ts';
import { minimalPairs, thinPairs } from './minimal-pairs.ts';
import { bracketRanges, scorePairs, summarizeNatural } from './score-pairs.ts';
import { rangeSection } from './section.ts';

const parser = await createPythonParser();
afterAll(() => parser.dispose());

const made = (candidates: readonly PairCandidate[]): MinimalPair[] =>
  candidates.flatMap((candidate) => candidate.pair() ?? []);
const lex = (lines: readonly string[]) =>
  lexDocument({ path: 'a.py', text: `${lines.join('\n')}\n` }, python);
const bracketsIn = (...lines: readonly string[]) =>
  made(bracketCandidates(lex(lines), parser, new RandomStream(1)));
const others = (...lines: readonly string[]) => {
  const lexed = lex(lines);
  return made(python.probes!.pairCandidates(readSource(lexed, parser, python.probes!), new RandomStream(1)));
};
const read = ({ members }: MinimalPair) => members.map(({ text, closer }) => [text, closer]);

it('the twin of a call is a subscript; nothing else is changed', () => {
  const [pair] = bracketsIn('x = 1', 'y = f(x, 2)');
  expect(pair).toMatchObject({ kind: 'closer', document: 'a.py', distance: 5 });
  expect(read(pair!)).toEqual([
    ['x = 1\ny = f(x, 2)', ')'],
    ['x = 1\ny = f[x, 2]', ']'],
  ]);
});

it('a line that does not parse is parsed once, however many brackets it has, and one of 1 MiB never', () => {
  let parsed = 0;
  const counting = {
    ...parser,
    parse(text: string) {
      parsed++;
      return parser.parse(text);
    },
  };
  const pairsIn = (line: string) => made(bracketCandidates(lex([line]), counting, new RandomStream(1)));
  expect(pairsIn('x = [a, b] '.repeat(100))).toEqual([]);
  expect(parsed).toBe(1);
  expect(pairsIn(`x = [a, b]; y = '${'y'.repeat(2 ** 20)}'`)).toEqual([]);
  expect(parsed).toBe(1);
});

it('asks no more pairs than end in time, the first of each doubling first, and others than the model the same', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const [far, near] = bracketsIn('x = f(a, b, 20)', 'y = f(x, 2)');
    // The closer of each member is at 10: at 5 ms a character, a pair takes 100 ms.
    const pair = { ...near!, members: bracketsIn('y = f(x, 2)')[0]!.members };
    const natural = [...Array.from({ length: 19 }, () => pair), { ...pair, distance: far!.distance }];
    const whole = { lengthControlled: [], factors: null, writing: null, leftOut: 0, farther: [], seed: 1 };
    const endMs = performance.now() + 1000;
    const plan = thinPairs({ ...whole, natural, endMs: null }, { perBucket: 20, maxDistance: 4096, endMs });
    const sizes: number[] = [];
    const takes = (ms: number, id: string) => ({
      id,
      abilities: {
        choices: {
          async choose(questions: readonly Question[]) {
            for (const { at } of questions) vi.advanceTimersByTime(ms * at);
            sizes.push(questions.length / 2);
            return questions.map(() => [0, -1]);
          },
        },
      },
    });
    const { asked, plan: answered } = await askPredictors(minimalPairs, plan, [
      takes(5, 'model'),
      takes(500, 'slower'),
    ]);
    expect(asked.map(({ answers }) => answers.natural.map(({ distance }) => distance))).toEqual(
      [0, 1].map(() => [5, 9, ...Array.from({ length: 8 }, () => 5)]),
    );
    expect(answered.natural).toEqual(plan.natural.slice(0, 10));
    // More at once while they take less than a quarter of the time left; then one by one up to the end.
    expect(sizes).toEqual([1, 2, 1, 2, 1, 1, 1, 1, 0, 0, 10, 0, 0]);
  } finally {
    vi.useRealTimers();
  }
});

it('that of a string has the other quotes, where its text would be sound in either', () => {
  const lines = ["x = 'abc'", `y = "it's"`, 'z = """long\ns"""', "w = 'a\\n'", "v = ''", `u = f"{y['k']}"`];
  const quotes = others(...lines).filter(({ kind }) => kind === 'quote');
  expect(quotes.map(({ members: [, { text, closer }] }) => [text.slice(-5), closer])).toEqual([
    ['"abc"', '"'],
    ["\ns'''", "'''"],
  ]);
});

it('that of a statement with one clause has the other first line', () => {
  const lines = 'if a:|    b()|else:|    c()|try:|    d()|except E:|    e()'.split('|');
  const [branch, attempt] = others(...lines).filter(({ kind }) => kind === 'clause');
  expect(read(branch!)).toEqual([
    ['if a:\n    b()\nelse', 'else'],
    ['try:\n    b()\nexcept', 'except'],
  ]);
  expect(read(attempt!)[1]).toEqual([expect.stringMatching(/c\(\)\nif a:\n {4}d\(\)\nelse$/), 'else']);
});

it('that of a name binds another one as long; only its first use is asked about', () => {
  const minimalPairs = others(
    'import json',
    'import math',
    'from os import path as name',
    'def load(text, size):',
    '    """Reads text."""',
    '    data = json.loads(size)',
    '    return json.dumps(data), text',
    'class Reader(object):',
    '    def read(self, item=None):',
    '        return load(item)',
    'y = self.math(json=1)',
    'def other(late):',
    '    pass',
  );
  const closers = minimalPairs.map(
    ({ kind, members: [one, other] }) => `${kind}: ${one.closer} ${other.closer}`,
  );
  // `text` is mentioned in the docstring, `data` is no parameter; the attribute `math` is another's, `json=` an argument's name.
  expect(closers.filter((all) => /^(import|parameter|definition)/.test(all)).sort()).toEqual([
    'definition: load( late(',
    expect.stringMatching(/^import: json\. (?:item|late)\.$/),
    'parameter: item) late)',
    expect.stringMatching(/^parameter: size\) (?:item|late)\)$/),
  ]);
});

it('has the shift of the log-odds as evidence, and the probability that it moves', async () => {
  const [pair] = bracketsIn('x = f(a)');
  const scores = { '(': [0.6, 0.2], '[': [0.3, 0.4] } as const;
  const model: LanguageModel = {
    name: 'two',
    stateful: false,
    alphabet: [')', ']'],
    score: async () => [],
    continuations: async () => [],
    predict: async (readings) =>
      readings.map(({ text }) => Float32Array.from(scores[text.includes('(') ? '(' : '['].map(Math.log))),
  };
  const [scoring] = await scorePairs(model, [pair!]);
  expect(scoring!.isRight).toBe(true);
  expect(scoring!.evidence).toBeCloseTo(Math.log(3) + Math.log(4 / 3), 6);
  // From 3/4 for `)` to 3/7.
  expect(scoring!.moved).toBeCloseTo(3 / 4 - 3 / 7, 6);
  const bracesOnly = { ...model, alphabet: ['}', '{'] };
  expect(await scorePairs(bracesOnly, [pair!])).toMatchObject([{ isRight: false, evidence: Number.NaN }]);
});

it('tells what is abandoned, and what is open, from what is closed', async () => {
  const goesOn = (text: string) => ({
    name: 'goes on',
    stateful: false,
    alphabet: [')', ']', '}'],
    score: async () => [],
    continuations: async () => [],
    predict: async () => [],
    complete: async (prompts: readonly string[]) => prompts.map(() => text),
  });
  const [pair] = bracketsIn('x = f(aa)');
  const ends = async (text: string) =>
    (
      await generatePairs(goesOn(text), [pair!], { language: python, temperature: 1, length: 60, seed: 1 })
    ).map(({ outcome, share }) => [outcome, share]);
  expect(await ends(', a')).toEqual(Array(2).fill(['open', 0]));
  expect(await ends(',\nreturn ')).toEqual(Array(2).fill(['abandoned', 0]));
});

it('of two calls and two strings asks about those alone whose members are in the alphabet, and counts the others', async () => {
  const text = `x = f(1, 2)\ny = g(3, 4)\nz = "text"\nw = "name"\n${'x = x + 1\n'.repeat(9)}`;
  const documents = [{ path: 'a.py', text }];
  const kindsOf = async (known?: string) => {
    const alphabet = known === undefined ? undefined : new Set(known);
    const material = { documents, parser, seed: 1, alphabet };
    const { minimalPairs } = await planProbes(material, { minimalPairs: { perBucket: 10 } });
    return [minimalPairs.natural.map(({ kind }) => kind).join(), minimalPairs.leftOut];
  };
  expect(await kindsOf()).toEqual(['closer,closer,quote,quote', 0]);
  expect(await kindsOf(`${text}[]'`)).toEqual(['closer,closer,quote,quote', 0]);
  expect(await kindsOf(`${text}'`)).toEqual(['quote,quote', 2]);
  expect(await kindsOf(text)).toEqual(['', 4]);
});

it('chooses so many in each doubling of the distance, one of each document first', () => {
  const candidate = (document: string, distance: number): PairCandidate => {
    const pair = { kind: 'closer', document, distance, members: [] as never } as const;
    return { ...pair, pair: () => (distance === 5 ? null : pair) };
  };
  const candidates = [
    ...Array.from({ length: 20 }, () => candidate('a', 6)),
    ...[candidate('b', 7), candidate('d', 5), candidate('c', 4), candidate('a', 9)],
  ];
  const chosen = choosePairs(candidates, { perBucket: 3 }, new RandomStream(1));
  const names = chosen.map(({ document, distance }) => `${document} ${distance}`);
  expect(names.sort()).toEqual(['a 6', 'a 9', 'b 7', 'c 4']);
});

it('draws what comes first in writing at the temperature of the samples, or at the nearest', () => {
  const written = (temperature: number, outcome: 'right' | 'open') =>
    summarizeWriting([{ document: 'a', pairDistance: 4, distance: 4, outcome, share: 0, evidence: 0 }], {
      temperature,
      length: 9,
      seed: 1,
    });
  const generation = [written(0.5, 'open'), written(0.8, 'right'), written(1, 'open')];
  const scoring = [{ kind: 'closer' as const, natural: null, lengthControlled: null }];
  const predictors = [{ predictor: 'model', minimalPairs: { scoring, generation } }];
  const drawnAt = (temperature: number) => {
    const { fields } = rangeSection.sides({ predictors }, temperature)[0]!;
    const { panels } = rangeSection.figures.find(({ id }) => id === 'range-outcomes') as Curves<unknown>;
    const [right] = panels as readonly Panel<unknown, { value: number }>[];
    return right!.of(fields, '')[0]!.value;
  };
  expect([0.5, 0.8, 0.7, 1].map(drawnAt)).toEqual([0, 1, 1, 0]);
});

it('counts noise as no memory: what shows against its own closer is subtracted, and what moved there is negative', () => {
  // Certain up to 20 characters; beyond, every second document moves the odds by 5 nats, and the others as far the other way.
  const read = Array.from({ length: 8 * 64 }, (_, index) => {
    const distance = 1 + Math.floor(index / 8);
    const evidence = distance <= 20 ? 9 : [5, -5][index % 2]!;
    const pair = { kind: 'closer' as const, document: `${index % 8}`, distance, isRight: evidence > 1 };
    return { ...pair, evidence, moved: Math.sign(evidence) };
  });
  const { shown, halfLife, thresholds } = summarizeNatural(read, 1);
  const others = thresholds.flatMap(({ share, range }) => (share === 'right' ? [] : [range]));
  for (const { range } of [shown!.range, halfLife!, ...others])
    expect(range).toEqual({ side: 'at', characters: 20 });
  expect(others).toHaveLength(4);
  const [share, net] = [shown!.byDistance, shown!.net].map((all) => all.find(({ from }) => from === 32)!);
  expect(share).toMatchObject({ held: 128, n: 256 });
  // Four documents at 1 and four at −1: ± t · 1.069 / √8, with t = 2.365.
  expect(net).toMatchObject({
    value: 0,
    n: 256,
    low: expect.closeTo(-0.894, 3),
    high: expect.closeTo(0.894, 3),
  });
});

it('ends at 4,096 characters where what was asked goes on, so that it stands beside that of others', () => {
  const distances = [2, 40, 600, 3000, 5000, 9000].flatMap((distance) => Array<number>(20).fill(distance));
  const all = distances.map((distance, index) => ({
    document: `${index % 20}.py`,
    distance,
    pairDistance: distance,
    // Right as far as 5,000.
    isRight: distance <= 5000,
  }));
  const read = all.map((one) => ({ ...one, kind: 'closer' as const, evidence: 2, moved: 1 }));
  // What was cut at 3,000 is closed a little later.
  const written = all.map(({ isRight, ...one }) => ({
    ...one,
    distance: one.distance + 1,
    share: Number(isRight),
    outcome: 'right' as const,
    evidence: 2,
  }));
  const rangesOf = (maxDistance: number) => {
    const near = <T extends { readonly pairDistance: number }>(some: readonly T[]) =>
      some.filter(({ pairDistance }) => pairDistance < maxDistance);
    const natural = summarizeNatural(near(read), 1);
    const generation = summarizeWriting(near(written), { temperature: 0.8, length: 9, seed: 1 });
    const minimalPairs = {
      scoring: [{ kind: 'closer' as const, natural, lengthControlled: null }],
      generation: [generation],
    };
    return { natural, generation, ranges: bracketRanges(minimalPairs, 0.8) };
  };
  const [usual, farther] = [rangesOf(4096), rangesOf(32_768)];
  expect(usual.natural).not.toHaveProperty('usualRange');
  expect(usual.generation).not.toHaveProperty('usualRange');
  const places = [farther.natural, farther.generation].map(({ range }) => range.range!.characters);
  expect(places).toEqual([5000, 5001]);
  expect(farther.ranges).toEqual(usual.ranges);
  expect(farther.ranges.scoring!.range).toEqual({ side: 'after', characters: 3000 });
});
