import type { Result } from '@longrange/eval/internal';
import { expect, it } from 'vitest';
import { decided, plain } from '../describe/testing/decided.ts';
import { loadFixture, sectionOf } from '../describe/testing/load-fixture.ts';
import type { Order } from '../words/tested.ts';

const complete = loadFixture('complete');
const paragraph = (result: Result, start: string) =>
  plain(sectionOf(result, 'bits')!.paragraphs.find((one) => one.startsWith(start))!);
const plainBits = (value: number) => ({ bits: value, low: value - 0.14, high: value + 0.14 });
const bits = (value: number) => ({ ...plainBits(value), perDocument: plainBits(value + 0.2) });
const [own, other] = complete.bitsPerCharacter;
const predictors = [
  { ...own!, carried: bits(1.54), reset: { ...bits(1.601), every: 256 } },
  { ...other!, predictor: '20-gram', carried: bits(1.601) },
];

it.each<[start: string, measure: string, order: Order, words: string]>([
  ['Bits per character:', 'bits', 'below', '; 20-gram 1.601 (1.461–1.741), higher'],
  ['Bits per character:', 'bits', 'above', '; 20-gram 1.601 (1.461–1.741), lower'],
  ['Bits per character:', 'bits', 'undecided', '; 20-gram 1.601 (1.461–1.741), no detectable difference'],
  [
    'Bits per character, each document counted once:',
    'bits-per-document',
    'below',
    'model 1.740 (1.600–1.880); 20-gram 1.801 (1.661–1.941), higher.',
  ],
  ['Bits with the state', 'state', 'below', 'carried minus reset −0.061 (−0.074 to −0.048), lower.'],
  ['Bits with the state', 'state', 'above', 'carried minus reset 0.061 (0.048–0.074), higher.'],
  ['Bits with the state', 'state', 'undecided', ', no detectable difference.'],
  ['The same', 'state-per-document', 'undecided', ', no detectable difference.'],
])('says in “%s” what the paired test of %s decides: %s', (start, measure, order, words) => {
  const [first, second] = measure.startsWith('state') ? ['carried', 'reset'] : ['model', '20-gram'];
  const tested = decided(complete, { measure, first, second, order });
  const sign = order === 'above' ? 1 : -1;
  const [low, high] = [0.048 * sign, 0.074 * sign].sort((a, b) => a - b);
  const found = { difference: 0.061 * sign, low: low!, high: high!, documents: 0 };
  const comparisons = tested.comparisons.map((test) => ({ ...test, ...found }));
  expect(paragraph({ ...tested, comparisons, bitsPerCharacter: predictors }, start)).toContain(words);
});

it('shows who saves bits beside the model since a reset', () => {
  const { figures } = sectionOf(complete, 'bits')!;
  const { columns, rows } = figures.find(({ id }) => id === 'bits-since-reset')!.table;
  expect(columns.slice(1)).toEqual(['model', '20-gram', 'untrained network']);
  const read = complete.bitsPerCharacter.filter(({ sinceReset }) => sinceReset.length > 0);
  for (const [index, { sinceReset }] of read.entries()) {
    const shown = rows.flatMap((row) => ('value' in row[index + 1]! ? [row[index + 1]] : []));
    expect(shown).toMatchObject(sinceReset.map(({ value }) => ({ value })));
  }
});

it('calls the bits of the tokenizer’s own tokens an upper bound', () => {
  const bitsPerCharacter = [{ ...own!, upperBound: bits(1.702) }, other!];
  expect(paragraph({ ...complete, bitsPerCharacter }, 'Upper bound')).toContain(
    ': model 1.702 (1.562–1.842)',
  );
  expect(JSON.stringify(sectionOf(complete, 'bits')!.paragraphs)).not.toContain('Upper bound');
});
