import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { backendsDoors } from './testing/doors/backends.ts';
import { corpusDoors } from './testing/doors/corpus.ts';
import { evalDoors } from './testing/doors/eval.ts';
import { formatsDoors } from './testing/doors/formats.ts';
import { llamaDoors } from './testing/doors/llama.ts';
import { modelDoors } from './testing/doors/model.ts';
import { opsDoors } from './testing/doors/ops.ts';
import { reportDoors } from './testing/doors/report.ts';
import { samplerDoors } from './testing/doors/sampler.ts';
import { sweepDoors } from './testing/doors/sweep.ts';
import { trainerDoors } from './testing/doors/trainer.ts';
import { fault, rightCall, wrongCalls } from './testing/wrong-calls.ts';

const doors = [
  ...backendsDoors,
  ...corpusDoors,
  ...evalDoors,
  ...formatsDoors,
  ...llamaDoors,
  ...modelDoors,
  ...opsDoors,
  ...reportDoors,
  ...samplerDoors,
  ...sweepDoors,
  ...trainerDoors,
];
/**
 * The entrances whose functions are all in the list, by the files of `api/`. The other sub-paths of eval and ops hold the parts that these are made
 * of, which are given what others of them made.
 */
const entrances = [
  'backend-native',
  'backend-simd',
  'backend-tensorflow',
  'corpus',
  'eval',
  'eval/metrics',
  'formats',
  'llama',
  'model',
  'model/node',
  'ops',
  'report',
  'sampler',
  'sweep',
  'trainer',
];

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
  // Of a run's lock the type alone.
  const listed = new Set(['RunLock', ...doors.map(({ name }) => name.split('.')[0]!)]);
  expect(exported.filter((name) => !listed.has(name))).toEqual([]);
});
