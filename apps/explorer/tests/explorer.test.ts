import { type Language, python, typescript } from '@longrange/code';
import { scoreHeldOut } from '@longrange/eval/internal';
import { CharacterModel } from '@longrange/model';
import { beforeAll, expect, it, vi } from 'vitest';
import * as state from '../src/state/state.ts';
import { endingsOf } from '../src/worker/endings.ts';
import { bitsShown, isRead, openPage } from './testing/page.ts';
import { code, fileOf, startEngine, toyNetwork, typescriptCode, vocabulary } from './testing/toy-network.ts';

let [lstm, mingru] = [] as unknown as [CharacterModel, CharacterModel];
beforeAll(async () => {
  await startEngine();
  lstm = await toyNetwork();
  mingru = await toyNetwork({ network: 'mingru', mlpSize: 16, vocabulary: vocabulary.toReversed() });
});

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

/** Replaces a stretch, as the editor does. */
function edit(explorer: Awaited<ReturnType<typeof openPage>>, from: number, to: number, by: string): void {
  const { value: text } = state.text;
  explorer.change(text.slice(0, from) + by + text.slice(to), [{ from, to, inserted: by.length }]);
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

it('reads by two networks, of which neither stands beside itself', async () => {
  const explorer = await openPage(code, lstm, mingru);
  explorer.show({ beside: 1 });
  await isRead();
  expect(state.readers.value.map(({ name }) => name)).toEqual(['network 1', 'network 2']);
  await expectBits(0, lstm);
  await expectBits(1, mingru);
  explorer.show({ chosen: 1 });
  await isRead();
  expect(state.readers.value.map(({ name }) => name)).toEqual(['network 2']);
  await expectBits(0, mingru);
});

it('holds a unit beside the same network without, until another network is chosen', async () => {
  const explorer = await openPage(code, lstm, mingru);
  explorer.show({ held: { layer: 0, unit: 3, value: 1 } });
  await isRead();
  expect(state.readers.value[1]!.name).toBe('network 1, unit 4 held');
  await expectBits(0, lstm);
  expect(bitsShown(1)).not.toEqual(bitsShown(0));
  const held = bitsShown(1);
  explorer.show({ held: { layer: 0, unit: 3, value: -1 } });
  await isRead();
  expect(bitsShown(1)).not.toEqual(held);
  edit(explorer, 0, 0, '#');
  await isRead();
  await expectBits(0, lstm);
  explorer.show({ beside: 1 });
  expect(state.held.value).toBeNull();
  explorer.show({ held: { layer: 1, unit: 0, value: 0 } });
  explorer.show({ chosen: 1 });
  expect([state.held.value, state.beside.value]).toEqual([null, null]);
});

it('says in words that there is no such unit', async () => {
  const explorer = await openPage(code, lstm);
  explorer.show({ held: { layer: 9, unit: 0, value: 0 } });
  await settled(() => expect(state.problem.value?.message).toMatch(/^Expected .*got .*9/));
});

it('asks a bracket: on the way, with text between, and of another type', async () => {
  const explorer = await openPage(code, lstm, mingru);
  await explorer.choose(opener);
  const distance = code.indexOf('):') - opener;
  expect(state.bracket.value).toMatchObject({ opener, end: opener + distance, type: '()' });
  const [{ between, filled }] = state.answers.value as [state.Answers];
  expect(between).toHaveLength(distance);
  expect(filled[0]!.evidence).toBeCloseTo(between.at(-1)!.evidence, 4);
  await explorer.choose(opener, { type: '{}' });
  expect(state.answers.value[0]!.between).not.toEqual(between);
  await explorer.choose(opener, { type: '[]', filler: 'lines' });
  expect(state.answers.value[0]!.between).toEqual(between);
  expect(state.answers.value[0]!.filled).not.toEqual(filled);
  const { between: kept } = state.answers.value[0]!;
  await explorer.choose(opener, { filler: 'names' });
  expect(state.answers.value[0]).toEqual({ between: kept, filled });
  expect(state.answers.value[0]!.between).toBe(kept);
  await Promise.all([explorer.choose(opener, { type: '{}' }), explorer.choose(opener, { filler: 'lines' })]);
  expect(state.answers.value[0]!.between).not.toEqual(between);
  await explorer.choose(opener, { type: '[]' });
  explorer.show({ beside: 1 });
  await settled(() => expect(state.answers.value[1]?.filled.length).toBe(filled.length));
  expect(state.answers.value[0]!.between).toEqual(between);
  expect(state.answers.value[1]!.between).not.toEqual(between);
});

it('never exchanges a bracket for its own type', async () => {
  const explorer = await openPage('x = [1]\ny = (1)\n', lstm);
  await explorer.choose(4);
  expect(state.otherType.value).toBe('()');
  await explorer.choose(12);
  expect(state.otherType.value).toBe('[]');
});

it('forgets a question that is taken back before it is answered', async () => {
  const explorer = await openPage(code, lstm);
  await Promise.all([explorer.choose(opener), explorer.choose(null)]);
  expect([state.opener.value, state.bracket.value, state.answers.value]).toEqual([null, null, []]);
});

it('has no answers about what is not closed, or is edited', async () => {
  const explorer = await openPage('f(a\ng(b)\n', lstm);
  await explorer.choose(1);
  expect([state.opener.value, state.bracket.value, state.answers.value]).toEqual([1, null, []]);
  await explorer.choose(5);
  expect(state.answers.value).toHaveLength(1);
  edit(explorer, 6, 6, 'xx');
  expect([state.opener.value, state.bracket.value, state.answers.value]).toEqual([null, null, []]);
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
  await settled(() => expect(state.answers.value[0]?.filled.length).toBeGreaterThan(1));
  expect(state.bracket.value).toMatchObject({ opener: at, end: typescriptCode.lastIndexOf('}') });
  await explorer.open('own', [{ name: 'own.safetensors', bytes: await fileOf(mingru, 'python') }]);
  await isRead();
  expect([state.language.value?.id, marked()]).toEqual(['python', expected(python)]);
  explorer.show({ chosen: 0 });
  expect(state.language.value?.id).toBe('typescript');
});

it('goes to a place in a text of its own', async () => {
  const explorer = await openPage(code, lstm);
  explorer.goTo({ text: 'print([1, (2)])\n', opener: 6 });
  await isRead();
  await settled(() => expect(state.answers.value[0]?.filled.length).toBeGreaterThan(1));
  expect(state.text.value).toBe('print([1, (2)])\n');
  expect(state.bracket.value).toMatchObject({ opener: 6, end: 13 });
  await expectBits(0, lstm);
});

it('asks all brackets of each network, and forgets the answers when the text changes', async () => {
  const explorer = await openPage(code, lstm, mingru);
  explorer.show({ beside: 1 });
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
});

it('shows what each network expects at the pointer', async () => {
  const explorer = await openPage(code, lstm, mingru);
  explorer.show({ beside: 1 });
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
