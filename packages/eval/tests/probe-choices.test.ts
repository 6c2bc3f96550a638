import type { LengthControlledChoice } from '@longrange/code';
import { createPythonParser } from '@longrange/code';
import { applyEdits } from '@longrange/code/internal';
import { isWhole, readStandardLibrary } from '@longrange/code/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { planProbes } from '../src/probes/plan-probes.ts';
import type { Material } from '../src/probes/probe.ts';
import { doublingScale, rangesOf } from '../src/statistics/buckets.ts';

/** As much as a test split of 5 %. */
const documents = readStandardLibrary().filter((_, index) => index % 20 === 3);
const texts = new Map(documents.map(({ path: name, text }) => [name, text]));
const parser = await createPythonParser();
afterAll(() => parser.dispose());
const plan = await planProbes(
  { documents, parser, seed: 1 },
  {
    closers: {},
    minimalPairs: { perBucket: 100, lengthControlled: { perBucket: 100, maxDistance: 4096 } },
  },
);
const closers = plan.closers.natural;
const items = plan.minimalPairs.lengthControlled;
const lengthControlled = items.map(({ between }) => between);

it('all truths are what is there, and nothing is asked twice', () => {
  for (const choice of [...closers, ...items.flatMap(({ between, before }) => [between, before])]) {
    const { text, at, alternatives, start, distance } = choice;
    const isRight = text.startsWith(alternatives[0], at) && at > 0 && start + distance === at;
    expect(isRight && new Set(alternatives).size === alternatives.length).toBe(true);
  }
  const places = closers.map(({ document, kind, text, at }) => `${document} ${kind} ${text} ${at}`);
  expect(new Set(places).size).toBe(places.length);
});

describe('length-controlled choices', () => {
  it.each([
    ['closer', 64],
    ['quote', 128],
    ['dedent', 128],
    ['clause', 128],
    ['identifier', 64],
  ])(
    '%s: up to a hundred in every bucket, an opener once with its mirror image, a document four times',
    (kind, nearest) => {
      const ofKind = lengthControlled.filter((choice) => choice.kind === kind);
      const buckets = rangesOf(ofKind, ({ distance }) => distance, doublingScale);
      const expected = [64, 128, 256, 512, 1024, 2048, 4096].filter((from) => from >= nearest);
      expect(buckets.map(({ from }) => from)).toEqual(expected);
      for (const { members } of buckets) {
        expect(members.length).toBeGreaterThanOrEqual(40);
        expect(members.length).toBeLessThanOrEqual(100);
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
    for (let index = 0; index < items.length; index += isWhole ? 2 : 8) {
      const [one, other] = [items[index]!, items[index + 1]!];
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
    // Line breaks and blanks are as the place asks for, and so are the marks of comments.
    const words = ({ text, at }: LengthControlledChoice) => (text.slice(0, at).match(/\w+/g) ?? []).sort();
    for (const { between, before } of items.filter((_, index) => index % (isWhole ? 1 : 8) === 0)) {
      expect(before.alternatives).toEqual(between.alternatives);
      expect(before.distance).toBeLessThan(between.distance);
      expect(words(before).join(' ')).toBe(words(between).join(' '));
    }
  });

  it('the documents so changed still parse, and what is read is a part of them', () => {
    for (const item of items.filter((_, index) => index % (isWhole ? 24 : 192) < 2)) {
      for (const { document, edits, kind, text } of [item.between, item.before]) {
        const changed = applyEdits(texts.get(document)!, edits);
        expect(changed.includes(text)).toBe(true);
        const tree = parser.parse(changed);
        expect({ document, kind, broken: tree.hasError }).toEqual({ document, kind, broken: false });
        tree.dispose();
      }
    }
  });

  it('attractors are put in by number, at every distance', () => {
    const far = lengthControlled.filter(({ kind, distance }) => kind === 'closer' && distance >= 4096);
    const counts = countBy(far, ({ attractors }) => attractors);
    expect([...counts.keys()].sort()).toEqual([0, 1, 2, 4]);
    for (const count of counts.values()) expect(count / far.length).toBeGreaterThan(0.15);
  });
});

/** Length of the opener, the quotes, the line of a header or the name that a dependency begins with. */
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
  const few = { runs: 4, longestContext: 64 };
  const lengthControlled = { perBucket: 4, maxDistance: 128 };
  const planWith = (material: Pick<Material, 'documents' | 'drawn'>, others: number) =>
    planProbes(
      { ...material, parser, seed: 7 },
      {
        closers: {},
        minimalPairs: { perBucket: 10, others, lengthControlled },
        context: few,
        perturbation: few,
      },
    );
  const usual = await planWith({ documents: read }, 10);
  const spread = await planWith({ documents: read, drawn }, 2);
  const most = (isBracket: boolean) =>
    Math.max(
      ...countBy(
        spread.minimalPairs.natural.filter(({ kind }) => (kind === 'closer') === isBracket),
        ({ kind, distance }) => `${kind} ${Math.floor(Math.log2(distance))}`,
      ).values(),
    );
  expect([most(true), most(false)]).toEqual([10, 2]);
  // What is read from end to end is as without them, and what is drawn as if nothing else were read.
  const placesOf = ({ closers: { natural } }: typeof usual) =>
    natural.map(({ document, at }) => [document, at]);
  expect(placesOf(spread)).toEqual(placesOf(usual));
  expect([spread.context, spread.perturbation]).toEqual([usual.context, usual.perturbation]);
  const alone = await planWith({ documents: drawn }, 2);
  expect(spread.minimalPairs).toEqual(alone.minimalPairs);
});
