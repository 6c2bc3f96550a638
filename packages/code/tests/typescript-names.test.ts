import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  analyzeDocument,
  createParser,
  javascript,
  type NameAnalysis,
  RandomStream,
  renameDocuments,
  typescript,
} from '@longrange/code';
import { pick } from '@longrange/code/internal';
import { isWhole } from '@longrange/code/testing';
import { expect, it } from 'vitest';
import { globalNames, unknownNames } from './typescript/checker.ts';

const parsers = await Promise.all([typescript, javascript].map((language) => createParser(language)));
const [parser] = parsers as [(typeof parsers)[number]];

function namesOf(text: string, { cut = false, path = 'a.ts' } = {}): NameAnalysis {
  const document = analyzeDocument({ path, text }, cut, path.endsWith('.js') ? parsers[1]! : parser);
  const { names } = document;
  document.dispose();
  return names!;
}

function undefinedIn(text: string, path: string): number[] {
  const undefinedNames = namesOf(text, { path }).uses.filter(({ event }) => event === 'undefined');
  return undefinedNames.map(({ position }) => position).sort((a, b) => a - b);
}

const folder = join(import.meta.dirname, '../src');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .filter((_, index) => isWhole || index % 8 === 0)
  .map((path) => ({ path: path.replaceAll('/', '-'), text: readFileSync(join(folder, path), 'utf8') }));

/** A text in which the binding of one name that it reads is called otherwise. */
function withoutBinding(text: string, random: RandomStream): string {
  const bindings = namesOf(text).uses.flatMap((use) => (use.event === 'resolved' ? (use.binding ?? []) : []));
  if (bindings.length === 0) return text;
  const at = pick(random, bindings);
  return `${text.slice(0, at)}zz${text.slice(at)}`;
}

const CASES = `let a = b, { c, d: [e = a], ...f } = g; d; f; { var h; let i; function j() {} } h; i; j;
k(); function k(l, m = l, { n } = o) { arguments; l; m; n; p; } l; arguments; () => arguments;
const q = function r() { r; }; r; class S { t = t; #u = this.#u; static { var v; } w() { w; S; } } v; const x = class Y { z = Y; }; Y;
for (let a1 of b1) a1; a1; for (const c1 in d1) ; for (var e1 = 0; ; ) f1; e1; try { g1 } catch ({ h1 }) { h1; } h1; i1: for (;;) break i1;
[j1, { k1: l1 }] = m1; ({ n1, o1: p1 = q1 } = r1); s1++; typeof t1; \`\${u1}\`; switch (v1) { case w1: let x1; default: x1; } x1;
import a, { b as c, d } from 'e'; import * as f from 'e'; a; b; c; d; f; export { g, c as h }; export { i } from 'e'; export * as j from 'e'; j; export default k;
const T = 1; type A = B<C>; let a: T; A; interface D<E extends F = G> extends H.I<E> { j: E; k(l: M): typeof l; [n: string]: n; } E; D;
type N<O> = O extends (infer P)[] ? P : P; type Q<R> = { [S in keyof R as T1<S>]: S }; type U = (v: W) => v is X; type Y = [a1: Z]; let b1: import('x').C1;
enum D1 { E1, F1 = E1 } E1; D1.E1; let g1: D1.E1; namespace H1 { export const i1 = 1; i1; } namespace H1 { i1; j1; } H1; i1; let k1: H1.L1; declare const m1: N1; m1;
abstract class O1<P1> extends Q1<P1> implements R1<P1> { constructor(private s1: P1) { super(); s1; } abstract t1(u1: V1): P1; @w1 x1?: Y1; } let z1 = <a2>b2; c2 as D2; e2 satisfies F2; g2!;
declare global { interface I2 {} var j2: K2; } j2; let l2: I2; import M2 = N2.O2; M2; export = P2; function q2(r2: S2): void; function q2(t2: U2) { r2; } function isV2(w2): asserts w2 is X2 {}
abstract class A { abstract override b: C; d() { return <this.e f={G} />; } } interface H { abstract?: I } let j: { [type in K]: type }; l<H>\`\`; l<Partial<H>>\`\`; A;
const a = <B c={d} {...e} f:g="h"><i.j /><k /><L.M>{n}</L.M><o-p /></B>; const q = <R<S> t />; const u = <V,>(w: V): V => w; <></>;
interface A<in T, out U, in out V> { b(): T; c: U; in: V; <D>(e: D): D; /* f */ <G>(): G } export { h as if, i as new }; let j: import('k', { with: { 'resolution-mode': 'import' } }).L; J;
type N = <O>() => P & Q<O>; type R = new <S>() => S | T; using u = v; u; await (w); x = y as const; let a2: <B2>(c: B2) => c is D2 & E2<B2>; type F2 = \`\\\`\${G2}\`;
Array; Partial; let a: Partial<HTMLElement>; let b: Array<bigint>; window; process; Buffer; NaN; undefined; null; let c: NodeJS.Timeout; Iterator; RequestInit; console.log(globalThis); new Promise(require);`;

it('finds the names that TypeScript does not find: in our sources, with a binding taken out, and in all constructs', () => {
  const random = new RandomStream(1);
  const texts = new Map<string, string>();
  for (const { path, text } of sources) {
    texts.set(path, text).set(`planted-${path}`, withoutBinding(text, random));
  }
  for (const [index, line] of CASES.split('\n').entries()) {
    texts.set(`case-${index}.tsx`, `export {};\n${line.replace(/<a2>/, '')}`);
    if (index < 6) texts.set(`case-${index}.js`, `export {};\n${line}`);
  }
  const theirs = unknownNames(texts);
  const named = (path: string, places: readonly number[]) => {
    const text = texts.get(path)!;
    return [path, ...places.map((place) => `${place} ${/^[\w$]+/.exec(text.slice(place))}`)];
  };
  const [ours, truth] = [undefinedIn, (_: string, path: string) => theirs.get(path)!].map((find) =>
    [...texts].map(([path, text]) => named(path, find(text, path))),
  );
  expect(ours).toEqual(truth);
  const planted = [...theirs].filter(([path, places]) => path.startsWith('planted') && places.length > 0);
  // A function that is declared in parts keeps a binding, and an index has none.
  expect(planted.length).toBeGreaterThan(sources.length / 2);
});

it('takes an import that only documentation mentions for neither used nor unused', () => {
  const text = `import { A, B, C, D, E, F } from 'g';
/** @param {A<{ b: B }>} h  {@link C.d} C
 * @see D */
export const h = '/** {E} */'; // {F}
`;
  const { imports } = namesOf(text, { path: 'a.js' });
  expect(imports.filter(({ isKnown }) => isKnown).map(({ name }) => name)).toEqual(['E', 'F']);
});

it('knows the global names of ECMAScript, browsers, workers and Node', async () => {
  const table = join(folder, 'languages/ecmascript/names/builtins.json');
  await expect(`${JSON.stringify(globalNames(), null, 2)}\n`).toMatchFileSnapshot(table);
});

it('decides before a cut as a longer text does, or not at all', () => {
  const random = new RandomStream(2);
  for (const { text } of sources) {
    const whole = new Map(namesOf(text).uses.map((use) => [use.position, use.event]));
    const { uses } = namesOf(text.slice(0, random.nextInteger(text.length)), { cut: true });
    expect(
      uses.filter(({ event, position }) => event !== 'unknowable' && whole.get(position) !== event),
    ).toEqual([]);
  }
});

it('reads around a slip: the names of its line are in damage, the others are found', () => {
  const [before, after] = [
    'class A {\n  b(c) {\n    const d = c;\n    ',
    '\n    return (e) => d + e + f;\n  }\n}\nnew A();\n',
  ];
  const { uses, inDamage } = namesOf(`${before}g(h;${after}`);
  expect(inDamage).toBe(2);
  expect(uses.map(({ name, event }) => `${name} ${event}`)).toEqual([
    ...['A resolved', 'c resolved', 'd resolved', 'e resolved', 'f undefined'],
  ]);
});

it('takes no clause of a damaged statement for damage', () => {
  const text =
    'function f(a) { if (a) { b(c; } else if (a) { a; } do { a; } while (a); switch (a) { case a: a; } }';
  const { uses, inDamage } = namesOf(text);
  expect(inDamage).toBe(2);
  expect(uses.map(({ name, event }) => `${name} ${event}`)).toEqual(Array(8).fill('a resolved'));
});

it('renames what a text binds itself, and TypeScript still finds every name', () => {
  const { documents, names } = renameDocuments(sources, { parser });
  expect(names).toBeGreaterThan(3 * sources.length);
  const texts = new Map(documents.map(({ path, text }) => [path, text]));
  expect([...unknownNames(texts)].filter(([, places]) => places.length > 0)).toEqual([]);
  for (const [index, { text }] of documents.entries())
    expect(namesOf(text).uses.length).toBe(namesOf(sources[index]!.text).uses.length);
});

it('takes linear time, whatever the text', () => {
  const judge = (text: string) => {
    const start = process.cpuUsage().user;
    namesOf(text);
    return process.cpuUsage().user - start;
  };
  for (const unit of [
    'function f(a, {b = c}) { let d; d; ',
    '(e => ',
    'class A<T> { m(a: T) { ',
    '`${',
    '{ let a; a; } ',
    'f(;\n',
    'a`b${c`d\n',
  ]) {
    const once = judge(unit.repeat(125));
    expect([unit, judge(unit.repeat(2000)) < 100 * Math.max(once, 5000)]).toEqual([unit, true]);
  }
});
