import { python } from '@longrange/code';
import { expect, it } from 'vitest';
import type { TextWriter } from '../../models/language-model.ts';
import { choosePrompts, findOpeners, type Prompt } from './choose-prompts.ts';
import { askWriters } from './testing/ask-writers.ts';

const text = [
  'def f(a):', //            0: ( at 5, ) at 7
  "    x = [1, f'{a}']", //  10: block from 14; [ at 18, string from 22 with its quote at 23, closed at 27; ] at 28
  '    if a:', //            30
  '        return """b"""', // 40: block from 48; quotes at 55 to 57, 59 to 61
  '    c', //                63: ends the inner block at 67
  'd = "', //                69: ends the outer block at 69
  '',
].join('\n');

it('finds brackets, strings and blocks with where they open and close, and what is around blocks', () => {
  const openers = findOpeners({ path: 'a.py', text }, 3, python);
  const common = { document: 3, levels: [] };
  expect(openers).toEqual([
    { ...common, kind: 'bracket', start: 5, opened: 6, closer: 7, lastCut: 7, statement: 0 },
    { ...common, kind: 'bracket', start: 18, opened: 19, closer: 28, lastCut: 28, statement: 10 },
    { ...common, kind: 'string', start: 22, opened: 24, closer: 27, lastCut: 27, statement: 10 },
    { ...common, kind: 'multi-line string', start: 55, opened: 58, closer: 59, lastCut: 59, statement: 40 },
    { ...common, kind: 'block', start: 14, opened: 15, closer: 69, lastCut: 68, statement: 10, levels: [''] },
    {
      kind: 'block',
      document: 3,
      start: 48,
      opened: 49,
      closer: 67,
      lastCut: 62,
      statement: 40,
      levels: ['', '    '],
    },
  ]);
});

/** One bracket, open for so many characters. */
const table = (characters: number) => ({
  path: `${characters}.py`,
  text: `t = [\n${'    1234,\n'.repeat(characters / 10)}]\n`,
});
const documents = [30_000, 5000, 1500].map(table);
const sizes = { perDistance: 8, perDocument: 2, within: 2048, seed: 1 };
const keysOf = (prompts: readonly Prompt[]) =>
  prompts.map(({ document, distance, text: { length } }) => `${document} ${distance} ${length}`);

it('are beside the usual ones, which stay as they are, and end within twice their distance', () => {
  const usual = choosePrompts(documents, python, sizes);
  const all = choosePrompts(documents, python, { ...sizes, farther: { maxDistance: 32_768, documents } });
  expect(keysOf(all.slice(0, usual.length))).toEqual(keysOf(usual));
  // An opener supplies two, the farthest first.
  expect(keysOf(all.slice(usual.length))).toEqual([
    '30000.py 8192 8196',
    '30000.py 16384 16388',
    '5000.py 2048 2052',
    '5000.py 4096 4100',
    '1500.py 1024 1028',
  ]);
});

it('are counted by distance, those of which there are none as well', async () => {
  const closing: TextWriter = { name: 'closing', complete: async (prompts) => prompts.map(() => ']') };
  const writers = [{ id: 'model', model: closing }];
  const options = { ...sizes, language: python, temperature: 1, length: 8, continuations: 1 };
  const few = documents.slice(0, 1);
  const probed = await askWriters(writers, few, {
    ...options,
    farther: { maxDistance: 32_768, documents: few },
  });
  expect(probed.farther).toEqual([
    {
      set: 'prompted',
      kind: 'bracket',
      buckets: [1024, 2048, 4096, 8192, 16_384].map((from) => {
        const n = Number(from >= 8192);
        return { from, to: 2 * from, n, documents: n };
      }),
    },
  ]);
  const [own] = probed.completions.kinds[0]!.writers;
  expect(own!.byDistance.slice(-2).map(({ distance, closed }) => [distance, closed.held, closed.n])).toEqual([
    [8192, 1, 1],
    [16_384, 1, 1],
  ]);
  expect((await askWriters(writers, few, options)).farther).toEqual([]);
});

it('are fewer where each takes longer to read', () => {
  const many = Array.from({ length: 60 }, (_, index) => ({ ...table(20_000), path: `${index}.py` }));
  const prompts = choosePrompts(many, python, {
    ...sizes,
    perDistance: 32,
    farther: { maxDistance: 32_768, documents: many },
  });
  const at = (distance: number) => prompts.filter((prompt) => prompt.distance === distance).length;
  expect([512, 1024, 2048, 4096, 8192, 16_384].map(at)).toEqual([32, 32, 16, 8, 4, 4]);
});
