import { expect, it } from 'vitest';
import { createReporter } from '../terminal/reporter.ts';
import { fitWithin } from './within-minutes.ts';

/** Chooses for a model that reads so many pairs a second, nine doublings of which the farthest takes half of the time. */
async function choose(minutes: number, perSecond: number) {
  let printed = '';
  const reporter = createReporter({ write: (text) => (printed += text) });
  const pace = async () => (forecast: { readonly characters: { readonly read: number } }) =>
    forecast.characters.read / perSecond;
  const startMs = performance.now();
  const choice = fitWithin(minutes, startMs, pace, reporter);
  const chosen = await choice(({ perBucket, maxDistance }) => {
    const buckets = Math.log2(maxDistance) - 3;
    const characters = { read: perBucket * 2 ** buckets, scored: 0, written: 0 };
    const forecast = { texts: 0, questions: 0, pairs: 0, prompts: 0, sample: 'def f():', characters };
    return { forecast, pairs: perBucket * buckets, documents: 9, least: 30 };
  });
  // Asking ends after 93 % of the time.
  const asking = (chosen.endMs! - startMs) / 1000 / 60 / minutes;
  return { chosen, printed: printed.replaceAll(/\s+/g, ' '), asking };
}

it('takes as many pairs as fit into the time, of the farthest distances that have a few, and says what it will not know', async () => {
  // 510 seconds for queries, 512 for each of a doubling.
  const whole = await choose(10, 50);
  expect(whole.chosen).toMatchObject({ perBucket: 44, maxDistance: 4096 });
  expect(whole.asking).toBeCloseTo(0.93, 6);
  // 6 pairs of each of five doublings up to 256 characters: 192 characters, 4 seconds.
  expect(whole.printed).toContain('a range takes at least 30 pairs: 30 pairs need about 1 minute');
  expect(whole.printed).toMatch(/^plan 396 pairs of brackets in 9 documents, up to 44 in each /);
  expect(whole.printed).not.toMatch(/not measurable|beyond/);
  const near = await choose(2, 20);
  expect(near.chosen).toMatchObject({ perBucket: 12, maxDistance: 1024 });
  expect(near.printed).toContain('ranges beyond 1,024 characters will not be measurable');
  const few = await choose(1, 1);
  expect(few.chosen).toMatchObject({ perBucket: 1, maxDistance: 256 });
  // 6 of each of five doublings, 192 seconds, instead of 1.
  expect(few.printed).toContain('its range will not be measurable: 30 pairs need about 4 minutes');
});
