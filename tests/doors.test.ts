import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { corpusDoors } from './testing/doors/corpus.ts';
import { modelDoors } from './testing/doors/model.ts';
import { opsDoors } from './testing/doors/ops.ts';
import { samplerDoors } from './testing/doors/sampler.ts';
import { type Door, fault, rightCall, wrongCalls } from './testing/wrong-calls.ts';

/** By the file of `api/` that lists what is exported. */
const doors: Readonly<Record<string, readonly Door[]>> = {
  corpus: corpusDoors,
  model: modelDoors,
  ops: opsDoors,
  sampler: samplerDoors,
};

it.each(Object.values(doors).flat())('$name refuses what is of a wrong type', async (one) => {
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

it.each(Object.entries(doors))('knows all public functions of %s', (api, ofPackage) => {
  const text = readFileSync(new URL(`api/${api}.txt`, import.meta.url), 'utf8');
  const exported = [...text.matchAll(/^(?:abstract )?(?:function|class) (\w+)/gm)].map((match) => match[1]!);
  const known = new Set(ofPackage.map(({ name }) => name.split('.')[0]!));
  expect(exported.filter((name) => !known.has(name))).toEqual([]);
});
