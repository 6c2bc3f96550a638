import type { CurvesChart } from '@longrange/document/internal';
import { expect, it } from 'vitest';
import { plain } from '../../page/testing/decided.ts';
import { loadFixture } from '../../page/testing/load-fixture.ts';
import { after, at, few, near, range, withRanges } from '../../page/testing/ranges.ts';
import { sectionOf } from '../../page/testing/section-of.ts';
import { viewOf } from '../../page/view.ts';
import type { Result } from '../../result/schema.ts';
import type { Range } from '../../statistics/pair-table.ts';
import type { FartherAsked } from '../farther.ts';
import { kindsTable } from './figures.ts';
import { rangeFigure } from './range-figure.ts';
import { controlsTooLow, kindsSentence, writingSentence } from './section.ts';

const complete = loadFixture('complete');
const [own] = viewOf(complete).probed.predictors;
const [brackets] = own!.probes.minimalPairs.scoring;

type Reading = typeof brackets;

/** What is under test with these ranges, in natural code. */
function withKinds(kinds: Partial<Record<NonNullable<Reading>['kind'], Range>>) {
  const scoring = Object.entries(kinds).map(([kind, measured]) => ({
    ...{ kind: kind as NonNullable<Reading>['kind'], lengthControlled: null },
    natural: { ...brackets!.natural!, range: measured },
  }));
  return { ...own!, probes: { ...own!.probes, minimalPairs: { ...own!.probes.minimalPairs, scoring } } };
}

it('names the range of each kind, and why one has none', () => {
  const kinds = withKinds({
    import: few,
    closer: range(at(25), at(22), at(31)),
    clause: near(0.4),
    quote: range(after(90), at(40), after(90)),
  });
  expect(plain(kindsSentence(kinds))).toBe(
    'When it reads, this model remembers brackets for 25 characters (95 % interval 22–31) and quotes for at least 90 (no pairs farther away; from 40). Too few pairs to measure: imports. Not measurable, since fewer than half of the nearest pairs are right: clauses.',
  );
  const written = (temperature: number, measured: Range) => ({
    ...own!.probes.minimalPairs.generation[0]!,
    temperature,
    range: measured,
  });
  const generation = [written(0.5, range(at(14), at(11), at(17))), written(0.8, near(0.25))];
  const minimalPairs = { ...own!.probes.minimalPairs, generation };
  expect(plain(writingSentence({ ...own!, probes: { ...own!.probes, minimalPairs } }))).toBe(
    'When it writes, its range for brackets is 14 (11–17) at temperature 0.5 and not measurable (fewer than half of the nearest right: 25.0 %) at 0.8.',
  );
});

it('draws reading and writing on one scale, the fall of each predictor where it is measured, between real code and no memory', () => {
  const measured = withRanges(complete, range(at(25), at(22), after(90)), near(0.3));
  const { panels, vertical } = rangeFigure(viewOf(measured).probed)!.chart as CurvesChart;
  expect(panels.map(({ title }) => title)).toEqual(['reading', 'writing at temperature 0.8']);
  expect(vertical.scale).toBe('value');
  for (const { series, levels } of panels) {
    expect(series.map(({ name }) => name)).toEqual(['model', '20-gram']);
    expect(levels!.map(({ name, value }) => [name, value])).toEqual([
      ['real code', 1],
      ['no memory', 0],
    ]);
  }
  const fall = { level: 0.4, at: 25, low: 22, high: null, title: expect.stringContaining('25 characters') };
  expect(panels.map(({ falls }) => falls)).toEqual([
    [
      { ...fall, style: 'model' },
      { ...fall, style: 'ngram' },
    ],
    [],
  ]);
});

it('takes the temperature of the samples, or the nearest to it', () => {
  const at1: Result = { ...complete, provenance: { ...complete.provenance, sampling: { temperature: 0.6 } } };
  const { panels } = rangeFigure(viewOf(at1).probed)!.chart as CurvesChart;
  expect(panels[1]!.title).toBe('writing at temperature 0.5');
});

it('says of length-controlled code that its control is what is nearby', () => {
  const lengthControlled = { ...brackets!.lengthControlled!, range: near(0.7) };
  const probes = {
    ...own!.probes,
    minimalPairs: { scoring: [{ ...brackets!, natural: null, lengthControlled }], generation: [] },
  };
  const { rows } = kindsTable(
    viewOf({ ...complete, probes: { ...complete.probes!, predictors: [probes] } }).probed,
  ).table;
  expect(rows[0]!.map((cell) => ('text' in cell ? plain(cell.text) : ''))).toEqual([
    'brackets, length-controlled: model',
    '70.0 %',
    'not measurable: fewer than 90 % of the control right: 70.0 %',
    '100',
    '20',
  ]);
});

it('draws length-controlled code of those kinds alone whose control is right, and names the others', () => {
  const probes = (share: number | null) => {
    const measured = share === null ? range(at(90), at(70), at(130)) : near(share);
    const scoring = own!.probes.minimalPairs.scoring.map((minimalPairs) => ({
      ...minimalPairs,
      lengthControlled:
        minimalPairs.lengthControlled === null ? null : { ...minimalPairs.lengthControlled, range: measured },
    }));
    return { ...own!, probes: { ...own!.probes, minimalPairs: { scoring, generation: [] } } };
  };
  const figures = (share: number | null) => {
    const predictors = [probes(share).probes];
    const section = sectionOf({ ...complete, probes: { ...complete.probes!, predictors } }, 'range')!;
    return section.figures.map(({ id }) => id).filter((id) => /length-controlled|control/.test(id));
  };
  expect(figures(null)).toEqual(['minimal-pairs-length-controlled', 'minimal-pairs-control']);
  expect(figures(0.32)).toEqual([]);
  expect(plain(controlsTooLow(probes(0.32)))).toBe(
    'Not measurable in length-controlled code, since fewer than 90 % of the near controls are right: brackets (32.0 %), quotes (32.0 %), clauses (32.0 %), dedent levels (32.0 %) and names in use (32.0 %).',
  );
  expect(controlsTooLow(probes(null))).toBe('');
});

it('says how far back was asked, and of what there was nothing so far back', () => {
  const bucket = (from: number, n: number) => ({ from, to: 2 * from, n, documents: Math.min(n, 2) });
  const farther: FartherAsked = {
    maxDistance: 32_768,
    items: [
      { set: 'natural', kind: 'closer', buckets: [bucket(4096, 3), bucket(8192, 0), bucket(16_384, 0)] },
      { set: 'natural', kind: 'import', buckets: [bucket(4096, 0), bucket(8192, 1), bucket(16_384, 0)] },
      {
        set: 'lengthControlled',
        kind: 'closer',
        buckets: [bucket(4096, 12), bucket(8192, 6), bucket(16_384, 3)],
      },
      { set: 'prompted', kind: 'block', buckets: [1, 0, 1, 0, 0].map((n, at) => bucket(1024 * 2 ** at, n)) },
    ],
  };
  const asked = { ...complete, probes: { ...complete.probes!, farther } };
  expect(plain(sectionOf(asked, 'range')!.paragraphs[1]!)).toContain(
    'Distances go up to 32,768 characters. So far back there was nothing to ask about of brackets in real code (8,192–32,767) and imports in real code (4,096–8,191 and 16,384–32,767).',
  );
  expect(plain(sectionOf(asked, 'completion')!.paragraphs[1]!)).toContain(
    'They are open for as long as 16,384 characters. So far back there was nothing to ask about of blocks (2,048 and 8,192 to 16,384).',
  );
  const { columns, rows } = sectionOf(asked, 'range')!.figures.find(({ id }) => id === 'farther')!.table;
  expect(columns).toEqual([
    'Distance, characters',
    ...['brackets in real code', 'imports in real code', 'brackets in length-controlled code'],
  ]);
  expect(rows.map((row) => row.map((cell) => ('text' in cell ? cell.text : '')))).toEqual([
    ['4,096–8,191', '3', '0', '12'],
    ['8,192–16,383', '0', '1', '6'],
    ['16,384–32,767', '0', '0', '3'],
  ]);
  expect(sectionOf(complete, 'range')!.figures.map(({ id }) => id)).not.toContain('farther');
  expect(plain(sectionOf(complete, 'range')!.paragraphs.join(' '))).not.toContain('Distances go up to');
});
