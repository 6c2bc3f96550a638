import { beforeEach, expect, it } from 'vitest';
import { sentence, stretchesOf } from '../src/page/answer.tsx';
import * as state from '../src/state/state.ts';
import { strengthsOf } from '../src/state/state.ts';
import type { Asked } from '../src/worker/ask.ts';
import { connected } from './testing/page.ts';

/** Answers at distances 1, 2, …, each as its evidence, and whether the opener decides there. */
const asked = (...answers: readonly (readonly [evidence: number, decides: boolean])[]): Asked[] =>
  answers.map(([evidence, decides], index) => ({ distance: index + 1, evidence, decides }));

it('draws an opener as strongly as the strongest answer there or later, and none once it no longer shows', () => {
  const answers = asked([0.5, true], [9, true], [1.5, true], [-3, true], [5, false], [1, true]);
  const strengths = strengthsOf(answers, 6);
  expect([...strengths]).toEqual([4, 4, 2, 1, 1, 0]);
  expect(stretchesOf(strengths)).toEqual([
    { from: 0, to: 2, strength: 4 },
    { from: 2, to: 3, strength: 2 },
    { from: 3, to: 5, strength: 1 },
  ]);
  // Between places that were not asked, the next one counts.
  const sparse = [answers[1]!, { distance: 4, evidence: 4, decides: true }];
  expect([...strengthsOf(sparse, 5)]).toEqual([4, 4, 3, 3, 0]);
  expect([...strengthsOf(undefined, 2), ...strengthsOf(asked([Number.NaN, false]), 1)]).toEqual([0, 0, 0]);
  expect(stretchesOf(new Uint8Array(9))).toEqual([]);
});

const TITLES = ['LSTM', 'minGRU', 'small minGRU'];
beforeEach(() => {
  state.models.value = TITLES.map((title) => {
    return {
      client: connected({}),
      name: title,
      title,
      description: '',
      isInspectable: true,
      language: undefined,
    };
  });
  [state.text.value, state.opener.value] = ['f(1, 23)', 1];
  state.dependencies.value = [{ opener: 1, end: 7, type: '()' }];
});

/** Lets networks show the bracket up to these distances, the last of which is 6. */
function remember(...last: readonly number[]): void {
  state.shown.value = [...last.keys()];
  const shown = last.map((distance) =>
    asked(...Array.from({ length: 6 }, (_, k) => [k < distance ? 2 : 0, true] as const)),
  );
  state.memories.value = new Map([[1, shown]]);
}

it.each([
  [[2, 6], 'The LSTM forgets this bracket after 2 characters; minGRU remembers it to its closer, at 6.'],
  [[6, 1], 'minGRU forgets this bracket after 1 character; the LSTM remembers it to its closer, at 6.'],
  [
    [5, 6, 6],
    'The LSTM forgets this bracket after 5 characters; minGRU and small minGRU remember it to its closer, at 6.',
  ],
  [[6], 'The LSTM remembers this bracket to its closer, 6 characters on.'],
  [[6, 6], 'The LSTM and minGRU remember this bracket to its closer, 6 characters on.'],
  [[2, 3], 'The LSTM forgets this bracket after 2 characters, minGRU after 3; it closes at 6.'],
  [[0, 3], 'The LSTM forgets this bracket at once, minGRU after 3; it closes at 6.'],
  [[0, 0], 'The LSTM forgets this bracket at once, minGRU at once; it closes at 6.'],
])('says which networks remember a bracket to its closer: %j', (last, expected) => {
  remember(...last);
  expect(sentence()).toBe(expected);
});

it('says of a quote that it is one, of what is not closed, unknown or not answered yet what it is', () => {
  remember(2, 6);
  state.dependencies.value = [{ opener: 1, end: 7, type: "''" }];
  expect(sentence()).toMatch(/^The LSTM forgets this quote after 2/);
  state.memories.value = new Map([[1, [undefined, asked([2, true])]]]);
  expect(sentence()).toBe('The networks are reading …');
  state.memories.value = new Map([[1, [asked([Number.NaN, false]), asked([2, true])]]]);
  expect(sentence()).toBe('A network does not know one of these characters.');
  state.opener.value = 2;
  expect(sentence()).toBe('This bracket is not closed. Choose another.');
  // Until the brackets of the text are known, nobody can say so.
  [state.dependencies.value, state.isReading.value] = [[], true];
  expect(sentence()).toBe('The networks are reading …');
  [state.opener.value, state.isReading.value] = [null, false];
  expect(sentence()).toMatch(/^Choose a bracket/);
  state.shown.value = [];
  expect(sentence()).toBe('How far back does a recurrent network remember?');
});
