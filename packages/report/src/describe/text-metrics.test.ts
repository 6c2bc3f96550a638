import type { HazardBucket, SurvivalPoint } from '@longrange/eval/internal';
import { expect, it } from 'vitest';
import { rateSentence } from '../sections/names.ts';
import { hazardFigure, survivalFigure } from '../sections/open-brackets.ts';
import { type Decided, decided, plain, withSubject } from './testing/decided.ts';
import { loadFixture, sectionOf } from './testing/load-fixture.ts';
import { trainingSection } from './training.ts';
import { subjectsWith, viewOf } from './view.ts';

const complete = loadFixture('complete');

it.each<[collapsed: number, loops: number, median: number | null, words: RegExp]>([
  [0, 0.01, null, /^No sign of degeneration: none of 40 samples got stuck .*; loops make up 1\.0 %[^m]*$/],
  [0, 0.02, null, /^Partly not text: none of 40 samples got stuck .*; loops make up 2\.0 %/],
  [1, 0, null, /^Partly not text: 1 of 40 .* The median sample goes more than 4,096 characters before/],
  [30, 0, 310, /The median sample goes 310 characters before it collapses\./],
])('the guard warns where one sample collapsed or loops take more than a hundredth: %i, %f', (...row) => {
  const [collapsedDocuments, share, medianCharacters, words] = row;
  const result = withSubject(complete, 'model', ({ degeneration }) => ({
    documents: 40,
    degeneration: {
      ...{ ...degeneration, loops: { ...degeneration.loops, share } },
      firstCollapse: { collapsedDocuments, medianCharacters, seenCharacters: 4096 },
    },
  }));
  expect(plain(sectionOf(result, 'guard')!.paragraphs.join(' '))).toMatch(words);
});

it.each<[loads: number, order: Decided['order'] | null, words: RegExp]>([
  [30, 'above', / reads, 7\.5 \(6\.0–9\.0\) are undefined, more than real code at /],
  [30, 'undecided', /; no detectable difference from real code at /],
  [29, 'above', /, but 29 names are too few to judge\. Real code: /],
  [0, null, /^This model reads no name that could be resolved\. /],
])('of %i loads, tested %s, it is said how many are undefined', (loads, order, words) => {
  const undefinedPer100Loads = { value: 7.5, low: 6, high: 9 };
  const result = withSubject(complete, 'model', ({ names }) => ({
    names: { ...names!, loads, unknowable: 0, undefinedPer100Loads },
  }));
  const tests = order === null ? [] : [{ measure: 'undefined names', second: 'real', order }];
  const { comparisons } = decided(result, ...tests);
  expect(plain(rateSentence(subjectsWith(viewOf(result), 'names'), comparisons))).toMatch(words);
});

it('says that the time limit ended the training', () => {
  const { training } = complete;
  const model = { ...complete.model!, endedAfterMinutes: 2.5 };
  expect(trainingSection({ training, model: complete.model })!.paragraphs[0]).not.toContain('limit');
  expect(trainingSection({ training, model })!.paragraphs[0]).toMatch(/time limit of 2\.5 minutes ended the/);
});

it('draws no distance that fewer than 30 open brackets reach, and has it in the table', () => {
  const bucket = (from: number, failures: number, openers = 40): HazardBucket => ({
    ...{ from, to: 2 * from, failures, characters: 1000, openers, documents: 20 },
    ...{ estimate: failures / 1000, low: failures / 2000, high: failures / 500, thin: openers < 30 },
  });
  const panel = (hazard: HazardBucket[], netSurvival: SurvivalPoint[]) => ({
    ...{ title: '', series: [{ name: 'model', style: 'model' as const, hazard, netSurvival }] },
  });
  const point = (distance: number) => ({ distance, atRisk: 40, share: 0.9, low: 0.8, high: 1 });
  const panels = [panel([bucket(1, 0), bucket(2, 4), bucket(4, 9, 29)], [point(1), point(3)])];
  const hazard = hazardFigure(panels, { id: 'hazard', title: '' })!;
  const drawn = hazard.chart?.kind === 'curves' ? hazard.chart.panels[0]!.series[0]!.points : [];
  expect(drawn).toMatchObject([
    { value: 0, low: 0, high: 0 },
    { value: 0.4, low: 0.2, high: 0.8 },
  ]);
  expect(hazard.table.rows.map(([, cell]) => cell)).toMatchObject([
    { text: '0', detail: '0–0 · 0 in 1,000' },
    { text: '0.40' },
    { text: '0.9', detail: expect.stringMatching(/–1\.8 · 9 in 1,000 · few cases$/) },
  ]);
  expect(survivalFigure(panels, { id: 'survival', title: '' })!.table.rows).toHaveLength(1);
  const none = [panel([bucket(1, 0, 29)], [])];
  expect(hazardFigure(none, { id: 'hazard', title: '' })).toBeNull();
  expect(survivalFigure(none, { id: 'survival', title: '' })).toBeNull();
});
