import { createPythonParser } from '@longrange/code';
import { expect, it } from 'vitest';
import { measureSubject } from '../measure-subject.ts';
import { type MetricPlace, type Place, WorstPlaces } from './places.ts';

async function placesIn(text: string) {
  const parser = await createPythonParser();
  const places: MetricPlace[] = [];
  const documents = [{ path: 'a', text }];
  const onPlace = (place: MetricPlace) => places.push(place);
  const subject = { id: 'text', label: 'x', cut: false, documents } as const;
  const measured = await measureSubject(subject, { parser, onPlace });
  parser.dispose();
  const lines = places.map((one) => `${one.metric} ${one.line}:${one.column} ${one.message}`);
  return { measured, lines };
}

it('finds what each metric calls broken, at the line and the column that one counts', async () => {
  const text = [
    'import os, re',
    'import sys as system',
    "x = '𝛼' + y(os)",
    'f(x, [1)',
    'g = (x]',
    'print)',
    "s = 'open",
    'def f():',
    '    return x',
    '  x = 1',
    'def g():',
    'x = 1',
    'if x:',
    '    x',
    '  \tx',
    'else:',
    '    break',
    'try:',
    '    x = {',
    'return',
    '',
  ].join('\r\n');
  const { lines, measured } = await placesIn(text);
  expect(lines.filter((line) => !line.startsWith('parse'))).toEqual([
    'brackets 4:6 `[` needs `]` before `)` in line 4',
    'brackets 5:5 `(` is closed by `]` in line 5',
    'brackets 6:6 `)` closes nothing',
    'brackets 19:9 `{` needs `}` before the statement in line 20',
    'indentation 10:3 returns to no open level of indentation',
    'indentation 12:1 not indented, although line 11 opens a block',
    'indentation 15:4 indented, although line 14 opens no block',
    "strings 7:5 string `'` is not closed on its line",
    'control-flow 17:5 `break` outside a loop',
    'control-flow 18:1 `try` lacks a clause after it',
    'control-flow 20:1 `return` outside a function',
    'names 3:12 undefined name `y`',
    'imports 1:12 unused import `re`',
    'imports 2:15 unused import `system`',
  ]);
  expect(measured.places!.map(({ metric, count }) => [metric, count])).toContainEqual(['brackets', 4]);
});

it('does not say of a line without indentation that its level is not open', async () => {
  const { lines } = await placesIn('    yield x\n\nclass A:\n    pass\n');
  expect(lines).toContainEqual('indentation 3:1 not indented, although the code before it is');
});

it('keeps ten of many places: one of each document in turn, the worst document first, and first what is new', () => {
  const kept = new WorstPlaces();
  const places = (path: string, ...messages: readonly string[]): Place[] =>
    messages.map((message, index) => ({ path, line: index + 1, column: 1, message }));
  kept.add(places('one', 'a'));
  kept.add(places('many', ...new Array(50).fill('a'), 'b'));
  kept.add(places('few', 'a', 'c'));
  expect(kept.count).toBe(54);
  expect(kept.worst().map(({ path, line, message }) => `${path}:${line} ${message}`)).toEqual([
    'many:1 a',
    'few:2 c',
    'few:1 a',
    'one:1 a',
    ...[2, 3, 4, 5, 6, 7].map((line) => `many:${line} a`),
  ]);
});
