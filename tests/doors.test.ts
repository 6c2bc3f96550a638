import { afterAll, beforeAll, expect, it } from 'vitest';
import { corpusDoors } from './testing/doors/corpus.ts';
import { evalDoors } from './testing/doors/eval.ts';
import { modelDoors } from './testing/doors/model.ts';
import { opsDoors } from './testing/doors/ops.ts';
import { otherDoors } from './testing/doors/others.ts';
import { trainerDoors } from './testing/doors/trainer.ts';
import { hostileCalls, nothingButHostile, rawError } from './testing/hostile-calls.ts';
import { entryPoints, scratchFolder } from './testing/workspace.ts';
import { fault, rightCall, wrongCalls } from './testing/wrong-calls.ts';

const doors = [...corpusDoors, ...evalDoors, ...modelDoors, ...opsDoors, ...trainerDoors, ...otherDoors];
const parts = /^(?:document|eval\/(?!metrics$).+)$/;
const isWhole = process.env.LONGRANGE_WHOLE === '1';
/** Of hostile calls one in so many is made, another one of each function. */
const STEP = isWhole ? 4 : 16;

/**
 * Entry points not all of whose functions are listed: the parts that documents, eval and ops are made of, which take what other parts
 * returned, and what runs inside tests.
 */
const isUnlisted = /^(?:document|errors|eval\/(?!metrics)|model\/testing|ops\/)/;
/** Functions that take anything, and answer a wrong call. */
const takesAnything = ['RandomStream', 'hashDocuments'];

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

it.each(doors.map((one, place) => ({ one, place, name: one.name })))(
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

it.each(entryPoints.filter(({ name }) => parts.test(name)))(
  'the functions of $name throw nothing else either',
  async ({ load }) => {
    const raw: string[] = [];
    for (const [name, value] of await functionsOf(load)) {
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
  },
);

it.each(entryPoints.filter(({ name }) => !isUnlisted.test(name)))(
  'the list has all functions of $name',
  async ({ load }) => {
    const listed = new Set([...takesAnything, ...doors.map(({ name }) => name.split('.')[0]!)]);
    expect((await functionsOf(load)).map(([name]) => name).filter((name) => !listed.has(name))).toEqual([]);
  },
);

async function functionsOf(load: () => Promise<object>) {
  return Object.entries(await load()).filter(([, value]) => typeof value === 'function');
}
