import type { DocumentScores } from '@longrange/eval/comparison';
import { expect, it } from 'vitest';
import { HELD_OUT_PROMPTS } from '../eval/sample-prompts.ts';
import { alikeSampled } from './score-candidates.ts';

it('compares samples that continue held-out code with such samples only', () => {
  const [drawn, read] = [{ measure: 'delimiters' }, { measure: 'bits-carried' }];
  const scores = (prompt: string, ...tallies: unknown[]) =>
    ({ sampling: { count: 2, prompt }, tallies }) as unknown as DocumentScores;
  const [own, continued] = [scores('', drawn, read), scores(HELD_OUT_PROMPTS, drawn, read)];
  expect(alikeSampled([continued, continued])).toEqual([continued, continued]);
  expect(alikeSampled([own, continued])).toEqual([own, scores('', read)]);
});
