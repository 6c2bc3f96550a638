import { python, RandomStream } from '@longrange/code';
import { pick } from '@longrange/code/internal';
import { isWhole } from '@longrange/code/testing';
import { beforeAll, expect, it } from 'vitest';
import { NgramModel } from '../models/ngram/ngram-model.ts';
import { askWriters } from '../probes/completion/testing/ask-writers.ts';
import type { Completions } from '../probes/schema.ts';
import { OracleModel } from './oracle-model.ts';
import { predictingWriter, WindowModel } from './prefix-model.ts';

/** Brackets of three kinds, as often as each other, around four words or, one in ten, sixty: nothing but the opener tells the closer. */
function makeDocuments(count: number, seed: number) {
  const random = new RandomStream(seed);
  const statement = () => {
    const [opener, closer] = pick(random, ['()', '[]', '{}']);
    const words = random.nextInteger(10) === 0 ? 60 : 4;
    return `v = ${opener}${Array.from({ length: words }, () => pick(random, ['one', 'two', 'three'])).join(', ')}${closer}\n`;
  };
  return Array.from({ length: count }, (_, index) => ({
    path: `${seed}-${index}.py`,
    text: Array.from({ length: 30 }, statement).join(''),
  }));
}

const SEEN = 96;
let byDistance: Record<
  'oracle' | 'window' | 'ngram',
  Completions['kinds'][number]['writers'][number]['byDistance']
>;

beforeAll(async () => {
  const training = makeDocuments(200, 1).map(({ text }) => text);
  const ngram = await NgramModel.train(training, { order: 9 });
  const oracle = new OracleModel(ngram, python);
  const writers = [predictingWriter(oracle), predictingWriter(new WindowModel(oracle, SEEN)), ngram];
  const named = writers.map((model) => ({ id: model.name, model }));
  const probed = await askWriters(named, makeDocuments(12, 2), {
    language: python,
    perDistance: isWhole ? 30 : 15,
    perDocument: 3,
    within: 600,
    temperature: 1,
    length: 160,
    continuations: 1,
    seed: 1,
  });
  expect(probed.completions.kinds.map(({ kind }) => kind)).toEqual(['bracket']);
  const [first, second, third] = probed.completions.kinds[0]!.writers;
  byDistance = { oracle: first!.byDistance, window: second!.byDistance, ngram: third!.byDistance };
});

const at = (writer: keyof typeof byDistance, distance: number) =>
  byDistance[writer].find((one) => one.distance === distance)!;

it('the oracle breaks nothing at any distance, and closes most within the characters allowed', () => {
  for (const { broken, closed } of byDistance.oracle) {
    expect(broken.held).toBe(0);
    expect(closed.estimate).toBeGreaterThan(0.6);
  }
  expect(byDistance.oracle.at(-1)!.distance).toBe(256);
});

it('who sees the last characters only closes rightly as far as they reach, and one in three beyond', () => {
  for (const distance of [1, 4, 8]) expect(at('window', distance).closed.estimate).toBeGreaterThan(0.65);
  for (const distance of [128, 256]) {
    const { closed, broken } = at('window', distance);
    // A closer of another kind breaks the bracket; one in three is right by chance.
    expect(closed.low).toBeLessThan(1 / 3);
    expect(closed.high).toBeGreaterThan(1 / 3);
    expect(broken.estimate).toBeGreaterThan(isWhole ? 0.5 : 0.4);
  }
  // An n-gram of nine characters is there from 8 on.
  for (const distance of [16, 32, 64]) {
    expect(at('ngram', distance).closed.low).toBeLessThan(1 / 3);
    expect(at('ngram', distance).closed.high).toBeGreaterThan(1 / 3);
  }
});
