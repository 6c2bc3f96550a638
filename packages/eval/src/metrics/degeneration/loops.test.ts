import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FEWEST_REPEATS, findLoops, LONGEST_PERIOD, type Loop, SHORTEST_LOOP } from './loops.ts';

it('wants four repeats and 128 characters, and a period of 200 at most', () => {
  const block = (length: number) => Array.from({ length }, (_, i) => String.fromCharCode(200 + i)).join('');
  const counted = [
    [100, 400],
    [100, 399],
    [1, 127],
    [1, 128],
    [200, 800],
    [201, 1809],
  ] as const;
  const found = counted.map(
    ([period, length]) => findLoops(block(period).repeat(128).slice(0, length)).length,
  );
  expect(found).toEqual([1, 0, 0, 1, 1, 0]);
});

/** Finds loops by definition: tries every period at every position. */
function findLoopsSlowly(text: string): Loop[] {
  const inLoop = new Uint8Array(text.length + 1);
  for (let period = 1; period <= LONGEST_PERIOD; period++) {
    for (let i = period, run = 0; i <= text.length; i++) {
      if (i < text.length && text[i] === text[i - period]) run++;
      else {
        const length = run + period;
        const isLoop = run > 0 && length >= Math.max(FEWEST_REPEATS * period, SHORTEST_LOOP);
        // 1 marks a character of a loop, 2 one that continues the loop of the character before it.
        if (isLoop) inLoop[i - length] ||= 1;
        if (isLoop) inLoop.fill(2, i - length + 1, i);
        run = 0;
      }
    }
  }
  const loops: Loop[] = [];
  for (let i = 0; i < text.length; i++) {
    if (inLoop[i] === 1) loops.push({ start: i, end: i + 1 });
    else if (inLoop[i] === 2) loops[loops.length - 1] = { start: loops.at(-1)!.start, end: i + 1 };
  }
  return loops;
}

it('finds what the definition finds', () => {
  const piece = fc
    .tuple(
      fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 70 }),
      fc.integer({ min: 1, max: 12 }),
    )
    .map(([unit, repeats]) => unit.repeat(repeats));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const text = pieces.join('|');
      expect(findLoops(text)).toEqual(findLoopsSlowly(text));
    }),
    { numRuns: 200, seed: 1 },
  );
});
