import { python } from '@longrange/code';
import { expect, it } from 'vitest';
import { characterProperties, type UnitProperty } from './character-properties.ts';

function marked(text: string, property: UnitProperty): string {
  const holds = characterProperties(text, python.analyze(text, { cut: true }), python.layout)[property];
  return Array.from(holds, (value) => (value === 1 ? '^' : '.')).join('');
}

it('is in a bracket from the opener to before the closer', () => {
  expect(marked('f(a, [b]) + c\n', 'bracketDepth')).toBe('.^^^^^^^......');
  expect(marked('f(\n', 'bracketDepth')).toBe('.^^');
});

it('knows no bracket in a string, but the field of a formatted one', () => {
  expect(marked("g = '(' \n", 'bracketDepth')).toBe('.........');
  expect(marked("g = f'{x}'\n", 'bracketDepth')).toBe('......^^...');
});

it('is in a string from its first quote to before its last, without the prefix', () => {
  expect(marked("a = rb'xy' + ''\n", 'inString')).toBe('......^^^....^..');
  expect(marked('"""a\n"""\n', 'inString')).toBe('^^^^^^^..');
  expect(marked("a = 'xy", 'inString')).toBe('....^^^');
});

it('is deep from the first character of a statement in two blocks to that of the next', () => {
  const text = 'if a:\n  if b:\n    c\n\n    d\n  e\n';
  expect(marked(text, 'indent')).toBe(
    `${'.'.repeat(text.indexOf('c'))}${'^'.repeat(text.indexOf('e') - text.indexOf('c'))}..`,
  );
});

it('counts columns from the line break', () => {
  const text = `x = 1\n${'y'.repeat(42)}\nz`;
  expect(marked(text, 'column')).toBe(`${'.'.repeat(6 + 39)}^^^..`);
});
