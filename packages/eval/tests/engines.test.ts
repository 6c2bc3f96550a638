import { readdirSync, readFileSync } from 'node:fs';
import type { SyntaxParser } from '@longrange/code';
import { createPythonParser } from '@longrange/code';
import { describeEachEngine, nativeProbe, readStandardLibrary } from '@longrange/code/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { measureSubject } from '../src/metrics/measure-subject.ts';

const folder = new URL('../../../fixtures/', import.meta.url);
const fixtures = readdirSync(folder)
  .filter((file) => file.endsWith('.py'))
  .map((file) => ({ path: file, text: readFileSync(new URL(file, folder), 'utf8') }));

/** Every node as `type start end missing field`, in order. */
function nodesOf(parser: SyntaxParser, text: string): string[] {
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

describe('choosing an engine', () => {
  it('refuses the other one where there is no WebAssembly', async () => {
    vi.stubGlobal('WebAssembly', undefined); // as under --jitless
    onTestFinished(() => void vi.unstubAllGlobals());
    await expect(createPythonParser({ engine: 'wasm' })).rejects.toMatchObject({
      code: 'PARSER_UNAVAILABLE',
      message: expect.stringContaining('got none (node --jitless has none)'),
    });
  });

  it('takes the native one exactly where a child process has parsed with it, and tells why', async () => {
    const parser = await createPythonParser();
    expect(parser.engine).toBe(nativeProbe.works ? 'native' : 'wasm');
    expect(parser.reason).toContain(nativeProbe.reason);
    expect(nativeProbe.reason).toContain(
      nativeProbe.works ? 'parses on Node' : 'when tried in a child process',
    );
    parser.dispose();
  });

  it('says when it was disposed of', async () => {
    const parser = await createPythonParser({ engine: 'wasm' });
    parser.dispose();
    parser.dispose();
    expect(() => parser.parse('x = 1')).toThrow(expect.objectContaining({ code: 'PARSER_DISPOSED' }));
  });
});

describeEachEngine('a parser', (parser) => {
  it('counts offsets in UTF-16 code units, beyond its buffers, too, with surrogate pairs at every place', () => {
    for (const shift of ['', ' ', '  ', '   ']) {
      const text = `#${shift}${'😀'.repeat(40_000)}\nπ = "😀" + f(ä)\n`;
      const nodes = nodesOf(parser(), text);
      expect(nodes).toContain(`string ${text.indexOf('"')} ${text.lastIndexOf('"') + 1} false true left`);
      expect(nodes).toContain(`( ${text.indexOf('(')} ${text.indexOf('(') + 1} false false `);
    }
  });

  it('can parse many times and dispose of every tree', () => {
    for (let i = 0; i < 1000; i++)
      parser()
        .parse(`x = [${'1, '.repeat(200)}]\n`)
        .dispose();
    expect(parser().parse('x = (').hasError).toBe(true);
  });
});

/** Where the native engine does not work, `describeEachEngine` asserts that it is refused, and there is nothing to compare. */
if (nativeProbe.works) describe('both engines', compareEngines);

function compareEngines(): void {
  let engines: readonly [SyntaxParser, SyntaxParser];

  beforeAll(async () => {
    engines = [await createPythonParser({ engine: 'wasm' }), await createPythonParser({ engine: 'native' })];
  });

  it('give the same trees of the fixtures and of random cuts of them', () => {
    const cut = fc.tuple(fc.constantFrom(...fixtures), fc.nat(), fc.nat());
    fc.assert(
      fc.property(cut, ([{ text }, from, to]) => {
        const broken = text.slice(from % (text.length + 1)).slice(0, to % (text.length + 1));
        expect(nodesOf(engines[1], broken)).toEqual(nodesOf(engines[0], broken));
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it.each([true, false])('give the same measurements of broken text (cut: %s)', async (cut) => {
    const real = readStandardLibrary().slice(0, 40);
    const breakUp = (text: string) => text.replaceAll(/[\])]\n/g, '\n').slice(0, 20_000);
    const broken = real.map(({ path: name, text }) => ({ path: name, text: breakUp(text) }));
    const subject = { id: 'text', label: 'broken', cut, documents: [...fixtures, ...broken] } as const;
    const [wasm, native] = await Promise.all(engines.map((parser) => measureSubject(subject, { parser })));
    expect(native).toEqual(wasm);
  });
}
