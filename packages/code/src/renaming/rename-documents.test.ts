import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPythonParser } from '../languages/python/python.ts';
import type { SyntaxParser } from '../parser/create-parser.ts';
import { renameDocuments } from './rename-documents.ts';

let parser: SyntaxParser;
beforeAll(async () => {
  parser = await createPythonParser();
});
afterAll(() => parser.dispose());

const first = `import json

__all__ = ['read_it']

LIMIT = 3

def read_it(path, mode='r'):
    """Reads path: read_it opens it."""
    with open(path, mode=mode) as stream:
        return [json.load(line) for line in stream][:LIMIT]
`;
const second = `class Walker:
    STEPS = 1
    def move_by(self, wide, gait):
        self.road = wide + gait
        return [lane for lane in self.road if lane]
`;

it('renames what a text binds, by the names of the others, and by syllables where they have none', () => {
  const texts = { 'a.py': first, 'b.py': second };
  const asked = Object.entries(texts).map(([name, text]) => ({ path: name, text }));
  const { documents, names, untouched } = renameDocuments(asked, { seed: 3, parser });
  const [a, b] = documents.map(({ text }) => text);
  // move_by is as long as read_it. LIMIT and STEPS go with each other, path with wide, gait or lane. mode also names an argument of open.
  expect(a).toMatch(/^__all__ = \['move_by'\]$/m);
  expect(a).toContain('def move_by(');
  expect(a).toMatch(/\(\w{4}, mode='r'\)/);
  expect(a).not.toMatch(/def \w+\(path/);
  expect(a).toContain('STEPS = 3');
  // In prose only what can be no word of it.
  expect(a).toContain('"""Reads path: move_by opens it."""');
  expect(a).toContain('import json');
  expect(a).toContain('json.load(');
  expect(b).toContain('LIMIT = 1');
  expect(b).toContain('self.road');
  expect(b).not.toContain('Walker');
  expect([a!.length, b!.length]).toEqual([first.length, second.length]);
  // LIMIT, read_it, path, stream, line; Walker, STEPS, move_by, wide, gait, lane.
  expect(names).toBe(11);
  expect(untouched).toBe(0);
});

it('is one thing for one seed, and leaves alone what does not parse', () => {
  const documents = [
    { path: 'a.py', text: first },
    { path: 'c.py', text: 'def broken(:\n' },
  ];
  const renamed = renameDocuments(documents, { seed: 1, parser });
  expect(renameDocuments(documents, { seed: 1, parser })).toEqual(renamed);
  expect(renameDocuments(documents, { seed: 2, parser })).not.toEqual(renamed);
  expect(renamed.untouched).toBe(1);
  expect(renamed.documents[1]).toEqual(documents[1]);
});

it('makes no keyword up', () => {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const names = letters.flatMap((a) => letters.map((b) => `${a}${b}z`)).filter((name) => name !== 'viz');
  const text = names.map((name) => `${name} = 1\n`).join('');
  const { documents } = renameDocuments([text], { parser });
  const made = documents[0]!.text.split(' = 1\n');
  expect(new Set(made).size).toBe(names.length + 1);
  for (const keyword of ['def', 'del', 'for', 'not']) expect(made).not.toContain(keyword);
});
