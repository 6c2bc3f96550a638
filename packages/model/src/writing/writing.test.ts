import { array, assert, constantFrom, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import { parseModelConfig } from '../config.ts';

import { promptEncoder, StopWatcher } from './write-samples.ts';

function run(text: string, stops: readonly string[]) {
  const watcher = new StopWatcher(stops);
  const pieces: string[] = [];
  for (const character of text) {
    const { text: piece, stop } = watcher.push(character);
    pieces.push(piece);
    if (stop !== undefined) return { pieces, stop };
  }
  pieces.push(watcher.flush());
  return { pieces, stop: undefined };
}

it('equals a search in the whole text, whatever the texts', () => {
  const letters = { unit: constantFrom('a', 'b', 'c'), maxLength: 30 };
  const stops = array(string({ unit: constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 }), {
    maxLength: 3,
  });
  assert(
    property(string(letters), stops, (text, stopTexts) => {
      const ends = stopTexts.map((stop) => [text.indexOf(stop), stop] as const).filter(([at]) => at >= 0);
      const { pieces } = run(text, stopTexts);
      const end = Math.min(...ends.map(([at, stop]) => at + stop.length));
      const longest = Math.max(
        0,
        ...ends.filter(([at, stop]) => at + stop.length === end).map(([, stop]) => stop.length),
      );
      expect(pieces.join('')).toBe(ends.length === 0 ? text : text.slice(0, end - longest));
    }),
    { seed: 1, numRuns: 2000 },
  );
});

const encoderOf = (vocabulary: string[], beginOfDocument: number | null) =>
  promptEncoder({ config: parseModelConfig({ vocabulary }), beginOfDocument });
const encode = encoderOf(['a', '\n', '🐍'], null);

it('encodes by the vocabulary, astral characters too, from the beginning of a document or a newline', () => {
  expect([...encode('a🐍a\n')]).toEqual([0, 2, 0, 1]);
  expect([...encode('')]).toEqual([1]);
  expect([...encoderOf(['a', '🐍'], 2)('🐍a')]).toEqual([2, 1, 0]);
  expect(() => encoderOf(['a'], null)('')).toThrow('got "\\n" in an empty prompt');
});

it('names each character it does not know, once', () => {
  expect(() => encode('aéb→é')).toThrow(
    expect.objectContaining({
      message: 'Expected a prompt of the 3 characters that the model knows, got "é", "b", "→" in "aéb→é".',
      hint: expect.stringMatching(/^leave them out/),
    }),
  );
});
