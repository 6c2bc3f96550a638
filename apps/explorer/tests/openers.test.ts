import { expect, it, vi } from 'vitest';
import * as state from '../src/state/state.ts';
import { edit, openPage } from './testing/page.ts';
import { code, toyNetworks } from './testing/toy-network.ts';

const [lstm, mingru] = await toyNetworks();

const opener = code.indexOf('(shape');
const settled = (what: () => void) => vi.waitFor(what, { timeout: 20_000 });

it('traces the brackets and quotes around the one under study, so that pointing at one shows it', async () => {
  const explorer = await openPage(code, lstm, mingru);
  explorer.show({ shown: [0, 1] });
  await explorer.choose(opener);
  const isTraced = () => [...state.memories.value.values()].every((all) => all[0] && all[1]);
  await settled(() =>
    expect([state.memories.value.size, isTraced()]).toEqual([state.dependencies.value.length, true]),
  );
  const own = state.memory.value;
  const quote = code.indexOf("'first'");
  state.hovered.value = quote;
  expect(state.dependency.value).toEqual({ opener: quote, end: quote + 6, type: "''" });
  expect(state.strengths.value.map(({ length }) => length)).toEqual([6, 6]);
  state.hovered.value = null;
  expect(state.memory.value).toEqual(own);
});

it('shows what a network answers before one in front of it', async () => {
  const explorer = await openPage(code, lstm, mingru);
  explorer.show({ shown: [0, 1] });
  await explorer.choose(opener);
  const [first, second] = state.memory.value;
  state.memories.value = new Map();
  state.remember(1, [{ opener, between: second! }]);
  expect([...state.memory.value]).toStrictEqual([undefined, second]);
  expect(state.strengths.value.map(({ length }) => length)).toEqual(Array(2).fill(second!.at(-1)!.distance));
  state.remember(0, [{ opener, between: first! }]);
  expect(state.memory.value).toEqual([first, second]);
});

it('begins with the bracket whose length is nearest to 100 characters, as a ratio', async () => {
  const explorer = await openPage(code, lstm);
  // Of 91 characters; the next longest has 64.
  expect(await explorer.findFar()).toBe(code.indexOf('{\n'));
  edit(explorer, 0, code.length, 'f(');
  expect(await explorer.findFar()).toBeNull();
});

it('forgets a question that is taken back before it is answered', async () => {
  const explorer = await openPage(code, lstm);
  await Promise.all([explorer.choose(opener), explorer.choose(null)]);
  expect([state.opener.value, state.dependency.value, state.memories.value.size]).toEqual([null, null, 0]);
});

it('has no answer about what is not closed', async () => {
  const explorer = await openPage('f(a\ng(b)\n', lstm);
  await explorer.choose(1);
  expect([state.opener.value, state.dependency.value, state.memory.value]).toEqual([1, null, []]);
});

it.each([
  { where: 'before it', at: 0, by: 'if a:\n    ', opener: 18, end: 21 },
  { where: 'between its ends', at: 11, by: 'xx', opener: 8, end: 13 },
  { where: 'after it', at: 12, by: 'xx', opener: 8, end: 11 },
])('asks the pinned opener again after an edit $where', async ({ at, by, opener, end }) => {
  const explorer = await openPage('f(a)\nfoo(x1)\n', lstm);
  await explorer.choose(8);
  edit(explorer, at, at, by);
  // Its ends move at once; what is remembered of it is asked again.
  expect(state.dependency.value).toEqual({ opener, end, type: '()' });
  expect(state.memory.value).toEqual([]);
  await settled(() => expect(state.memory.value[0]).toHaveLength(end - opener));
  expect(state.dependency.value).toEqual({ opener, end, type: '()' });
});

it('lets the pinned opener go when it is deleted, and has no answer once its closer is', async () => {
  const explorer = await openPage('f(a)\nfoo(x1)\n', lstm);
  await explorer.choose(8);
  edit(explorer, 11, 12, '');
  expect([state.opener.value, state.dependency.value]).toEqual([8, null]);
  edit(explorer, 8, 9, '');
  expect([state.opener.value, state.dependency.value]).toEqual([null, null]);
  // Of a text that is gone no answer arrives late.
  const asked = explorer.choose(1);
  edit(explorer, 0, 0, '1, ');
  await asked;
  await settled(() => expect(state.memory.value[0]).toHaveLength(2));
  expect([...state.memories.value.keys()]).toEqual([4]);
});
