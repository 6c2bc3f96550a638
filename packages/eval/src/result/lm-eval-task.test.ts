import { createPythonParser, type MinimalPair } from '@longrange/code';
import { expect, it } from 'vitest';
import { planProbes } from '../probes/plan-probes.ts';
import { lmEvalTask } from './lm-eval-task.ts';

function itemsOf(task: Readonly<Record<string, string>>) {
  return task['pairs.jsonl']!.trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** A pair in brackets around the same text. */
function pairAround(between: string, before = 'a = 1\nb =  f'): MinimalPair {
  const members = ['()', '[]'].map((type) => ({
    text: `${before}${type[0]}${between}${type[1]}`,
    start: before.length,
    at: before.length + 1 + between.length,
    closer: type[1]!,
  })) as [MinimalPair['members'][0], MinimalPair['members'][1]];
  return { kind: 'closer', document: 'a.py', distance: between.length + 1, members };
}

it('asks in each text of a pair for its last word with either closer, its own first', () => {
  const task = lmEvalTask([pairAround('x, 2'), pairAround('x,\n  '), pairAround('', 'f')]);
  const of = (band: number, pair: string, distance: number) => ({ pair, document: 'a.py', band, distance });
  expect(itemsOf(task)).toEqual([
    { ...of(1, '1/0', 1), context: '', choices: ['f()', 'f(]'] },
    { ...of(1, '1/0', 1), context: '', choices: ['f[]', 'f[)'] },
    { ...of(4, '4/0', 5), context: 'a = 1\nb =  f(x,', choices: [' 2)', ' 2]'] },
    { ...of(4, '4/0', 5), context: 'a = 1\nb =  f[x,', choices: [' 2]', ' 2)'] },
    { ...of(4, '4/1', 6), context: 'a = 1\nb =', choices: ['  f(x,\n  )', '  f(x,\n  ]'] },
    { ...of(4, '4/1', 6), context: 'a = 1\nb =', choices: ['  f[x,\n  ]', '  f[x,\n  )'] },
  ]);
});

it('has a task for each distance with pairs, and a README of at most 300 words', () => {
  const task = lmEvalTask([pairAround('x, 2'), pairAround('', 'f')]);
  const tasks = task['longrange_pairs.yaml']!.split('task:\n')[1];
  expect(tasks).toBe(`  - task: '1'
    task_alias: 1 character
    metadata: { version: 1, band: 1 }
  - task: '4'
    task_alias: 4 to 7 characters
    metadata: { version: 1, band: 4 }
`);
  expect(task['README.md']).toContain('2 pairs of texts (documents: 1)');
  expect(task['README.md']!.split(/\s+/).length).toBeLessThanOrEqual(300);
});

it('has the pairs that a model is asked about in the same documents, and is an error without any', async () => {
  const parser = await createPythonParser();
  const documents = [{ path: 'a.py', text: 'value = call(first, [1, 2], other(third))\n' }];
  const sizes = { minimalPairs: { perBucket: 10, others: 0, factors: 0 } };
  const { minimalPairs } = await planProbes({ parser, seed: 0, documents }, sizes);
  parser.dispose();
  const items = itemsOf(lmEvalTask(minimalPairs.natural));
  const texts = minimalPairs.natural.flatMap(({ members }) => members.map(({ text }) => text));
  expect(items).toHaveLength(6);
  expect(items.map(({ context, choices }) => context + choices[0])).toEqual(texts);
  expect(() => lmEvalTask([])).toThrow(expect.objectContaining({ code: 'PAIRS_NONE', exitCode: 2 }));
});
