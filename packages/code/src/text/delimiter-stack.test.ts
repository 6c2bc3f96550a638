import { describe, expect, it } from 'vitest';
import { DelimiterStack } from './delimiter-stack.ts';

const CLOSERS = ')]}';

/** Runs a text of delimiters alone through a stack; `<` opens a barrier brace. */
function run(text: string): DelimiterStack {
  const stack = new DelimiterStack();
  for (const [position, character] of [...text].entries()) {
    if (character === '<') stack.open(2, position, true);
    else if (CLOSERS.includes(character)) stack.close(CLOSERS.indexOf(character), position);
    else stack.open('([{'.indexOf(character), position);
  }
  stack.abandon(0, text.length, 'unclosed');
  return stack;
}

function eventsOf(text: string): string[] {
  return run(text).records.map(({ opener, event, end }) => `${opener} ${event} ${end}`);
}

describe('DelimiterStack', () => {
  it.each([
    ['matches what is nested correctly', '([]{})', ['0 matched 5', '1 matched 2', '3 matched 4']],
    [
      'closes by force what is inside a match',
      '({[)',
      ['0 matched 3', '1 closedByForce 3', '2 closedByForce 3'],
    ],
    [
      'gives a closer without a match to the innermost opener',
      '(({]',
      ['0 unclosed 4', '1 unclosed 4', '2 wrongType 3'],
    ],
    ['lets no closer see past a barrier', '(<])', ['0 matched 3', '1 wrongType 2']],
    [
      'restores what is behind a barrier',
      '([<(}])',
      ['0 matched 6', '1 matched 5', '2 matched 4', '3 closedByForce 4'],
    ],
  ])('%s', (_, text, events) => {
    expect(eventsOf(text)).toEqual(events);
  });

  it('counts strays', () => {
    expect(run(')(])').strays).toEqual([
      { type: '()', position: 0 },
      { type: '()', position: 3 },
    ]);
  });

  it('counts depth, and openers of other types in between', () => {
    const { records } = run('({[]}()[])');
    expect(records.map(({ depth }) => depth)).toEqual([1, 2, 3, 2, 2]);
    expect(records.map(({ attractors }) => attractors)).toEqual([3, 1, 0, 0, 0]);
  });
});
