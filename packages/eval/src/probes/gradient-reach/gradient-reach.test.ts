import { expect, it } from 'vitest';
import { chooseTargets, gradientReach } from './gradient-reach.ts';
import type { GradientSource } from './gradient-source.ts';

const documents = [
  { path: 'a', text: 'x'.repeat(40) },
  { path: 'short', text: 'x'.repeat(7) },
  { path: 'b', text: 'x'.repeat(8) },
];

/** A gradient that halves with every character, twice as large in the third text. */
const halving: GradientSource = {
  gradientNorms: async (_texts, targets, window) =>
    targets.map(({ text }) => Array.from({ length: window }, (_, k) => (text === 2 ? 2 : 1) * 2 ** -(k + 1))),
};

async function reachOf(some: typeof documents, sizes: { targets: number; window: number }) {
  const plan = (await gradientReach.plan({ documents: some, seed: 1, parser: {} as never }, sizes, {}))!;
  const inside = { gradients: () => halving, units: null, untrained: null };
  const answers = await gradientReach.ask(inside, plan, () => undefined);
  return gradientReach.summarizeAll!([{ id: 'model', answers }], plan).gradientReach;
}

it('means the norms in doubling buckets, with an interval over documents', async () => {
  const reach = await reachOf(documents, { targets: 4, window: 7 });
  expect(reach).toMatchObject({
    targets: 4,
    byLag: [
      // Lag 1: 1/2 and 1. Lags 2 and 3: (1/4 + 1/8) / 2. Lags 4 to 7: 15/128 / 4. The mean of the two texts is 1.5 times the first.
      { lag: 1, value: 0.75 },
      { lag: 2, value: 1.5 * 0.1875 },
      { lag: 4, value: (1.5 * 15) / 512 },
    ],
  });
});

it('cuts the last bucket where the window ends', async () => {
  const reach = await reachOf(documents.slice(0, 1), { targets: 1, window: 5 });
  expect(reach!.byLag.at(-1)).toMatchObject({ lag: 4, value: (1 / 16 + 1 / 32) / 2 });
});

it('says why it asks nothing where no document is longer than the window', () => {
  const plan = gradientReach.plan(
    { documents, seed: 1, parser: {} as never },
    { targets: 4, window: 40 },
    {},
  );
  expect(gradientReach.planned(plan as null)).toBe(
    'no gradients, as no held-out document is longer than the window',
  );
});

it('takes targets evenly from texts longer than the window, the same for the same seed', () => {
  const texts = documents.map(({ text }) => text);
  const targets = chooseTargets(texts, { targets: 100, window: 7, seed: 5 });
  expect(targets.filter(({ text }) => text === 0)).toHaveLength(50);
  expect(targets.filter(({ text, at }) => text === 2 && at === 7)).toHaveLength(50);
  const places = targets.filter(({ text }) => text === 0).map(({ at }) => at);
  expect(Math.min(...places)).toBeGreaterThanOrEqual(7);
  expect(Math.max(...places)).toBeLessThan(40);
  expect(new Set(places).size).toBeGreaterThan(15);
  expect(chooseTargets(texts, { targets: 100, window: 7, seed: 5 })).toEqual(targets);
});
