import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPythonParser, type SyntaxParser } from '../src/index.ts';
import { applyEdits, type StretchedChoice } from '../src/probes/choices/choice.ts';
import { type ProbePlan, planProbes } from '../src/probes/plan-probes.ts';
import { doublingScale, rangesOf } from '../src/statistics/buckets.ts';
import { readStandardLibrary } from './standard-library.ts';

/** As much as a test split of 5 %. */
const documents = readStandardLibrary().filter((_, index) => index % 20 === 3);
const texts = new Map(documents.map(({ name, text }) => [name, text]));
const kinds = ['closer', 'quote', 'dedent', 'clause', 'identifier'] as const;
let parser: SyntaxParser;
let plan: ProbePlan;
let stretched: readonly StretchedChoice[];

beforeAll(async () => {
  parser = await createPythonParser();
  plan = await planProbes(documents, {
    parser,
    seed: 1,
    choices: 4000,
    stretched: { perBucket: 100, furthest: 4096 },
    context: { runs: 256, longestContext: 4096 },
    perturbation: { runs: 48, longestContext: 2048 },
  });
  stretched = plan.stretched;
});
afterAll(() => parser.dispose());

it('all truths are what stands there, and nothing is asked twice', () => {
  for (const choice of [...plan.natural, ...plan.stretched]) {
    const { text, at, alternatives, start, distance } = choice;
    expect(text.startsWith(alternatives[0], at)).toBe(true);
    expect(new Set(alternatives).size).toBe(alternatives.length);
    expect(at).toBeGreaterThan(0);
    // An indentation is asked for where the line begins, and its distance is to where it ends.
    expect(start + distance - at).toBe(
      choice.kind === 'dedent' ? /^\s*/.exec(alternatives[0])![0].length : 0,
    );
  }
  const places = plan.natural.map(({ document, kind, text, at }) => `${document} ${kind} ${text} ${at}`);
  expect(new Set(places).size).toBe(places.length);
});

describe('stretched choices', () => {
  it.each(kinds)('%s: a hundred in every bucket up to [4096, 8192)', (kind) => {
    const ranges = rangesOf(
      stretched.filter((choice) => choice.kind === kind),
      ({ distance }) => distance,
      doublingScale,
    );
    const counts = ranges.map(({ from, members }) => [from, members.length]);
    const nearest = { closer: 64, quote: 128, dedent: 128, clause: 128, identifier: 64 }[kind];
    const buckets = [64, 128, 256, 512, 1024, 2048, 4096].filter((from) => from >= nearest);
    expect(counts).toEqual(buckets.map((from) => [from, 100]));
  });

  it('the documents so changed still parse', () => {
    const someOf = stretched.filter((_, index) => index % 5 === 0);
    expect(someOf.length).toBeGreaterThan(500);
    for (const { document, edits, kind } of someOf) {
      const tree = parser.parse(applyEdits(texts.get(document)!, edits));
      expect({ document, kind, broken: tree.hasError }).toEqual({ document, kind, broken: false });
      tree.dispose();
    }
  });

  it('what is read is a part of the document so changed', () => {
    for (const { document, edits, text, at, alternatives } of stretched.filter((_, i) => i % 7 === 0)) {
      const read = text.slice(0, at + alternatives[0].length);
      expect(applyEdits(texts.get(document)!, edits).includes(read)).toBe(true);
    }
  });

  /** How often each value comes among the stretched choices of a kind. */
  function shares(
    kind: (typeof kinds)[number],
    answerOf: (truth: string, flipped: string) => string,
  ): number[] {
    const counts = new Map<string, number>();
    const ofKind = stretched.filter((choice) => choice.kind === kind);
    for (const { alternatives } of ofKind) {
      const value = answerOf(alternatives[0], alternatives[1]);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return [...counts.values()].map((count) => count / ofKind.length);
  }

  it('no answer is the frequent one', () => {
    expect(shares('closer', (closer) => closer)).toEqual(new Array(3).fill(expect.closeTo(1 / 3, 1)));
    expect(shares('quote', (quote) => quote)).toEqual(new Array(2).fill(expect.closeTo(1 / 2, 2)));
    expect(shares('clause', (clause) => clause)).toEqual(new Array(2).fill(expect.closeTo(1 / 2, 2)));
    const deeper = (truth: string, flipped: string): string => String(flipped.length > truth.length);
    expect(shares('dedent', deeper)).toEqual(new Array(2).fill(expect.closeTo(1 / 2, 2)));
  });

  it('attractors are put in by number, at every distance', () => {
    const furthest = stretched.filter(({ kind, distance }) => kind === 'closer' && distance >= 4096);
    const counts = [0, 1, 2, 4].map((n) => furthest.filter(({ attractors }) => attractors === n).length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(100);
    for (const count of counts) expect(count).toBeGreaterThanOrEqual(20);
  });
});

it('the same seed gives the same choices', async () => {
  const some = documents.slice(0, 6);
  const options = {
    parser,
    choices: 50,
    stretched: { perBucket: 5, furthest: 128 },
    context: { runs: 4, longestContext: 64 },
    perturbation: { runs: 4, longestContext: 64 },
  };
  const first = await planProbes(some, { ...options, seed: 7 });
  expect(await planProbes(some, { ...options, seed: 7 })).toEqual(first);
  expect((await planProbes(some, { ...options, seed: 8 })).stretched).not.toEqual(first.stretched);
});
