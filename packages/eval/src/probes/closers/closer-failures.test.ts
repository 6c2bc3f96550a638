import type { Choice } from '@longrange/code';
import { expect, it } from 'vitest';
import { closerFailures, observeClosers } from './closer-accuracy.ts';

it('shows where the true closer is and what the predictor gave all three', () => {
  const text = 'f([1], x)\n';
  const common = { kind: 'closer', document: 'a.py', text, depth: 1, attractors: 0 } as const;
  const choices: Choice[] = [
    { ...common, at: 4, start: 2, distance: 2, alternatives: [']', ')', '}'] },
    { ...common, at: 8, start: 1, distance: 7, alternatives: [')', ']', '}'] },
  ];
  const scores = [
    [Math.log(0.9), Math.log(0.05), Math.log(0.01)],
    [Math.log(0.25), Math.log(0.123456), Number.NaN],
  ];
  const probabilities = [
    { closer: ')', probability: 0.25 },
    { closer: ']', probability: 0.1235 },
    { closer: '}', probability: 0 },
  ];
  const example = { document: 'a.py', text, opener: 1, at: 8, omitted: null, distance: 7, probabilities };
  expect(closerFailures(choices, scores, observeClosers(choices, scores), 1)).toEqual([
    { from: 4, to: 8, failures: 1, examples: [example] },
  ]);
});
