import { describe, expect, it } from 'vitest';
import { ThreadChoice } from './generate.ts';

/** Which way each of some calls went, if a unit of work takes so long on all threads and on one. */
function ways(calls: number, milliseconds: (call: number) => { all: number; one: number }): string {
  let time = 0;
  const choice = new ThreadChoice(() => time);
  let taken = '';
  for (let call = 0; call < calls; call++) {
    choice.run(10, (parallel) => {
      const way = parallel ? 'all' : 'one';
      taken += way[0];
      time += 10 * milliseconds(call)[way];
    });
  }
  return taken;
}

describe('ThreadChoice', () => {
  it('measures both ways, stays with the faster and tries the other the less often the slower it is', () => {
    expect(ways(52, () => ({ all: 1, one: 3 }))).toBe(`ao${'a'.repeat(47)}oaa`);
    expect(ways(52, () => ({ all: 3, one: 1 }))).toBe(`ao${'o'.repeat(47)}aoo`);
  });

  it('leaves a way as soon as it has become the slower one', () => {
    const busyFromTheFifthOn = (call: number) => ({ all: call < 4 ? 1 : 9, one: 3 });
    expect(ways(10, busyFromTheFifthOn)).toBe('aoaaaooooo');
  });
});
