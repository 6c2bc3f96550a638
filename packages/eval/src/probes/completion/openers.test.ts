import { python } from '@longrange/code';
import { expect, it } from 'vitest';
import { findOpeners } from './choose-prompts.ts';

const text = [
  'def f(a):', //            0: ( at 5, ) at 7
  "    x = [1, f'{a}']", //  10: block from 14; [ at 18, string from 22 with its quote at 23, closed at 27; ] at 28
  '    if a:', //            30
  '        return """b"""', // 40: block from 48; quotes at 55 to 57, 59 to 61
  '    c', //                63: ends the inner block at 67
  'd = "', //                69: ends the outer block at 69
  '',
].join('\n');

it('finds brackets, strings and blocks with where they open and close, and what is around blocks', () => {
  const openers = findOpeners({ path: 'a.py', text }, 3, python);
  const common = { document: 3, levels: [] };
  expect(openers).toEqual([
    { ...common, kind: 'bracket', start: 5, opened: 6, closer: 7, lastCut: 7, statement: 0 },
    { ...common, kind: 'bracket', start: 18, opened: 19, closer: 28, lastCut: 28, statement: 10 },
    { ...common, kind: 'string', start: 22, opened: 24, closer: 27, lastCut: 27, statement: 10 },
    { ...common, kind: 'multi-line string', start: 55, opened: 58, closer: 59, lastCut: 59, statement: 40 },
    { ...common, kind: 'block', start: 14, opened: 15, closer: 69, lastCut: 68, statement: 10, levels: [''] },
    {
      ...{ kind: 'block', document: 3, start: 48, opened: 49, closer: 67, lastCut: 62, statement: 40 },
      levels: ['', '    '],
    },
  ]);
});
