import { beforeAll, expect, it, vi } from 'vitest';
import { written } from '../src/page/panels/write.tsx';
import * as state from '../src/page/state.ts';
import { startTour, step } from '../src/page/tour.tsx';
import { openPage } from './testing/page.ts';
import { code, startEngine, toyNetwork } from './testing/toy-network.ts';

beforeAll(startEngine);

it('goes on as soon as a visitor has done what a step says, and is over after the fourth', async () => {
  const explorer = await openPage(code, await toyNetwork());
  written.value = null;
  startTour();
  const isAt = (expected: number | null) =>
    vi.waitFor(() => expect(step.value).toBe(expected), { timeout: 30_000 });
  await isAt(0);
  await explorer.point(3);
  await isAt(1);
  await explorer.choose(code.indexOf('(shape'));
  await isAt(2);
  explorer.change(code.replace('shape,', 'shape, other,'), [
    { from: code.indexOf('shape,') + 6, to: code.indexOf('shape,') + 6, inserted: 7 },
  ]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  // The edit has taken the question away, which has to be asked again.
  expect(step.value).toBe(2);
  await explorer.choose(code.indexOf('(shape'));
  await isAt(3);
  state.view.value = 'write';
  written.value = { text: 'a', length: 1, brackets: [] };
  await isAt(null);
});
