import { createPythonParser, python } from '@longrange/code';
import { expect, it } from 'vitest';
import { BracketMemory } from '../../calibration/bracket-memory.ts';
import { predictingWriter } from '../../calibration/prefix-model.ts';
import type { Reading } from '../../models/language-model.ts';
import { bracketRanges, probeBracketRanges } from './bracket-ranges.ts';
import { summarizeNatural, summarizeWriting } from './summarize-swaps.ts';

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
const options = { name: 'memory', language: python, characters: 16, closing: 0.1 };

it('finds in reading and in writing the memory that there is, and only at the temperature asked for', async () => {
  const parser = await createPythonParser({ engine: 'wasm' });
  const memory = new Memory(options);
  const model = Object.assign(memory, { complete: predictingWriter(memory).complete });
  // Brackets that span 5, 8, 11, 14, 17 … 38 characters.
  const calls = Array.from({ length: 120 }, (_, index) => `x = f(${'a, '.repeat(1 + (index % 12))}a)\n`);
  const documents = ['a.py', 'b.py'].map((name) => ({ name, text: calls.join('') }));
  const { ranges, swaps } = await probeBracketRanges(model, documents, {
    ...{ parser, seed: 1, temperature: 0.8 },
    ...{ swaps: { perBucket: 60 }, writing: { perBucket: 20, length: 60 } },
  });
  const choices = {
    choose: async (questions: readonly { alternatives: readonly string[] }[]) =>
      questions.map(({ alternatives }) => alternatives.map((_, index) => -index)),
  };
  const chosen = await probeBracketRanges(choices, documents, {
    ...{ parser, seed: 1, temperature: 0.8 },
    ...{ swaps: { perBucket: 60 }, writing: { perBucket: 20, length: 60 } },
  });
  parser.dispose();
  // The first alternative is the right one: nothing is lost, and nothing written.
  expect(chosen.ranges).toMatchObject({ reading: { range: { side: 'after' } }, writing: null });
  expect(chosen.swaps.map(({ isRight }) => isRight)).toEqual(swaps.map(() => true));
  expect(swaps.filter(({ isRight, distance }) => isRight !== distance <= 16)).toEqual([]);
  expect(ranges.reading!.range).toEqual({ side: 'at', characters: 14 });
  expect(ranges.writing).toMatchObject({ temperature: 0.8, range: { side: 'at', characters: 16 } });
  expect(bracketRanges({ reading: [], writing: [] }, 0.8)).toEqual({ reading: null, writing: null });
});

it('ends at 4,096 characters where what was asked goes on, so that it stands beside that of others', () => {
  const distances = [2, 40, 600, 3000, 5000, 9000].flatMap((distance) => Array<number>(20).fill(distance));
  const all = distances.map((distance, index) => ({
    ...{ document: `${index % 20}.py`, distance, swapDistance: distance },
    // Right as far as 5,000.
    isRight: distance <= 5000,
  }));
  const read = all.map((one) => ({ ...one, kind: 'closer' as const, evidence: 1 }));
  // What was cut at 3,000 is closed a little later.
  const written = all.map(({ isRight, ...one }) => ({
    ...{ ...one, distance: one.distance + 1, share: Number(isRight) },
    outcome: 'right' as const,
  }));
  const rangesOf = (furthest: number) => {
    const near = <T extends { readonly swapDistance: number }>(some: readonly T[]) =>
      some.filter(({ swapDistance }) => swapDistance < furthest);
    const natural = summarizeNatural(near(read), 1);
    const writing = summarizeWriting(near(written), { temperature: 0.8, length: 9, seed: 1 });
    const swaps = { reading: [{ kind: 'closer' as const, natural, stretched: null }], writing: [writing] };
    return { natural, writing, ranges: bracketRanges(swaps, 0.8) };
  };
  const [usual, farther] = [rangesOf(4096), rangesOf(32_768)];
  expect(usual.natural).not.toHaveProperty('usualRange');
  expect(usual.writing).not.toHaveProperty('usualRange');
  expect([farther.natural.range.range, farther.writing.range.range]).toEqual([
    { side: 'at', characters: 5000 },
    { side: 'at', characters: 5001 },
  ]);
  expect(farther.ranges).toEqual(usual.ranges);
  expect(farther.ranges.reading!.range).toEqual({ side: 'after', characters: 3000 });
});
