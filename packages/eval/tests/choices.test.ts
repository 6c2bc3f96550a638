import type { Choice, Source } from '@longrange/code';
import { createPythonParser, python, RandomStream } from '@longrange/code';
import { lexDocument, readSource } from '@longrange/code/internal';
import { afterAll, expect, it } from 'vitest';
import { chooseClosers, cutIntoPieces } from '../src/probes/choices/closers.ts';

const parser = await createPythonParser({ engine: 'wasm' });
afterAll(() => parser.dispose());

function read(...lines: readonly string[]): Source {
  const document = { name: 'a.py', text: `${lines.join('\n')}\n` };
  return readSource(lexDocument(document, python), parser, python.probes!);
}
const random = () => new RandomStream(1);
const brief = (choices: readonly Choice[]) =>
  choices.map(({ kind, at, alternatives, distance, depth, attractors }) => [
    `${kind} ${at}`,
    alternatives[0],
    distance,
    depth,
    attractors,
  ]);

it('closers: every matched one against the two other types', () => {
  const choices = chooseClosers(read('f(a[0], {1: 2}, "(")'), random());
  expect(brief(choices)).toEqual([
    ['closer 19', ')', 18, 1, 2],
    ['closer 5', ']', 2, 2, 0],
    ['closer 13', '}', 5, 2, 0],
  ]);
  for (const { alternatives } of choices) expect([...alternatives].sort()).toEqual([')', ']', '}']);
});

it('pieces: both ends are in the text, which begins with a statement', () => {
  const long = read(
    'x = [',
    ...Array.from({ length: 1500 }, (_, i) => `    ${1000 + i},`),
    ']',
    'y = (1, 2)',
    '"""',
    ...Array.from({ length: 3000 }, () => 'doc'),
    '"""',
    'z = {}',
  );
  const choices = chooseClosers(long, random());
  const cut = cutIntoPieces(choices, long.lexical.lines);
  expect(cut).toHaveLength(3);
  for (const [index, { text, at, start, alternatives, distance }] of cut.entries()) {
    expect(text.startsWith(alternatives[0], at)).toBe(true);
    expect(at - start).toBe(distance);
    expect(text.slice(start, start + 1)).toBe('[({'[index]);
    expect(text.slice(0, 3)).toMatch(/^(?:x =|y =|""")/);
  }
});
