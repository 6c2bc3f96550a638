import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { corpusDoors } from './testing/doors/corpus.ts';
import { evalDoors } from './testing/doors/eval.ts';
import { modelDoors } from './testing/doors/model.ts';
import { opsDoors } from './testing/doors/ops.ts';
import { samplerDoors } from './testing/doors/sampler.ts';
import { fault, rightCall, wrongCalls } from './testing/wrong-calls.ts';

const doors = [...corpusDoors, ...evalDoors, ...modelDoors, ...opsDoors, ...samplerDoors];
/**
 * The entrances whose functions are all in the list, by the files of `api/`. The other sub-paths of eval and ops hold the parts that these are made
 * of, which are given what others of them made.
 */
const entrances = ['corpus', 'eval', 'eval/metrics', 'model', 'model/node', 'ops', 'sampler'];

it.each(doors)('$name refuses what is of a wrong type', async (one) => {
  expect([one.isElsewhere ? undefined : 'an answer', 'an answer']).toContain(
    await fault(one, rightCall(one)),
  );
  const faults: string[] = [];
  for (const wrong of wrongCalls(one)) {
    const is = await fault(one, wrong);
    if (is !== undefined) faults.push(`${wrong.what}: ${is}`);
  }
  expect(faults).toEqual([]);
});

it.each(entrances)('the list has all functions of %s', (api) => {
  const [text] = readFileSync(new URL(`api/${api}.txt`, import.meta.url), 'utf8').split('// Not exported:');
  const exported = [...text!.matchAll(/^(?:abstract )?(?:function|class) (\w+)/gm)].map((match) => match[1]!);
  const listed = new Set(doors.map(({ name }) => name.split('.')[0]!));
  expect(exported.filter((name) => !listed.has(name))).toEqual([]);
});
