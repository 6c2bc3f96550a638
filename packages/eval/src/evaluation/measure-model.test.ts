import { createPythonParser, python } from '@longrange/code';
import { afterAll, expect, it } from 'vitest';
import { remember } from '../calibration/memories.ts';
import { BracketMemory, predictingWriter } from '../calibration/prefix-model.ts';
import { fromNextCharacter } from '../models/from-next-character.ts';
import type { Reading } from '../models/language-model.ts';
import type { MeasuredModel } from './context.ts';
import { measureModel } from './measure-model.ts';
import type { Suite } from './suites.ts';

const context = { parser: await createPythonParser(), seed: 1 };
afterAll(() => context.parser.dispose());
const stage = <T>(_: string, work: (report: () => undefined) => T): T => work(() => undefined);
const suite: Suite = {
  samples: { count: 1, length: 16 },
  temperatures: { count: 0, at: [] },
  probedCharacters: 10_000,
  probes: {
    closers: {},
    minimalPairs: {
      perBucket: 30,
      others: 0,
      writing: { perBucket: 10, length: 60, temperatures: [0.8] },
    },
  },
};

it('measures real code whole, even if the model reads truncated documents and scores less of them', async () => {
  const text = 'def first(a, b):\n    return [a, (b, "first")]\n\n\n'.repeat(4);
  const whole = Array.from({ length: 4 }, (_, index) => ({ path: `${index}.py`, text }));
  const truncated = (length: number) => whole.map(({ path }) => ({ path, text: text.slice(0, length) }));
  const heldOut = truncated(text.length - 15);
  const alphabet = [...new Set(text)];
  const model = fromNextCharacter(() => alphabet.map(() => 1 / alphabet.length), { alphabet });
  const { subjects, bits } = await measureModel({ ...context, stage }, model, {
    heldOut,
    whole,
    probed: heldOut,
    scored: truncated(50),
    beside: { ngram: null },
    suite,
    sampling: { count: 1, length: 16, temperature: 1, seed: 1 },
  });
  const [real] = subjects;
  expect(real).toMatchObject({ characters: 4 * text.length, parse: { documents: { held: 4, n: 4 } } });
  expect(bits[0]!.summary.characters).toBe(4 * 50);
});

const OPENERS = ['(', '[', '{'];

/** A memory of brackets that knows openers, too, and expects none. */
class Memory extends BracketMemory {
  override readonly alphabet: readonly string[] = [...new BracketMemory(options).alphabet, ...OPENERS];

  protected override async distributions(reading: Reading): Promise<Float32Array> {
    const all = await super.distributions(reading);
    const width = all.length / reading.at.length;
    const rows = reading.at.map((_, row) => all.subarray(row * width, (row + 1) * width));
    return Float32Array.from(rows.flatMap((row) => [...row, ...OPENERS.map(() => Math.log(1e-12))]));
  }
}
const options = { name: 'memory', language: python, closers: remember(16), closing: 0.1 };

it('finds in scoring and in generation the memory that there is, by the questions of a comparison', async () => {
  const memory = new Memory(options);
  // Brackets that span 5, 8, 11, 14, 17 … 38 characters.
  const calls = Array.from({ length: 120 }, (_, index) => `x = f(${'a, '.repeat(1 + (index % 12))}a)\n`);
  const heldOut = ['a.py', 'b.py'].map((name) => ({ path: name, text: calls.join('') }));
  const measure = (model: MeasuredModel) =>
    measureModel({ ...context, stage }, model, {
      heldOut,
      probed: heldOut,
      beside: null,
      suite,
      sampling: { count: 1, length: 16, temperature: 0.8, seed: 1 },
    });
  const { complete } = predictingWriter(memory);
  const { ranges, tallies, subjects } = await measure(Object.assign(memory, { complete }));
  expect(subjects.map(({ id }) => id)).toEqual(['model']);
  expect(ranges!.scoring!.range).toEqual({ side: 'at', characters: 14 });
  expect(ranges!.generation).toMatchObject({ temperature: 0.8, range: { side: 'at', characters: 16 } });
  const pairs = tallies.find(
    ({ measure: one, range }) => one === 'minimal-pairs' && range?.from === 32,
  )!.parts;
  expect(pairs.map(([, right]) => right)).toEqual(pairs.map(() => 0));
  // The first alternative is the right one: nothing is lost, and nothing written.
  const choose = async (questions: readonly { alternatives: readonly string[] }[]) =>
    questions.map(({ alternatives }) => alternatives.map((_, index) => -index));
  const chosen = await measure({ name: 'chooser', complete, choices: { between: 'texts', choose } });
  expect(chosen.ranges).toMatchObject({ scoring: { range: { side: 'after' } }, generation: null });
  expect(chosen.bits).toEqual([]);
});
