import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { createPythonParser } from '../languages/python/python.ts';

const parser = await createPythonParser();

afterAll(() => parser.dispose());

/** Every node as `type start end missing named field`, in order. */
function nodesOf(text: string): string[] {
  const tree = parser.parse(text);
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
