import { expect, it } from 'vitest';
import { describeComparison } from '../../../../eval/src/page/comparison/build-comparison-report.ts';
import { differenceSentence } from '../../../../eval/src/page/comparison/words.ts';
import { plain } from '../../../../eval/src/page/testing/decided.ts';
import { compareMadeUp, madeUpRun } from '../../../../eval/src/page/testing/made-up-comparison.ts';
import { renderComparisonTerminal } from './render-comparison-terminal.ts';

const label = 'lstm';
const weak = { label, runs: [madeUpRun('lstm', { bits: 1.8, held: 6 })] };
const strong = { label: 'gru', runs: [madeUpRun('gru', { bits: 1.5, held: 9 })] };

it('says who lacks what, which figures are bounds, and what each is that has no training of its own', async () => {
  const { tallies, model, ...others } = strong.runs[0]!;
  const { sha256, parameters, step, charactersSeen, ...named } = model;
  const described = {
    ...named,
    description: 'toy at http://127.0.0.1',
    leftOut: ['Metric 10 is left out.'],
  };
  const bounded = tallies.flatMap((tally) =>
    tally.measure === 'bits-carried' ? [{ ...tally, isBound: true as const }] : [],
  );
  const toy = { label: 'toy', runs: [{ ...others, model: described, tallies: bounded }] };
  const mixed = await compareMadeUp([weak, toy]);
  const { differing, standfirst, headline, sections } = describeComparison(mixed);
  expect(differing).toEqual([
    `Nothing is recorded of how ${label} was trained.`,
    'toy: toy at http://127.0.0.1.',
  ]);
  expect(standfirst.slice(1)).toEqual([
    `${label} was trained once, so this compares networks, not recipes: other seeds may rank them differently.`,
    'Not measured of toy: brackets held in samples.',
    'Bits per character, state carried: that of toy is an upper bound, by the tokeniser’s own way to cut a text into tokens; all others are exact.',
    'toy: Metric 10 is left out.',
  ]);
  expect(headline).toBe(`toy is better than ${label} on the one measure`);
  const [bits] = sections[0]!.figures.map(({ table }) =>
    table.rows.map((row) => plain('text' in row[1]! ? row[1].text : '')),
  );
  expect(bits![1]).toMatch(/^at most 1\.\d{3}$/);
  const text = renderComparisonTerminal(mixed, { color: false, width: 100 });
  expect(text).toMatch(/ {2}toy +at most 1\.\d{3} {2}\(/);
  const { standfirst: ofThree } = describeComparison(await compareMadeUp([weak, strong, toy]));
  expect(ofThree[1]).toMatch(/^lstm and gru were trained once each, so this compares networks/);
  const found = mixed.measures[0]!.differences[0]!;
  const withheld = { ...found, verdict: 'withheld' as const };
  expect(plain(differenceSentence(mixed, mixed.measures[0]!, withheld))).toMatch(
    /; no verdict: the figure of toy is a bound\.$/,
  );
  expect(differenceSentence(mixed, mixed.measures[0]!, { ...withheld, bounded: 'both' })).toContain(
    'no verdict: both figures are bounds',
  );
});
