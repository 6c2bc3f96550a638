import { afterAll, beforeAll, expect, it } from 'vitest';
import { corpusDoors } from './testing/doors/corpus.ts';
import { evalDoors } from './testing/doors/eval.ts';
import { modelDoors } from './testing/doors/model.ts';
import { opsDoors } from './testing/doors/ops.ts';
import { otherDoors } from './testing/doors/others.ts';
import { trainerDoors } from './testing/doors/trainer.ts';
import { hostileCalls, nothingButHostile } from './testing/hostile-calls.ts';
import { entryPoints, scratchFolder } from './testing/workspace.ts';
import { type Door, outcome, rightCall, type WrongCall, wrongCalls } from './testing/wrong-calls.ts';

const doors = [...corpusDoors, ...evalDoors, ...modelDoors, ...opsDoors, ...trainerDoors, ...otherDoors];
const parts = /^(?:document|eval\/(?!metrics$).+|trainer\/learning)$/;
const isWhole = process.env.LONGRANGE_WHOLE === '1';
/** Of hostile calls one in so many is made, another one of each function. */
const STEP = isWhole ? 4 : 16;

/**
 * Entry points not all of whose functions are listed: the parts that documents, eval, ops and a training are made of, which take what other parts
 * returned, and what runs inside tests.
 */
const isUnlisted = /^(?:document|errors|eval\/(?!metrics)|model\/testing|ops\/|trainer\/learning)/;
/** Functions that take anything, and answer a wrong call. */
const takesAnything = ['RandomStream', 'hashDocuments'];

/** Calls of a door whose outcome is not one of these, each with its outcome. */
async function faults(door: Door, calls: Iterable<WrongCall>, ...right: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const call of calls) {
    const is = await outcome(door, call);
    if (!right.includes(is)) found.push(`${door.name}: ${call.what}: ${is}`);
  }
  return found;
}

function* everyFew(calls: Iterable<WrongCall>, place: number): Generator<WrongCall> {
  let index = place;
  for (const call of calls) if (index++ % STEP === 0) yield call;
}

it.each(doors)('$name refuses what is of a wrong type', async (one) => {
  const allowed = one.isElsewhere ? ['answer', 'refusal'] : ['answer'];
  expect(allowed).toContain(await outcome(one, rightCall(one)));
  expect(await faults(one, wrongCalls(one), 'refusal')).toEqual([]);
});

// Names in hostile calls may become files.
const folder = process.cwd();
beforeAll(() => process.chdir(scratchFolder()));
afterAll(() => process.chdir(folder));

it.each(doors.map((one, place) => ({ one, place, name: one.name })))(
  '$name throws nothing but errors of ours, whatever it is given',
  async ({ one, place }) => {
    expect(await faults(one, [rightCall(one)], 'answer', 'refusal')).toEqual([]);
    expect(await faults(one, everyFew(hostileCalls(one), place), 'answer', 'refusal')).toEqual([]);
  },
  isWhole ? 600_000 : undefined,
);

it.each(entryPoints.filter(({ name }) => parts.test(name)))(
  'the functions of $name throw nothing else either',
  async ({ load }) => {
    for (const [place, [name, value]] of (await functionsOf(load)).entries()) {
      const isClass = /^class/.test(Function.prototype.toString.call(value));
      const Made = value as new (...given: never[]) => unknown;
      const call = isClass
        ? (...given: never[]) => new Made(...given)
        : (value as (...given: never[]) => unknown);
      const calls = everyFew(nothingButHostile(call.length), place);
      expect(await faults({ name, call, given: [] }, calls, 'answer', 'refusal')).toEqual([]);
    }
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
