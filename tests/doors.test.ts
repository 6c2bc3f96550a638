import { readFileSync } from 'node:fs';
import * as calibration from '@longrange/eval/calibration';
import * as controls from '@longrange/eval/controls';
import * as evaluation from '@longrange/eval/evaluation';
import * as probes from '@longrange/eval/probes';
import * as results from '@longrange/eval/result';
import * as statistics from '@longrange/eval/statistics';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { backendsDoors } from './testing/doors/backends.ts';
import { corpusDoors } from './testing/doors/corpus.ts';
import { evalDoors } from './testing/doors/eval.ts';
import { comparisonDoors } from './testing/doors/eval-comparison.ts';
import { formatsDoors } from './testing/doors/formats.ts';
import { llamaDoors } from './testing/doors/llama.ts';
import { modelDoors } from './testing/doors/model.ts';
import { opsDoors } from './testing/doors/ops.ts';
import { reportDoors } from './testing/doors/report.ts';
import { samplerDoors } from './testing/doors/sampler.ts';
import { sweepDoors } from './testing/doors/sweep.ts';
import { trainerDoors } from './testing/doors/trainer.ts';
import { hostileCalls, nothingButHostile, rawError } from './testing/hostile-calls.ts';
import { scratchFolder } from './testing/scratch-folder.ts';
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
const parts = { calibration, controls, evaluation, probes, results, statistics };
const isWhole = process.env.LONGRANGE_WHOLE === '1';
/** Of hostile calls one in so many is made, another one of each function. */
const STEP = isWhole ? 4 : 16;

/**
 * The entrances whose functions are all in the list, by the files of `api/`. The other sub-paths of eval and ops hold the parts that these are made
 * of, which are given what others of them made.
 */
const entrances = [
  'backend-native',
  'backend-simd',
  'backend-tensorflow',
  'corpus',
  'code',
  'eval',
  'eval/comparison',
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

// Names in hostile calls may become files.
const folder = process.cwd();
beforeAll(() => process.chdir(scratchFolder()));
afterAll(() => process.chdir(folder));

it.each([...doors, ...comparisonDoors].map((one, place) => ({ one, place, name: one.name })))(
  '$name throws nothing but errors of ours, whatever it is given',
  async ({ one, place }) => {
    expect(await rawError(one, rightCall(one))).toBeUndefined();
    const raw: string[] = [];
    for (const [index, call] of [...hostileCalls(one)].entries()) {
      if ((index + place) % STEP !== 0) continue;
      const error = await rawError(one, call);
      if (error !== undefined) raw.push(`${call.what}: ${error}`);
    }
    expect(raw).toEqual([]);
  },
  isWhole ? 600_000 : undefined,
);

it.each(Object.entries(parts))('the functions of eval/%s throw nothing else either', async (_, exported) => {
  const raw: string[] = [];
  for (const [name, value] of Object.entries(exported)) {
    if (typeof value !== 'function') continue;
    const isClass = /^class/.test(Function.prototype.toString.call(value));
    const Made = value as new (...given: never[]) => unknown;
    const call = isClass
      ? (...given: never[]) => new Made(...given)
      : (value as (...given: never[]) => unknown);
    for (const [one, wrong] of nothingButHostile(name, call)) {
      const error = await rawError(one, wrong);
      if (error !== undefined) raw.push(`${name}: ${wrong.what}: ${error}`);
    }
  }
  expect(raw).toEqual([]);
});

it.each(entrances)('the list has all functions of %s', (api) => {
  const [text] = readFileSync(new URL(`api/${api}.txt`, import.meta.url), 'utf8').split('// Not exported:');
  const exported = [...text!.matchAll(/^(?:abstract )?(?:function|class) (\w+)/gm)].map((match) => match[1]!);
  // Of a run's lock the type alone.
  const listed = new Set([
    'RunLock',
    ...[...doors, ...comparisonDoors].map(({ name }) => name.split('.')[0]!),
  ]);
  expect(exported.filter((name) => !listed.has(name))).toEqual([]);
});
