import { CharacterModel } from '@longrange/model';
import { inputGradientNorms } from '@longrange/model/internal';
import { beforeAll, expect, it } from 'vitest';
import { followers, gradientReach, type Watched, watch } from '../src/worker/inside.ts';
import { code, openedSession, startEngine, toyNetwork, vocabulary } from './testing/toy-network.ts';

beforeAll(startEngine);

const idsOf = (text: string) => Int32Array.from(text, (character) => vocabulary.indexOf(character));

it('watches the same states whether the text goes on or not, and none after it', async () => {
  const model = await toyNetwork();
  const [part, whole] = [await watch(model, idsOf(code), 50), await watch(model, idsOf(code), code.length)];
  expect([part.from, part.length, whole.length]).toEqual([0, 50, code.length]);
  for (const [layer, states] of part.states.entries()) {
    expect(states).toHaveLength(50 * part.units);
    for (const [index, value] of states.entries()) expect(value).toBeCloseTo(whole.states[layer]![index]!, 5);
  }
});

it('keeps the states of the last 4,096 characters', async () => {
  const model = await toyNetwork({ units: 4, layers: 1 });
  const tokens = idsOf(code.repeat(12));
  const { from, length, states } = await watch(model, tokens, 5000);
  expect([from, length]).toEqual([904, 4096]);
  const earlier = await watch(model, tokens, 4000);
  expect([...states[0]!.subarray(0, 4)]).toEqual([...earlier.states[0]!.subarray(904 * 4, 905 * 4)]);
});

it('sees a unit that is held as constant, and no other', async () => {
  const { session, reader } = await openedSession(await toyNetwork());
  const held = { layer: 0, unit: 3, value: 0.5 };
  const { states, units } = await session.watch({ ...reader, held }, code, 100);
  const column = (unit: number) => Array.from({ length: 100 }, (_, t) => states[0]![t * units + unit]!);
  expect(new Set(column(3)).size).toBe(1);
  expect(new Set(column(4)).size).toBeGreaterThan(10);
});

it('gives the time in which a unit keeps 1/e of its state: without weights, gates are half open', async () => {
  const model = await toyNetwork();
  const zero = new Map(Array.from(await model.values(), ([name, values]) => [name, values.map(() => 0)]));
  const { keeps } = await watch(CharacterModel.fromValues(model.config, zero), idsOf(code), 100);
  for (const times of keeps!) for (const time of times) expect(time).toBeCloseTo(1 / Math.log(2), 4);
});

it('has no times for a network without gates, whose states it watches', async () => {
  const model = await toyNetwork({ network: 'rnn' });
  const { keeps, states } = await watch(model, idsOf(code), 20);
  expect(keeps).toBeNull();
  expect(states[0]!.some((value) => value !== 0)).toBe(true);
});

it('ranks units by how well their state tells a span: the area under the ROC curve', () => {
  const length = 20;
  const inside = (t: number) => t >= 5 && t < 10;
  // By unit: nothing, all but one pair of 75, all in reverse, all.
  const columns = [
    () => 1,
    (t: number) => (t === 9 ? 0.5 : inside(t) ? 1 : t === 0 ? 0.75 : 0),
    (t: number) => (inside(t) ? -1 : 0),
    (t: number) => (inside(t) ? 3 + t : t % 3),
  ];
  const units = columns.length;
  const states = [
    Float32Array.from({ length: length * units }, (_, i) => columns[i % units]!(Math.floor(i / units))),
  ];
  const watched: Watched = { from: 100, length, units, states, keeps: null };
  const found = followers(watched, { from: 105, to: 110 }, 4);
  expect(found.map(({ unit }) => unit)).toEqual([2, 3, 1, 0]);
  expect(found.map(({ area }) => area)).toEqual([0, 1, 74 / 75, 0.5]);
  expect(followers(watched, { from: 0, to: 10 }, 1)).toMatchObject([{ area: 0.5 }]);
  expect(followers(watched, { from: 105, to: 110 }, 2)).toHaveLength(2);
});

it('lets the session find the units that follow a selection in its text', async () => {
  const { session, reader } = await openedSession(await toyNetwork());
  const span = { from: code.indexOf('side *'), to: code.indexOf(' for side') };
  const found = await session.follow(reader, code, span);
  const margins = found.map(({ area }) => Math.abs(area - 0.5));
  expect(found).toHaveLength(6);
  expect(margins).toEqual([...margins].sort((a, b) => b - a));
  expect(margins[0]).toBeGreaterThan(0.2);
});

it('gives the norms of eval for the gradient, at most 256 characters back', async () => {
  const model = await toyNetwork();
  const tokens = idsOf(code);
  const reach = await gradientReach(model, tokens, 300);
  const [expected] = await inputGradientNorms(model, [tokens], [{ sequence: 0, at: 300 }], { window: 256 });
  expect(reach).toHaveLength(256);
  expect(reach).toEqual(expected);
  expect(reach.every((norm) => norm >= 0) && reach[0]! > 0).toBe(true);
  expect(await gradientReach(model, tokens, 7)).toHaveLength(7);
  expect(await gradientReach(model, tokens, 0)).toHaveLength(0);
  expect(await gradientReach(model, tokens, tokens.length)).toHaveLength(0);
});

it('finds no gradient beyond what a transformer can see', async () => {
  const sizes = { mlpSize: 16, heads: 2, layers: 1, convolutionSize: 2, window: 8 };
  const { session, opened, reader } = await openedSession(
    await toyNetwork({ network: 'transformer', ...sizes }),
  );
  expect(opened.isInspectable).toBe(false);
  const reach = await session.reach(reader, code, 100);
  // The window, and one character more by the convolution.
  expect(reach[6]).toBeGreaterThan(0);
  expect(Math.max(...reach.subarray(9))).toBe(0);
});
