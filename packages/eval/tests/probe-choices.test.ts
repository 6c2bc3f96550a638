import type { LengthControlledChoice, LengthControlledItem } from '@longrange/code';
import { createPythonParser, type SyntaxParser } from '@longrange/code';
import { applyEdits } from '@longrange/code/internal';
import { isWhole, readStandardLibrary } from '@longrange/code/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProbePlan, planProbes } from '../src/probes/plan-probes.ts';
import { doublingScale, rangesOf } from '../src/statistics/buckets.ts';

/** As much as a test split of 5 %. */
const documents = readStandardLibrary().filter((_, index) => index % 20 === 3);
const texts = new Map(documents.map(({ name, text }) => [name, text]));
const kinds = ['closer', 'quote', 'dedent', 'clause', 'identifier'] as const;
let parser: SyntaxParser;
let plan: ProbePlan;
let items: readonly LengthControlledItem[];
let lengthControlled: readonly LengthControlledChoice[];

beforeAll(async () => {
  parser = await createPythonParser();
  plan = await planProbes(documents, {
    parser,
    seed: 1,
    minimalPairs: { perBucket: 100 },
    lengthControlled: { perBucket: 100, maxDistance: 4096 },
    context: { runs: 256, longestContext: 4096 },
    perturbation: { runs: 48, longestContext: 2048 },
  });
  items = plan.lengthControlled;
  lengthControlled = items.map(({ between }) => between);
});
afterAll(() => parser.dispose());

it('all truths are what is there, and nothing is asked twice', () => {
  for (const choice of [...plan.closers, ...items.flatMap(({ between, before }) => [between, before])]) {
    const { text, at, alternatives, start, distance } = choice;
    expect(text.startsWith(alternatives[0], at)).toBe(true);
    expect(new Set(alternatives).size).toBe(alternatives.length);
    expect(at).toBeGreaterThan(0);
    expect(start + distance).toBe(at);
  }
  const places = plan.closers.map(({ document, kind, text, at }) => `${document} ${kind} ${text} ${at}`);
  expect(new Set(places).size).toBe(places.length);
});

describe('length-controlled choices', () => {
  const bucketsOf = (kind: (typeof kinds)[number]) =>
    rangesOf(
      lengthControlled.filter((choice) => choice.kind === kind),
      ({ distance }) => distance,
      doublingScale,
    );

  it.each(kinds)('%s: a hundred in every bucket, or as many as four openers a document give', (kind) => {
    const nearest = { closer: 64, quote: 128, dedent: 128, clause: 128, identifier: 64 }[kind];
    const buckets = [64, 128, 256, 512, 1024, 2048, 4096].filter((from) => from >= nearest);
    expect(bucketsOf(kind).map(({ from }) => from)).toEqual(buckets);
    for (const { members } of bucketsOf(kind)) {
      expect(members.length).toBeGreaterThanOrEqual(40);
      expect(members.length).toBeLessThanOrEqual(100);
    }
  });

  it.each(kinds)(
    '%s: an opener comes once in a bucket and a document four times, each with its mirror image',
    (kind) => {
      for (const { members } of bucketsOf(kind)) {
        const openers = countBy(members, ({ document, opener }) => `${document} ${opener}`);
        expect(new Set(openers.values())).toEqual(new Set([2]));
        const documentsOf = countBy(members, ({ document }) => document);
        expect(Math.max(...documentsOf.values())).toBeLessThanOrEqual(8);
        // Another document comes before the same one again.
        expect(documentsOf.size).toBeGreaterThanOrEqual(9);
      }
    },
  );

  it('who does not see where the dependency begins cannot tell an item from its mirror image', () => {
    const pairs = items
      .filter((_, index) => index % 2 === 0)
      .map((item, index) => [item, items[2 * index + 1]!] as const);
    for (const [one, other] of pairs) {
      expect(doublingScale.indexOf(one.between.distance)).toBe(doublingScale.indexOf(other.between.distance));
      for (const form of ['between', 'before'] as const) {
        const [a, b] = [one[form], other[form]];
        expect([b.alternatives[0], b.alternatives[1]]).toEqual([a.alternatives[1], a.alternatives[0]]);
        expect([b.kind, b.document, b.opener]).toEqual([a.kind, a.document, a.opener]);
        for (const choice of [a, b]) {
          const seen = choice.distance - lengthOfFirstEnd(choice);
          expect(a.text.slice(a.at - seen, a.at)).toBe(b.text.slice(b.at - seen, b.at));
        }
        expect(a.text.slice(0, a.at)).not.toBe(b.text.slice(0, b.at));
      }
    }
  });

  it('the control has the same words, nearer', () => {
    for (const { between, before } of items.filter((_, index) => isWhole || index % 4 === 0)) {
      expect(before.alternatives).toEqual(between.alternatives);
      expect(before.distance).toBeLessThan(between.distance);
      // Line breaks and blanks are as the place asks for, and so are the marks of comments.
      const words = ({ text, at }: LengthControlledChoice): string[] =>
        (text.slice(0, at).match(/\w+/g) ?? []).sort();
      expect(words(before)).toEqual(words(between));
    }
  });

  it('the documents so changed still parse, and what is read is a part of them', () => {
    const someOf = items
      .filter((_, index) => index % (isWhole ? 24 : 96) < 2)
      .flatMap(({ between, before }) => [between, before]);
    expect(someOf.length).toBeGreaterThan(60);
    for (const { document, edits, kind, text } of someOf) {
      const changed = applyEdits(texts.get(document)!, edits);
      expect(changed.includes(text)).toBe(true);
      const tree = parser.parse(changed);
      expect({ document, kind, broken: tree.hasError }).toEqual({ document, kind, broken: false });
      tree.dispose();
    }
  });

  it('attractors are put in by number, at every distance', () => {
    const maxDistance = lengthControlled.filter(
      ({ kind, distance }) => kind === 'closer' && distance >= 4096,
    );
    const counts = countBy(maxDistance, ({ attractors }) => attractors);
    expect([...counts.keys()].sort()).toEqual([0, 1, 2, 4]);
    for (const count of counts.values()) expect(count / maxDistance.length).toBeGreaterThan(0.15);
  });
});

/** Of what a dependency begins with: an opener, quotes, the line of a header, a name. */
function lengthOfFirstEnd({ kind, text, start, alternatives }: LengthControlledChoice): number {
  if (kind === 'closer') return 1;
  if (kind === 'quote') return 3;
  return kind === 'identifier' ? alternatives[0].length - 1 : text.indexOf('\n', start) - start;
}

function countBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const value of values) counts.set(keyOf(value), (counts.get(keyOf(value)) ?? 0) + 1);
  return counts;
}

it('draws minimal pairs and length-controlled items from the documents it is told, fewer of other kinds than brackets', async () => {
  const [read, drawn] = [documents.slice(0, 3), documents.slice(3, 9)];
  const namesOf = (all: readonly { readonly document: string }[]) => new Set(all.map((one) => one.document));
  const options = {
    ...{
      parser,
      seed: 7,
      minimalPairs: { perBucket: 10 },
      lengthControlled: { perBucket: 4, maxDistance: 128 },
    },
    context: { runs: 4, longestContext: 64 },
    perturbation: { runs: 4, longestContext: 64 },
  };
  const usual = await planProbes(read, options);
  const spread = await planProbes(read, { ...options, minimalPairs: { perBucket: 10, others: 2 }, drawn });
  const theirs = new Set(drawn.map(({ name }) => name));
  for (const part of [spread.minimalPairs, spread.lengthControlled.map(({ between }) => between)]) {
    expect(part.length).toBeGreaterThan(0);
    expect([...namesOf(part)].every((name) => theirs.has(name))).toBe(true);
  }
  expect(namesOf(spread.minimalPairs).size).toBeGreaterThan(3);
  const most = (kind: (one: string) => boolean) =>
    Math.max(
      ...countBy(
        spread.minimalPairs.filter((one) => kind(one.kind)),
        ({ kind, distance }) => `${kind} ${Math.floor(Math.log2(distance))}`,
      ).values(),
    );
  expect([most((kind) => kind === 'closer'), most((kind) => kind !== 'closer')]).toEqual([10, 2]);
  // What is read from end to end is as without them, and what is drawn as if nothing else were read.
  const placesOf = ({ closers }: ProbePlan) => closers.map(({ document, at }) => [document, at]);
  expect(placesOf(spread)).toEqual(placesOf(usual));
  expect([spread.context, spread.perturbation]).toEqual([usual.context, usual.perturbation]);
  const alone = await planProbes(drawn, { ...options, minimalPairs: { perBucket: 10, others: 2 } });
  expect([spread.minimalPairs, spread.lengthControlled]).toEqual([
    alone.minimalPairs,
    alone.lengthControlled,
  ]);
});
