import { expect, it } from 'vitest';
import { describeValue } from './longrange-error.ts';
import { showControls, showControlsInLine } from './show-controls.ts';

it('shows what a terminal would act on', () => {
  expect(showControls('a\u001b[31m\r\n\tb\u007f\u009b2J\u0000')).toBe('a␛[31m␍\n\tb␡\\u009b2J␀');
  expect(showControlsInLine('a\n\tb')).toBe('a␊␉b');
});

it('shows what makes text look different from what it is', () => {
  const directions = ['\u061c', '\u200e', '\u200f', '\u202a', '\u202e', '\u2066', '\u2069'];
  expect(directions.map(showControls)).toEqual([
    '\\u061c',
    '\\u200e',
    '\\u200f',
    '\\u202a',
    '\\u202e',
    '\\u2066',
    '\\u2069',
  ]);
  expect(showControls('a\u200bb\ufeff\u2028\u{e0041}\ud800')).toBe(
    'a\\u200bb\\ufeff\\u2028\\u{e0041}\\ud800',
  );
});

it('leaves all other text as it is', () => {
  const text = 'def f(x):  # äöü 漢字 😀 – “…” \u00a0 עברית\n\treturn x';
  expect(showControls(text)).toBe(text);
});

it('values in error messages are safe to print', () => {
  expect(describeValue('\u001b]0;x\u0007\u202e\u009b\n')).toBe(
    '"\\u001b]0;x\\u0007\\u202e\\u009b\\n" (string)',
  );
});
