import type { Difference } from '@longrange/eval/comparison';
import { expect, it } from 'vitest';
import { compareMadeUp, strong, weak } from '../testing/made-up-comparison.ts';
import { comparisonHeadline } from './headline.ts';

it.each<[Difference['verdict'][], string]>([
  [['open', 'hint'], 'No detectable difference between x and y'],
  [['withheld', 'hint'], 'No detectable difference between x and y, and no verdict on 1 of 2 measures'],
  [['withheld'], 'No verdict between x and y'],
  [['a'], 'y is better than x on the one measure'],
  [['b', 'b'], 'x is better than y on both measures'],
  [['a', 'a', 'a'], 'y is better than x on all 3 measures'],
  [['a', 'hint'], 'y is better than x on 1 of 2 measures and detectably worse on none'],
  [['a', 'b', 'b'], 'Of 3 measures, x is better on 2 and y on 1'],
])('concludes from the verdicts %o on two models what they allow', async (verdicts, sentence) => {
  const models = await compareMadeUp([weak, strong]);
  const measure = { ...models.measures[0]!, range: null };
  const measures = verdicts.map((verdict) => ({
    ...measure,
    differences: [{ ...measure.differences[0]!, verdict }],
  }));
  const contenders = ['x', 'y'].map((one) => ({ ...models.contenders[0]!, label: one }));
  expect(comparisonHeadline({ ...models, contenders, measures })).toBe(sentence);
});
