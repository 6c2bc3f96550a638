import { createPythonParser, renameDocuments } from '@longrange/code';
import { suites } from '@longrange/eval';
import { expect, it } from 'vitest';
import { createReporter } from '../terminal/reporter.ts';
import { beginningsOf, lengthControlledWithin, maxDistanceWithin, replacedIn } from './evaluation-set.ts';
import { fitWithin } from './within-minutes.ts';

const text = 'def area(width):\n    return width * len(width)\n';
const documents = ['a', 'b'].map((name) => ({ path: `${name}.py`, text: `${text}print("${name}")\n` }));

it('counts in beginnings of documents what was renamed there', async () => {
  const parser = await createPythonParser();
  const renamed = renameDocuments(documents, { parser, seed: 1 });
  parser.dispose();
  expect(replacedIn(documents, renamed.documents)).toEqual({
    names: renamed.names,
    characters: renamed.characters,
  });
  expect(renamed.characters.renamed).toBe(2 * ('area'.length + 3 * 'width'.length));
  const [written, other] = [documents, renamed.documents].map((all) => beginningsOf(all, 16));
  expect(replacedIn(written!, other!)).toEqual({
    names: 4,
    characters: { all: 32, renamed: 2 * ('area'.length + 'width'.length) },
  });
  expect(replacedIn(documents, documents).names).toBe(0);
});

it('stretches as far as the model reads', () => {
  const { quick } = suites;
  const suite = {
    ...quick,
    probes: {
      ...quick.probes,
      minimalPairs: { perBucket: 6, lengthControlled: { perBucket: 6, maxDistance: 8192 } },
    },
  };
  const maxDistanceOf = (characters: number) =>
    lengthControlledWithin(suite, characters).probes.minimalPairs!.lengthControlled!.maxDistance;
  // Characters of 0.8 · 8,191 tokens of three, two and one character.
  expect([19_658, 13_105, 1637].map(maxDistanceOf)).toEqual([8192, 4096, 512]);
});

it('is asked as far back as it reads, or as is wanted', () => {
  expect([9e3, 1e3, 8192, 19_657, 1e6].map((characters) => maxDistanceWithin(characters, undefined))).toEqual(
    [8192, 4096, 8192, 16_384, 32_768],
  );
  expect(maxDistanceWithin(1e6, 4096)).toBe(4096);
  expect(() => maxDistanceWithin(19_657, 32_768)).toThrow(
    'Expected --max-distance to be at most 16384 for this model, got 32768: its context has room for some 19,657 characters of this code.',
  );
});

/** Chooses for a model that reads so many pairs a second, nine doublings of which the farthest takes half of the time. */
async function choose(minutes: number, perSecond: number) {
  let printed = '';
  const reporter = createReporter({ write: (text) => (printed += text) });
  const pace = async () => (forecast: { readonly characters: { readonly read: number } }) =>
    forecast.characters.read / perSecond;
  const choice = fitWithin(minutes, performance.now(), { pace }, reporter);
  const chosen = await choice(({ perBucket, maxDistance }) => {
    const buckets = Math.log2(maxDistance) - 3;
    const characters = { read: perBucket * 2 ** buckets, scored: 0, written: 0 };
    const forecast = { ...{ texts: 0, questions: 0, prompts: 0, sample: 'def f():' }, characters };
    return { forecast, pairs: perBucket * buckets, documents: 9, least: 30 };
  });
  return { chosen, printed };
}

it('takes as many pairs as fit into the time, of the farthest distances that have a few, and says what it will not know', async () => {
  // 510 seconds for asking, 512 for each of a doubling.
  const whole = await choose(10, 50);
  expect(whole.chosen).toEqual({ perBucket: 44, maxDistance: 4096 });
  expect(whole.printed).toMatch(/^plan +396 pairs of brackets in 9 documents, up to 44 in each /);
  expect(whole.printed).not.toMatch(/not measurable|beyond/);
  const near = await choose(2, 20);
  expect(near.chosen).toEqual({ perBucket: 12, maxDistance: 1024 });
  expect(near.printed).toContain('it will not tell ranges beyond 1,024 characters');
  const few = await choose(1, 1);
  expect(few.chosen).toEqual({ perBucket: 1, maxDistance: 256 });
  // 6 of each of five doublings, 192 seconds, instead of 1.
  expect(few.printed).toContain('its range will not be measurable: that takes 30 pairs (--minutes 4)');
});
