import { expect, it } from 'vitest';
import { plain, withSubject } from '../../page/testing/decided.ts';
import { loadFixture } from '../../page/testing/load-fixture.ts';
import { viewOf } from '../../page/view.ts';
import type { Result } from '../../result/schema.ts';
import type { HazardBucket, SurvivalPoint } from '../../statistics/shapes.ts';
import { hazardFigure, hazardSentence, survivalFigure } from './open-brackets.ts';

const complete = loadFixture('complete');
const only = { ...complete, subjects: complete.subjects.filter(({ id }) => id === 'model') };

const bucket = (from: number, failures: number, openers = 40): HazardBucket => ({
  ...{ from, to: 2 * from, failures, characters: 1000, openers, documents: 20 },
  ...{ estimate: failures / 1000, low: failures / 2000, high: failures / 500, thin: openers < 30 },
});
const point = (distance: number, share: number): SurvivalPoint => ({
  ...{ distance, atRisk: 40, share, low: share - 0.1, high: share },
});

/** The model's open brackets alone. */
function withOpen(hazard: HazardBucket[], netSurvival: SurvivalPoint[] = []): Result {
  return withSubject(only, 'model', ({ delimiters }) => ({
    delimiters: { ...delimiters, hazard, netSurvival },
  }));
}

const seriesOf = (result: Result) => ({
  title: '',
  series: viewOf(result).subjects.map(({ name, subject: { id, delimiters } }) => ({
    ...{ name, style: id, hazard: delimiters.hazard, netSurvival: delimiters.netSurvival },
  })),
});

it('says how often brackets fail at first, and at the farthest distance with 30 of them', () => {
  const say = (...hazard: HazardBucket[]) => plain(hazardSentence(viewOf(withOpen(hazard)).subjects));
  expect(say(bucket(1, 2), bucket(2, 0), bucket(4, 10), bucket(8, 500, 29))).toMatch(
    /^Failures per 100 characters that a bracket is open, at 1 character and at 4–7: this model 0\.20 \(0\.10–0\.40\) and 1\.0 \(0\.5–2\.0\)\. The first are slips/,
  );
  expect(say(bucket(1, 2))).toBe('');
  expect(say()).toBe('');
});

it('draws no distance that fewer than 30 brackets reach, and has it in the table', () => {
  const panel = seriesOf(
    withOpen([bucket(1, 0), bucket(2, 4), bucket(4, 9, 29)], [point(1, 1), point(3, 0.9)]),
  );
  const hazard = hazardFigure([panel], { id: 'hazard', title: '' })!;
  const drawn = hazard.chart?.kind === 'curves' ? hazard.chart.panels[0]!.series[0]!.points : [];
  expect(drawn.map(({ value, low, high }) => [value, low, high])).toEqual([
    [0, 0, 0],
    [0.4, 0.2, 0.8],
  ]);
  expect(hazard.table.rows.map(([label, cell]) => [label, cell])).toMatchObject([
    [{ text: '1' }, { text: '0', detail: '0–0 · 0 in 1,000' }],
    [{ text: '2–3' }, { text: '0.40' }],
    [{ text: '4–7' }, { text: '0.9', detail: expect.stringMatching(/–1\.8 · 9 in 1,000 · thin$/) }],
  ]);
  expect(survivalFigure([panel], { id: 'survival', title: '' })!.table.rows).toHaveLength(1);
  const none = seriesOf(withOpen([bucket(1, 0, 29)]));
  expect(hazardFigure([none], { id: 'hazard', title: '' })).toBeNull();
  expect(survivalFigure([none], { id: 'survival', title: '' })).toBeNull();
});
