import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../page/html/render-html.ts';

import { compareMadeUp, madeUpRun } from '../testing/made-up-comparison.ts';
import { sweep, trial } from '../testing/made-up-sweep.ts';
import { describeSweep } from './describe-sweep.ts';
import type { SweepTrial } from './sweep.ts';

describe('the page of a sweep', () => {
  it('names the best setting over its seeds, and draws all curves, the best one with marks', async () => {
    const page = await renderHtml(describeSweep(sweep, null));
    // (1.5 + 2.25) / 2 is less than (2 + 2.5) / 2.
    expect(page).toContain(
      '<title>Best: network &lt;b&gt; (1.875 bits per character on the validation split) – longrange sweep, families</title>',
    );
    expect(page).toContain('Lowest: trial 2, network &lt;b&gt;, seed 1, 1.500 bits per character.');
    const background = /<g class="series-ngram background"><path class="line" d="([^"]+)"/.exec(page)![1]!;
    // Three other curves of four points each.
    expect(background.match(/M/g)).toHaveLength(3);
    expect(background.match(/L/g)).toHaveLength(9);
    // The legend shows them as they are: without a dash or a mark.
    expect(page).toMatch(
      /<svg class="key series-ngram background"[^>]*><line [^>]*><\/line><\/svg>all others/,
    );
    expect(page).toContain('<p class="note">A note.</p>');
    expect(page).toContain('<b>1.875</b> <span>bits</span></p><p class="numeral-note">mean of 2 seeds</p>');
    expect(page).not.toContain('<b>lstm');
  });

  it('draws a dot for each trial against each parameter, and says where the best is at the edge of the grid', async () => {
    const rates = [0.003, 0.001, 0.01].map((rate, index) => ({
      ...trial(2 * index, [1.5, 1.75, 2][index]!),
      values: ['lstm', rate],
    }));
    const reportOf = (trials: readonly SweepTrial[]) =>
      describeSweep({ ...sweep, parameters: ['network', 'rate'], trials }, null);
    const placesOf = (trials: readonly SweepTrial[]) =>
      reportOf(trials).numerals[0]!.beside.map(({ words }) => words);
    expect(placesOf(rates)).toEqual(['lstm', '0.003']);
    const inside = await renderHtml(reportOf(rates));
    expect(inside).toContain('trial 2: network lstm, rate 0.001: 1.750 bits');
    const chart = inside.slice(
      inside.indexOf('id="figure-settings-chart"'),
      inside.indexOf('id="figure-curves"'),
    );
    const [svg] = chart.slice(chart.indexOf('<svg class="chart')).split('</svg>');
    expect(svg!.match(/class="datum"/g)).toHaveLength(3);
    // From 1.75 bits at a rate of 0.001 down to 1.5 at 0.003, and up to 2 at 0.01.
    const [left, middle, right] = /series-ngram background"><path class="line" d="M([^"]+)"/
      .exec(svg!)![1]!
      .split('L')
      .map((pair) => pair.split(',').map(Number));
    expect((middle![1]! - left![1]!) / (middle![1]! - right![1]!)).toBeCloseTo(0.5, 1);
    expect((middle![0]! - left![0]!) / (right![0]! - left![0]!)).toBeCloseTo(Math.log10(3), 1);
    expect(placesOf(rates.slice(0, 2))).toEqual(['lstm', '0.003, the highest tried']);
  });

  it('has no chart and no best before anything was validated, and takes a setting only with all of its seeds', async () => {
    const empty = await renderHtml(describeSweep({ ...sweep, trials: [trial(0, null)], notes: [] }, null));
    expect(empty).toContain('<h1>Nothing has been validated yet</h1>');
    expect(empty).not.toContain('<svg class="chart');
    const half = { ...sweep, trials: [trial(0, 2), trial(1, 2.5), trial(2, 1), trial(3, null)] };
    expect(describeSweep(half, null).headline).toMatch(/^Best: network lstm \(2\.250 /);
  });

  it('shows the comparison as compare does', async () => {
    const comparison = await compareMadeUp([
      { label: 'network=lstm', runs: [madeUpRun('a', { bits: 1.8, held: 6 })] },
      { label: 'network=gru', runs: [madeUpRun('b', { bits: 1.5, held: 9 })] },
    ]);
    const page = await renderHtml(describeSweep(sweep, comparison));
    expect(page).toContain('network=gru is better than network=lstm on both measures.');
    expect(page).toContain('Filled: shown after the correction');
  });

  it('stays small with three thousand trials', async () => {
    const many = Array.from({ length: 3000 }, (_, number) => trial(number, 2 + number / 3000));
    expect((await renderHtml(describeSweep({ ...sweep, trials: many }, null))).length).toBeLessThan(
      2_400_000,
    );
  });
});
