import type { Result } from '@longrange/eval/internal';
import { expect, it } from 'vitest';
import { around, decided, plain } from '../describe/testing/decided.ts';
import { loadFixture, sectionOf } from '../describe/testing/load-fixture.ts';
import type { Order } from '../words/tested.ts';

const complete = loadFixture('complete');
const paragraph = (result: Result, index: number) => plain(sectionOf(result, 'bits')!.paragraphs[index]!);
const plainBits = (value: number) => ({ bits: value, low: value - 0.14, high: value + 0.14 });
const bits = (value: number) => ({ ...plainBits(value), perDocument: plainBits(value + 0.2) });
const [own, other] = complete.bitsPerCharacter;
const predictors = [
  { ...own!, carried: bits(1.54), reset: { ...bits(1.601), every: 256 } },
  { ...other!, predictor: '20-gram', carried: bits(1.601) },
];

it.each<[paragraph: number, measure: string, order: Order, words: string]>([
  [
    0,
    'bits',
    'below',
    ', 0.061 (0.048–0.074) fewer than the best other predictor, the 20-gram, at 1.601 bits',
  ],
  [0, 'bits', 'above', ', 0.061 (0.048–0.074) more than the best other predictor, the 20-gram'],
  [0, 'bits', 'undecided', '; no detectable difference from the best other predictor, the 20-gram'],
  [
    0,
    'bits-per-document',
    'below',
    'each document counted once it needs 1.740, the 20-gram 1.801: 0.061 (0.048–0.074) fewer.',
  ],
  [1, 'state', 'below', 'at least 128 after a reset (every 256) it saves 0.061 (0.048–0.074) bits.'],
  [1, 'state', 'above', 'it costs 0.061 (0.048–0.074) bits.'],
  [1, 'state', 'undecided', 'No detectable effect of carrying the state on'],
  [1, 'state-per-document', 'undecided', 'With each document counted once: no detectable difference'],
])('says in paragraph %i what the paired test of %s decides: %s', (index, measure, order, words) => {
  const [first, second] = measure.startsWith('state') ? ['carried', 'reset'] : ['model', '20-gram'];
  const tested = decided(complete, { measure, first, second, order });
  const sign = order === 'above' ? 1 : -1;
  const [low, high] = [0.048 * sign, 0.074 * sign].sort((a, b) => a - b);
  const found = { difference: 0.061 * sign, low: low!, high: high!, documents: 0 };
  const comparisons = tested.comparisons.map((test) => ({ ...test, ...found }));
  expect(paragraph({ ...tested, comparisons, bitsPerCharacter: predictors }, index)).toContain(words);
});

it('says who saves bits beside the model, near a reset and farther from it', () => {
  const saved = (from: number, value: number, half: number) => ({
    ...{ from, to: 2 * from, n: 500, ...around(value, half) },
  });
  const untrained = {
    ...other!,
    predictor: 'untrained network',
    carried: null,
    reset: null,
    byPosition: [],
  };
  const say = (nearby: number, settled: number) => {
    const bitsPerCharacter = [
      { ...predictors[0]!, sinceReset: [saved(1, 2, 0.1), saved(128, 0.01, 0.001)] },
      { ...other!, sinceReset: [saved(1, 1.5, 0.1), saved(128, 0, 0)] },
      { ...untrained, sinceReset: [saved(1, nearby, 0.1), saved(128, settled, 0.001)] },
    ];
    const test = { measure: 'state', first: 'carried', second: 'reset', order: 'below' } as const;
    return paragraph({ ...decided(complete, test), bitsPerCharacter }, 1);
  };
  expect(say(0.05, 0.0005)).toMatch(
    /bits\. Nearer to a reset it saves bits in any case: so does the 20-gram\.$/,
  );
  expect(say(0.5, 0.002)).toMatch(
    /: so do the 20-gram and the untrained network\. Farther from it, too, the untrained network saves 0\.002 \(0\.001–0\.003\)\.$/,
  );
});

it('calls the bits of the tokenizer’s own tokens an upper bound', () => {
  const bitsPerCharacter = [{ ...own!, upperBound: bits(1.702) }, other!];
  expect(paragraph({ ...complete, bitsPerCharacter }, 0)).toContain(
    'upper bound of 1.702 bits (1.562–1.842)',
  );
  expect(paragraph(complete, 0)).not.toContain('upper bound');
});
