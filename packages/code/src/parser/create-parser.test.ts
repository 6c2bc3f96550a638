import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { typescript } from '../languages/ecmascript/ecmascript.ts';
import { createPythonParser } from '../languages/python/python.ts';
import { createParser } from './create-parser.ts';

const parser = await createPythonParser();

afterAll(() => parser.dispose());

/** Every node as `type start end missing named field`, in order. */
function nodesOf(text: string, tree = parser.parse(text)): string[] {
  const cursor = tree.walk();
  const nodes: string[] = [];
  for (;;) {
    const { nodeType, startIndex, endIndex, nodeIsMissing, nodeIsNamed } = cursor;
    nodes.push(
      [nodeType, startIndex, endIndex, nodeIsMissing, nodeIsNamed, cursor.currentFieldName].join(' '),
    );
    if (cursor.gotoFirstChild()) continue;
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        tree.dispose();
        return nodes;
      }
    }
  }
}

it('says where there is no WebAssembly', async () => {
  vi.stubGlobal('WebAssembly', undefined); // as under --jitless
  onTestFinished(() => void vi.unstubAllGlobals());
  await expect(createPythonParser()).rejects.toMatchObject({
    code: 'PARSER_UNAVAILABLE',
    message: expect.stringContaining('got none (node --jitless has none)'),
  });
});

it('says when it was disposed of', async () => {
  const another = await createPythonParser();
  another.dispose();
  another.dispose();
  expect(() => another.parse('x = 1')).toThrow(expect.objectContaining({ code: 'PARSER_DISPOSED' }));
});

it('counts offsets in UTF-16 code units, beyond its buffers, too, with surrogate pairs at every place', () => {
  for (const shift of ['', ' ', '  ', '   ']) {
    const text = `#${shift}${'😀'.repeat(40_000)}\nπ = "😀" + f(ä)\n`;
    const nodes = nodesOf(text);
    expect(nodes).toContain(`string ${text.indexOf('"')} ${text.lastIndexOf('"') + 1} false true left`);
    expect(nodes).toContain(`( ${text.indexOf('(')} ${text.indexOf('(') + 1} false false `);
  }
});

it('can parse many times and dispose of every tree', () => {
  for (let i = 0; i < 1000; i++) parser.parse(`x = [${'1, '.repeat(200)}]\n`).dispose();
  expect(parser.parse('x = (').hasError).toBe(true);
});

it('tries a sound text as it is, before it rewrites what a grammar does not know', async () => {
  const tsx = await createParser(typescript);
  const texts = [
    'const a = () => (\n  /* b */\n  <c>d</c>\n);\n',
    'const a = () => (\n  // (b)\n  <C />\n);\n',
  ];
  expect(texts.map((text) => tsx.parse(text).hasError)).toEqual([false, false]);
});

it.each([
  "let a: import('b').C<D>[];",
  "let a: [import('b').C[], import('b').C['d']];",
  'const a = sql<{ b: c }>`d`;',
  'interface A<in B> { (): C\n\n  /** d */\n  <E>(): F\n  <\n    G,\n  >(): H }',
  'interface A<out B> {}\nconst c =\n  <D>() =>\n  <E>(): F => g;',
])('parses %j, which the grammar alone does not', async (text) => {
  const typed = await createParser(typescript);
  expect(typed.parse(text, 'a.ts').hasError).toBe(false);
});

it('leaves every name in its place where it rewrites a text', async () => {
  const typed = await createParser(typescript);
  const text = "let a: import('b').C<D>;\nsql<{ e: F }>`g`;";
  const nodes = nodesOf(text, typed.parse(text, 'a.ts'));
  const places = nodes.map((node) => node.split(' ')).filter(([type]) => /identifier$/.test(type!));
  const names = places.map(([, start, end]) => text.slice(Number(start), Number(end)));
  expect(names.filter((name) => /^\w+$/.test(name) && name !== 'import')).toEqual([
    'a',
    'C',
    'D',
    'sql',
    'e',
    'F',
  ]);
});

/** Nine kilobytes that take tree-sitter more than two gigabytes. */
const HALVES = `/*${'* /'.repeat(3000)}`;
const SOUND = 'def f(a):\n    return [a, (b, c)]\n';

// reliability: hostile-text
it('gives up a text that exhausts its memory, which is then one error, and reads the next as ever', () => {
  const before = nodesOf(SOUND);
  const tree = parser.parse(HALVES);
  expect(tree).toMatchObject({ isGivenUp: true, hasError: true });
  const { nodeType, startIndex, endIndex } = tree.walk();
  expect([nodeType, startIndex, endIndex]).toEqual(['ERROR', 0, 9002]);
  expect(nodesOf(SOUND)).toEqual(before);
});

// reliability: hostile-text
it('reads a tree from before it gave up a text, but a cursor from before stands still', () => {
  const tree = parser.parse(SOUND);
  parser.parse('x').dispose();
  const cursor = tree.walk();
  expect(cursor.gotoFirstChild()).toBe(true);
  parser.parse(HALVES);
  expect([cursor.nodeType, cursor.gotoFirstChild(), cursor.gotoParent()]).toEqual(['ERROR', false, false]);
  expect(nodesOf(SOUND, tree)).toEqual(nodesOf(SOUND));
});

// reliability: hostile-text
it('reads on if nobody disposes of trees, and frees those that are collected', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const text = `x = [${'(1, 2), '.repeat(20_000)}]\n`;
  const first = parser.parse(text);
  // Some four million characters, of which the parser keeps at most 2.5 at once.
  for (let i = 0; i < 25; i++) expect(parser.parse(text).hasError).toBe(false);
  const cursor = first.walk();
  expect([cursor.nodeType, cursor.endIndex]).toEqual(['module', text.length]);
  parser.parse(HALVES);
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(nodesOf(SOUND)).toContain('return_statement 14 32 false true ');
});

it('stays at a node without a next sibling, which hidden tokens may follow', () => {
  const tree = parser.parse('def f():\n    pass\n');
  const cursor = tree.walk();
  while (cursor.nodeType !== 'block') if (!cursor.gotoNextSibling()) cursor.gotoFirstChild();
  cursor.gotoFirstChild();
  const before = [cursor.nodeType, cursor.startIndex, cursor.endIndex];
  expect([cursor.gotoNextSibling(), cursor.nodeType, cursor.startIndex, cursor.endIndex]).toEqual([
    false,
    ...before,
  ]);
  expect(before).toEqual(['pass_statement', 13, 17]);
  tree.dispose();
});
