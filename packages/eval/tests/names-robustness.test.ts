import type { SyntaxParser } from '@longrange/code';
import { analyseDocument, createPythonParser } from '@longrange/code';
import { beforeAll, expect, it } from 'vitest';
import { measureNames } from '../src/metrics/names/names.ts';

let parser: SyntaxParser;

beforeAll(async () => {
  parser = await createPythonParser();
});

/** @returns how many names were judged, and the processor's time for that without the parsing: other work on the machine does not count */
function judge(text: string): { loads: number; durationMs: number } {
  const document = analyseDocument({ name: 'hard.py', text }, false, parser);
  expect(document.statements.length).toBeGreaterThan(0);
  const start = process.cpuUsage();
  const loads = measureNames(document).observations.length;
  const { user, system } = process.cpuUsage(start);
  const durationMs = (user + system) / 1000;
  document.dispose();
  return { loads, durationMs };
}

const numbered = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

it('judges 12,000 scopes inside each other, each with names of its own', () => {
  const lambdas = `x = ${numbered(12_000, (i) => `lambda a${i}: (a${i}, b${i}, `)}0${')'.repeat(12_000)}\n`;
  expect(judge(lambdas).loads).toBe(24_000);
  const lists = `x = ${'['.repeat(12_000)}y${' for y in z]'.repeat(12_000)}\n`;
  expect(judge(lists).loads).toBe(24_000 - 11_999);
});

it('does not mind how deep a broken text nests', () => {
  const units = [
    'def f(a: (',
    'class A(',
    'lambda a=',
    '[a for a in (',
    'f"{',
    'x: (y := ',
    'case [',
    '@a(',
    '*a, (',
  ];
  for (const unit of units) expect(judge(unit.repeat(12_000)).durationMs).toBeLessThan(10_000);
});

it('takes linear time: sixteen times the text in less than a hundred times the time, where squares would take 256', () => {
  const unit = 'def f(a, b=c):\n    global d\n    d = [e for e in a if (g := e)]\n    return b, d, g, h\n';
  judge(unit.repeat(200));
  const once = judge(unit.repeat(250)).durationMs;
  const sixteenfold = Math.min(...[1, 2].map(() => judge(unit.repeat(4000)).durationMs));
  expect(sixteenfold).toBeLessThan(100 * Math.max(once, 5));
});
