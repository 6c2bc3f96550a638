import { expect, it } from 'vitest';
import { createParser } from '../../parser/create-parser.ts';
import { javascript, typescript } from './ecmascript.ts';

/** The brackets that match, in the order of their openers, then the number of definitions. */
function read(text: string, path = ''): string {
  const language = /js$/.test(path) ? javascript : typescript;
  const { delimiters, blocks } = language.analyze(text, { cut: false, path });
  const matched = delimiters
    .filter(({ event }) => event === 'matched')
    .sort((a, b) => a.opener - b.opener)
    .map(({ type }) => type);
  return [...matched, blocks!.definitions.length].join(' ');
}

const AFTER = '\nfunction g() {}\n';

it.each([
  ["import React from 'react';\nconst f = <T>(x: T) => { return [x]; };", '() {} [] () {} 2'],
  ["const f = <T>(x: T) => { return [x, '</b>']; };", '() {} [] () {} 2'],
  ['const a = <Foo>new Bar([]);', '() [] () {} 1'],
  ["import 'react';\nconst a = <Foo>new Bar([]);", '() [] () {} 1'],
  ["import 'react';\nasync () => { a = <Foo>await b([]); };", '() {} () [] () {} 2'],
])('reads types in %j with and without a path', (text, brackets) => {
  expect([read(text + AFTER, 'a.ts'), read(text + AFTER)]).toEqual([brackets, brackets]);
});

it('reads what both dialects can read as the path says', () => {
  const text = 'x = <Foo>a.b([c]);';
  const typed = '() [] () {} 1';
  expect(['a.tsx', 'a.ts', 'b.MTS', 'c.cts'].map((path) => read(text + AFTER, path))).toEqual([
    '{} 0',
    typed,
    typed,
    typed,
  ]);
});

it('reads elements in a text without a path as before', () => {
  expect(read(`const a = <Foo>new items (a [ b</Foo>;${AFTER}`)).toBe('() {} 1');
  expect(read(`const a = <Foo>({b.map((c) => [c])})</Foo>;${AFTER}`)).toBe('{} () () [] () {} 1');
});

it('parses a text with the grammar of its path', async () => {
  const parser = await createParser(typescript);
  const texts = { cast: '(<A>b)', element: '<a>b</a>' };
  const parses = (text: string, path?: string) => !parser.parse(text, path).hasError;
  expect(['a.ts', 'a.tsx', undefined].map((path) => parses(texts.cast, path))).toEqual([true, false, true]);
  expect(['a.D.TS', 'a.tsx', 'a'].map((path) => parses(texts.element, path))).toEqual([false, true, true]);
  parser.dispose();
});

it('reads comments of HTML in scripts only', () => {
  const text = '<!-- (\na(1)\n--> [\n/* { */ --> [\nb--> [c]\n';
  expect(read(text, 'a.js')).toBe('() [] 0');
  expect(read('while (a<!--b) { c }', 'a.mjs')).toBe('() {} 0');
  expect(read('import a from "a";\nwhile (a<!--b) { c }', 'a.js')).toBe('() {} 0');
  expect(read('while (a<!--b) { c }', 'a.ts')).toBe('() {} 0');
});

it('reads a regular expression after the body of an arrow function, and after `debugger`', () => {
  expect(read('const a = () => {}\n/[(]/.test(b)', 'a.js')).toBe('() {} () 1');
  expect(read('if (a) { debugger\n/[(]/.test(b) }', 'a.js')).toBe('() {} () 0');
  expect(read('a = function () {}\n/ [b] / c', 'a.js')).toBe('() {} [] 1');
});
