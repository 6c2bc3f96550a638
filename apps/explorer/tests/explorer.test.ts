import { type Language, python, typescript } from '@longrange/code';
import { scoreHeldOut } from '@longrange/eval/internal';
import { CharacterModel } from '@longrange/model';
import { expect, it, vi } from 'vitest';
import * as state from '../src/state/state.ts';
import type { Asked } from '../src/worker/ask.ts';
import { endingsOf } from '../src/worker/endings.ts';
import { bitsShown, edit, isRead, openPage } from './testing/page.ts';
import { code, fileOf, toyNetworks, typescriptCode, vocabulary } from './testing/toy-network.ts';

const [lstm, mingru] = await toyNetworks();

const opener = code.indexOf('(shape');
const settled = (what: () => void) => vi.waitFor(what, { timeout: 20_000 });

/** Bits of a text as eval scores them. */
async function expectedBits(model: CharacterModel, text: string): Promise<number[]> {
  const { carried } = await scoreHeldOut(model, [{ path: 'text', text }]);
  return Array.from(carried[0]!.logProbabilities, (one) => -one / Math.LN2);
}

async function expectBits(index: number, model: CharacterModel): Promise<void> {
  const expected = await expectedBits(model, state.text.value);
  const shown = bitsShown(index);
  expect(shown.length).toBe(expected.length);
  for (const [at, bits] of shown.entries()) expect(bits).toBeCloseTo(expected[at]!, 4);
}

it('shows the bits of eval after each of many edits, also of those that overtake each other', async () => {
  const explorer = await openPage(code.repeat(3), lstm);
  await expectBits(0, lstm);
  edit(explorer, 700, 702, 'xyz((');
  await isRead();
  await expectBits(0, lstm);
  for (const at of [10, 1100, 0, 400]) edit(explorer, at, at + 1, '[1, 2]');
  await isRead();
  await expectBits(0, lstm);
  edit(explorer, 0, state.text.value.length, '');
  await isRead();
  expect(bitsShown()).toEqual([]);
  edit(explorer, 0, 0, 'a = (1)\n');
  await isRead();
  await expectBits(0, lstm);
});

it('keeps what it knows while it reads again, and marks only the rest as unknown', async () => {
  const explorer = await openPage(code.repeat(3), lstm);
  const before = bitsShown();
  edit(explorer, 1000, 1000, 'ab');
  const during = bitsShown();
  expect(during.slice(0, 1000)).toEqual(before.slice(0, 1000));
  expect(during.slice(1000, 1002)).toEqual([Number.NaN, Number.NaN]);
  expect(during.slice(1002)).toEqual(before.slice(1000));
  await isRead();
  expect(bitsShown().some(Number.isNaN)).toBe(false);
});

it('judges the brackets anew that an edit far above turns into strings, or back', async () => {
  const forgetful = CharacterModel.initialize(
    { vocabulary, layers: 1, units: 8, embeddingSize: 4 },
    { seed: 1 },
  );
  const explorer = await openPage(code.repeat(20), forgetful);
  const brackets = () =>
    [...state.readouts.value[0]!.endings.values()].filter(({ kind }) => kind === 'bracket');
  const before = brackets();
  edit(explorer, 0, 0, '"');
  edit(explorer, 0, 0, '""');
  await isRead();
  expect(brackets()).toEqual([]);
  edit(explorer, 0, 3, '');
  await isRead();
  expect(brackets().map(({ at }) => at)).toEqual(before.map(({ at }) => at));
});

it('reads by two networks, of which neither stands beside itself, and by three at most', async () => {
  const explorer = await openPage(code, lstm, mingru);
  const titles = () => state.readers.value.map(({ title }) => title);
  explorer.show({ shown: [0, 1] });
  await isRead();
  expect(titles()).toEqual(['network 1', 'network 2']);
  await expectBits(0, lstm);
  await expectBits(1, mingru);
  explorer.show({ shown: [1, 1] });
  await isRead();
  expect(titles()).toEqual(['network 2']);
  await expectBits(0, mingru);
  const files = [{ name: 'own.safetensors', bytes: await fileOf(lstm) }];
  for (const name of ['lstm', 'own', 'mingru']) await explorer.open(name, files);
  expect(titles()).toEqual(['minGRU', 'own', 'LSTM']);
  explorer.show({ shown: [0, 1, 2, 3] });
  expect(titles()).toEqual(['network 1', 'network 2', 'LSTM']);
});

it('holds a unit beside the same network without, until another network is shown', async () => {
  const explorer = await openPage(code, lstm, mingru);
  const titles = () => state.readers.value.map(({ title }) => title);
  explorer.show({ shown: [1, 0] });
  explorer.show({ held: { place: 1, layer: 0, unit: 3, value: 1 } });
  await isRead();
  expect(titles()).toEqual(['network 1', 'network 1, unit 4 held']);
  await expectBits(0, lstm);
  expect(bitsShown(1)).not.toEqual(bitsShown(0));
  const held = bitsShown(1);
  explorer.show({ held: { place: 1, layer: 0, unit: 3, value: -1 } });
  await isRead();
  expect(bitsShown(1)).not.toEqual(held);
  edit(explorer, 0, 0, '#');
  await isRead();
  await expectBits(0, lstm);
  explorer.speak('typescript');
  expect(titles()).toEqual(['network 1', 'network 1, unit 4 held']);
  explorer.show({ shown: [0, 1] });
  expect([state.held.value, titles()]).toEqual([null, ['network 1', 'network 2']]);
  explorer.show({ held: { place: 2, layer: 0, unit: 3, value: 1 } });
  expect(state.held.value).toBe(null);
});

it('says in words that there is no such unit', async () => {
  const explorer = await openPage(code, lstm);
  explorer.show({ held: { place: 0, layer: 9, unit: 0, value: 0 } });
  await settled(() => expect(state.problem.value?.message).toMatch(/^Expected .*got .*9/));
});

it('asks a bracket on the way to its closer, with text between, and exchanged for another type', async () => {
  const explorer = await openPage(code, lstm, mingru);
  await explorer.choose(opener);
  const distance = code.indexOf('):') - opener;
  expect(state.dependency.value).toEqual({ opener, end: opener + distance, type: '()' });
  const [between] = state.memory.value as [Asked[]];
  expect(between).toHaveLength(distance);
  expect(state.filled.value).toEqual([]);
  state.isFilling.value = true;
  await explorer.fill();
  const [names] = state.filled.value as [Asked[]];
  expect(names[0]!.evidence).toBeCloseTo(between.at(-1)!.evidence, 4);
  await explorer.fill('lines');
  expect([state.filler.value, state.memory.value[0]]).toEqual(['lines', between]);
  const [lines] = state.filled.value;
  expect(lines).not.toEqual(names);
  await explorer.choose(opener, '{}');
  expect(state.memory.value[0]).not.toEqual(between);
  expect(state.filled.value[0]).not.toEqual(lines);
  const other = state.memory.value[0];
  // Another network is asked for the same type.
  explorer.show({ shown: [0, 1] });
  await settled(() => expect(state.filled.value).toHaveLength(2));
  expect([state.otherType.value, state.memory.value[0]]).toEqual(['{}', other]);
  expect(state.memory.value[1]).not.toEqual(other);
  // The type of the bracket itself is none that it can be exchanged for.
  await explorer.choose(opener, '()');
  expect([state.otherType.value, state.memory.value[0]]).toEqual([null, between]);
});

it('reads in the language that is picked, and in that of a network that tells one', async () => {
  const explorer = await openPage(typescriptCode, lstm);
  const marked = () =>
    [...state.readouts.value[0]!.endings.values()].map(({ kind, at }) => [kind, at]).sort();
  const expected = (language: Language) =>
    endingsOf({ language, text: typescriptCode, lexical: language.analyze(typescriptCode, { cut: true }) })
      .map(({ kind, at }) => [kind, at])
      .sort();
  expect(state.language.value?.id).toBe('python');
  expect(marked()).toEqual(expected(python));
  const at = typescriptCode.indexOf('{\n  const');
  await explorer.choose(at);
  explorer.speak('typescript');
  await isRead();
  expect(marked()).toEqual(expected(typescript));
  expect(marked()).not.toEqual(expected(python));
  await settled(() => expect(state.memory.value).toHaveLength(1));
  expect(state.dependency.value).toMatchObject({ opener: at, end: typescriptCode.lastIndexOf('}') });
  await explorer.open('own', [{ name: 'own.safetensors', bytes: await fileOf(mingru, 'python') }]);
  await isRead();
  expect([state.language.value?.id, marked()]).toEqual(['python', expected(python)]);
  explorer.show({ shown: [0] });
  expect(state.language.value?.id).toBe('typescript');
});

it('goes to a place in a text of its own', async () => {
  const explorer = await openPage(code, lstm);
  explorer.goTo({ text: 'print([1, (2)])\n', opener: 6 });
  await isRead();
  await settled(() => expect(state.memory.value).toHaveLength(1));
  expect(state.text.value).toBe('print([1, (2)])\n');
  expect(state.dependency.value).toMatchObject({ opener: 6, end: 13 });
  await expectBits(0, lstm);
});

it('asks all brackets of each network, and forgets the answers when the text or a network changes', async () => {
  const explorer = await openPage(code, lstm, mingru);
  explorer.show({ shown: [0, 1] });
  explorer.survey();
  expect(state.surveys.value).toEqual([null, null]);
  await settled(() =>
    expect(state.surveys.value.map((one) => one !== null && one.asked === one.all)).toEqual([true, true]),
  );
  const [first, second] = state.surveys.value;
  expect(first!.all).toBe(second!.all);
  expect(first!.evidence).not.toEqual(second!.evidence);
  explorer.survey();
  edit(explorer, 0, 0, '#');
  await isRead();
  expect(state.surveys.value).toEqual([]);
  explorer.survey();
  explorer.show({ shown: [1] });
  await isRead();
  expect(state.surveys.value).toEqual([]);
});

it('shows what each network expects at the pointer', async () => {
  const explorer = await openPage(code, lstm, mingru);
  explorer.show({ shown: [0, 1] });
  await isRead();
  await explorer.point(opener);
  const [first, second] = state.likely.value;
  expect(first).toHaveLength(10);
  const probabilities = first!.map(({ probability }) => probability);
  expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
  expect(first).not.toEqual(second);
  const places = Array.from({ length: 20 }, (_, index) => explorer.point(index));
  await Promise.all(places);
  const last = state.likely.value;
  await explorer.point(19);
  expect(last).toEqual(state.likely.value);
  const bits = bitsShown()[19]!;
  const came = last[0]!.find(({ character }) => character === code[19]);
  if (came !== undefined) expect(-Math.log2(came.probability)).toBeCloseTo(bits, 4);
});

it('says what is wrong with a file, keeps what was open, and forgets the problem once another opens', async () => {
  const explorer = await openPage(code, lstm);
  await explorer.open('broken', [{ name: 'broken.zip', bytes: new Uint8Array(9) }]);
  expect(state.problem.value?.message).toBe(
    'Expected a zip archive in broken.zip, got: a file without a directory.',
  );
  await explorer.open('keras', [{ name: 'a.keras', bytes: new Uint8Array(9) }]);
  expect(state.problem.value?.hint).toContain('longrange export --checkpoint FILE --format safetensors');
  expect(state.models.value.map(({ name }) => name)).toEqual(['network 1']);
  await explorer.open('own', [{ name: 'own.safetensors', bytes: await fileOf(mingru) }]);
  await isRead();
  expect(state.problem.value).toBeNull();
  expect(state.model.value?.name).toBe('own');
  await expectBits(0, mingru);
});
