import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { javascript, typescript } from '../src/languages/ecmascript/ecmascript.ts';
import { readTree } from './typescript/tree.mjs';

const root = join(import.meta.dirname, '../../..');
const inFolder = (folder: string, extension: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => extension.test(path))
    .map((path) => join(root, folder, path));
const libraries = join(root, 'packages/code/node_modules/typescript/lib');

/** Tricky places that our own sources hardly have. */
const trickyTsx = `
import {
  default as first,
  type Opts as Second,
} from 'a' with { type: 'b' };
const element = <Foo<string> a="(" b={<b c='
{'/>}>text ( ' {[...\`a\${{ b: 1 }.b}\`]} <></> </Foo>;
const arrow = <T,>(a: T, b?: { c: () => { d: T } }): { e: T } => { return { e: a } };
const chosen = element ? (a: number): number => { return a / 2 / 1 } : (b) => /[/(]/.test(b) ? (b) : <i>{b}</i>;
abstract class A<T extends { a: 1 }> extends mixin(class { b = 1 }, () => { return 1 })<T> implements B<{ c: 2 }> {
  @dec<T>(a => {}) declare ['d']: () => { e: 1 }
  static { label: for (const x of [1]) { if (x) continue label; else break } }
  @dec({ f: () => { return 2 } }) private get g(): T | { h: 1 } { return this.#i! / 2 }
  abstract j(k: number): { l: 1 }
  async *[\`m\`]<const N>(this: A<T>, { o = () => {} }: P) { do yield* o(); while (o) }
  if(x) { switch (x as 1) { case x ? 1 : 2: { return } default: try {} finally {} } }
  q = <R,>(s: R) => ({ async t() { return s as R extends infer U ? { v: U } : never } })
  #i
}
namespace B.C { export declare function f(): void; type G = (typeof f) extends () => { h: 1 } ? { i: 1 } : [j?: 2] }
if (a) if (b) c(); else d(); else if (e) { f() } else for (;;) g = a < b / /d/.e;
export default function (): { h: 1 } { return i\n++j }
`;

const files = [
  ...['code', 'eval', 'errors', 'trainer'].flatMap((name) => inFolder(`packages/${name}/src`, /\.ts$/)),
  ...inFolder('scripts', /\.mjs$/),
  ...['lib.es5.d.ts', 'lib.decorators.d.ts', 'lib.webworker.importscripts.d.ts'].map((name) =>
    join(libraries, name),
  ),
].map((path) => ({ path, text: readFileSync(path, 'utf8') }));

it.each([...files, { path: 'tricky.tsx', text: trickyTsx }])(
  '$path as TypeScript reads it',
  ({ path, text }) => {
    const kind = /\.mjs$/.test(path)
      ? ts.ScriptKind.JS
      : path.endsWith('x')
        ? ts.ScriptKind.TSX
        : ts.ScriptKind.TS;
    const tree = readTree(ts, ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind));
    const language = path.endsWith('.mjs') ? javascript : typescript;
    const { delimiters, strays, strings, lines, jumps, blocks } = language.analyze(text, { cut: false });
    expect(strays).toEqual([]);
    const own = {
      brackets: delimiters.map(({ opener, end, event, type }) => [opener, end, `${event} ${type}`]),
      strings: strings.map(({ start, end, terminated }) => [start, end, terminated ? '' : 'open']),
      definitions: blocks!.definitions.map(({ start, end, depth }) => [start, end, depth]),
      flow: [
        ...lines
          .filter(({ role }) => role === 'clause')
          .map(({ first, keyword }) => [first, first, `held ${keyword}`]),
        ...jumps!.map(({ position, keyword }) => [position, position, `held ${keyword}`]),
      ],
    };
    for (const what of Object.keys(own) as (keyof typeof own)[])
      expect(own[what].map(String).sort()).toEqual(tree[what].map(String).sort());
  },
);
