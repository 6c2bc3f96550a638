import { describe, expect, it } from 'vitest';
import { describeResult } from '../describe/build-report.ts';
import { loadFixture, sectionsOf } from '../describe/testing/load-fixture.ts';
import type { Chart, CurvesChart, Figure, Point } from '../document/internal.ts';
import { isTooLittle } from '../document/internal.ts';
import { narrowLayout, wideLayout } from './layout.ts';
import { drawChart } from './legend.ts';

const text = { id: 'figure', title: 'Title', description: 'Description' };
const wide = (chart: Chart) => drawChart(chart, wideLayout, text);

function count(svg: string, pattern: RegExp): number {
  return [...svg.matchAll(pattern)].length;
}

const report = describeResult(loadFixture('complete'));
const figures = [report.figure!, ...sectionsOf(report).flatMap((section) => section.figures)].filter(
  (figure): figure is Figure & { chart: Chart } => figure.chart !== null,
);

it('has every kind of chart in the complete report', () => {
  const kinds = new Set(figures.map(({ chart }) => chart.kind));
  expect([...kinds].sort()).toEqual(['curves', 'rows']);
});

describe.each(figures)('$id', ({ chart }) => {
  it.each([wideLayout, narrowLayout])('draws finite coordinates inside the $variant frame', (layout) => {
    const svg = drawChart(chart, layout, text);
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
    const [, width] = svg.match(/viewBox="0 0 (\S+) /)!;
    const xs = [...svg.matchAll(/ x[12]?="(-?[\d.]+)"/g), ...svg.matchAll(/translate\((-?[\d.]+) /g)].map(
      (match) => Number(match[1]),
    );
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...xs)).toBeLessThanOrEqual(Number(width));
  });
});

const point = (at: number, value: number, thin = false): Point => {
  return { at, value, low: value - 0.1, high: value, thin, title: `at ${at}` };
};

function curves(points: readonly Point[], change: Partial<CurvesChart['panels'][number]> = {}): CurvesChart {
  const panel = {
    title: '',
    horizontal: { kind: 'distance', from: 1, to: 16 },
    series: [{ style: 'model', name: 'model', points }],
  } as const;
  return {
    kind: 'curves',
    horizontal: 'Distance',
    vertical: { label: 'Share', scale: 'share' },
    panels: [{ ...panel, ...change }],
  };
}

describe('curves', () => {
  it('put a point where both axes say', () => {
    const svg = wide(curves([point(4, 0.75), point(16, 0.25)]));
    // From 1 to 16 the middle of the axis is 4; from 0 to 1 three quarters of the height are 0.75.
    const { left, right, top, bottom, width, height } = wideLayout;
    const [x, y] = [(left + width - right) / 2, height - bottom - 0.75 * (height - bottom - top)];
    expect(svg).toContain(`translate(${x} ${y})`);
  });

  it('join no point of few cases', () => {
    const points = [point(1, 0.9), point(2, 0.8), point(4, 0.7, true), point(8, 0.6), point(16, 0.5)];
    const svg = wide(curves(points));
    const [line] = [...svg.matchAll(/class="line" d="([^"]+)"/g)].map((match) => match[1]!);
    expect(line!.match(/M[^M]+/g)!.map((run) => count(run, /[ML]/g))).toEqual([2, 2]);
    expect(count(svg, /class="point hollow"/g)).toBe(1);
  });

  it('label a hollow point only where the label covers no other', () => {
    const labels = (...points: readonly Point[]) => count(wide(curves(points)), /class="level-name"/g);
    expect(labels(point(1, 0.9), point(4, 0.7, true), point(16, 0.5))).toBe(1);
    // Both sides are taken by intervals, and its own is above and below.
    const high = { ...point(4, 0.7, true), high: 0.9 };
    expect(labels(point(3.6, 0.75), high, point(4.4, 0.75))).toBe(0);
  });

  it('show a criterion only where the axis reaches below', () => {
    const levels = [{ value: 0.8 }];
    const lines = [0.5, 1].map((last) => {
      const svg = wide(curves([point(1, Math.max(last, 0.9)), point(16, last)], { levels }));
      return count(svg, /class="threshold"/g);
    });
    expect(lines).toEqual([1, 0]);
  });

  it('mark stretches at the foot, a row for each series', () => {
    const spans = [
      { style: 'model' as const, from: 4, to: 16 },
      { style: 'real' as const, from: 1, to: 4 },
    ];
    const svg = wide(curves([point(1, 0.9), point(16, 0.5)], { spans }));
    // From 1 at 52 to 16 at 668, 4 is in the middle; the foot is at 312.
    expect(svg).toContain('<rect class="bar series-model" x="360" y="306" width="308" height="5">');
    expect(svg).toContain('<rect class="bar series-real" x="52" y="300" width="308" height="5">');
  });

  it('leave room up to what a scale of values must show', () => {
    const { series, horizontal } = curves([point(1, 0.5), point(16, 0.25)]).panels[0]!;
    const vertical = { label: 'Nats', scale: 'value', most: 2 } as const;
    const svg = wide({
      kind: 'curves',
      horizontal: '',
      vertical,
      panels: [{ title: '', horizontal, series }],
    });
    // 0.5 of 2 is a quarter of the height from 312 up to 34.
    expect(svg).toContain('translate(52 242.5)');
  });
});

it.each([
  ['a lone dot', [point(1, 0.9)], true],
  ['dots of few cases', [point(1, 0.9, true), point(2, 0.8, true), point(4, 0.7, true)], true],
  ['two points of many', [point(1, 0.9), point(2, 0.8)], false],
  ['four of few', [1, 2, 4, 8].map((at) => point(at, 0.9, true)), false],
])('of %s makes a curve or not', (_, points, expected) => {
  expect(isTooLittle(curves(points))).toBe(expected);
  const other = { style: 'real', name: 'real code', points: [point(1, 1), point(2, 1)] } as const;
  const { series } = curves(points).panels[0]!;
  expect(isTooLittle(curves([], { series: [...series, other] }))).toBe(false);
});

describe('a curve that falls below a level of its own', () => {
  // From 1 to 16 the axis is a quarter for each doubling; the scale of values goes from 0 to 1.
  const { left, right, top, bottom, width, height } = wideLayout;
  const x = (power: number) => left + ((width - right - left) * power) / 4;
  const y = (share: number) => height - bottom - share * (height - bottom - top);
  const fall = { style: 'model', level: 0.4, at: 4, low: 2, high: null, title: 'falls' } as const;
  const steps = [
    { from: 1, to: 5, value: 0.75 },
    { from: 8, to: 16, value: 0.25 },
  ];
  const draw = (change: Partial<CurvesChart['panels'][number]>) =>
    wide({
      ...curves([point(1, 1), point(16, 0.25)], change),
      vertical: { label: 'Share', scale: 'value' },
    });

  it('has the level up to there, its interval, open where it goes on, and the distance in numbers', () => {
    const svg = draw({ falls: [fall] });
    expect(svg).toContain(`class="level" x1="${left}" x2="${x(2)}" y1="${y(0.4)}"`);
    expect(svg).toContain(`class="interval" x1="${x(1)}" x2="${x(4)}"`);
    expect(svg).toContain(`class="drop" x1="${x(2)}"`);
    expect(svg).toContain('>4</text>');
  });

  it('goes level from a step to where the next begins', () => {
    const series = [{ style: 'model', name: '', points: [point(1, 1), point(16, 0.25)], steps }] as const;
    const svg = draw({ series });
    const line = svg.match(/class="line" d="([^"]+)"/)![1]!;
    expect(line.match(/[ML][^ML]+/g)!.map((corner) => corner.slice(1).split(',').map(Number))).toEqual([
      [x(0), y(0.75)],
      [x(3), y(0.75)],
      [x(3), y(0.25)],
      [x(4), y(0.25)],
    ]);
  });
});

it('draws ratios on a logarithmic axis', () => {
  const dot = { style: 'model', low: 0.5, high: 2, hollow: null, title: '' } as const;
  const rows = [0.5, 1, 2].map((value) => ({ name: '', dots: [{ ...dot, value }] }));
  const axis = { label: 'Ratio', unit: 'number', level: 1, isLogarithmic: true } as const;
  const svg = wide({ kind: 'rows', axis, rows, legend: [] });
  const places = [...svg.matchAll(/class="point"[^>]*translate\(([\d.]+) /g)].map(([, x]) => Number(x));
  expect(places[2]! - places[1]!).toBeCloseTo(places[1]! - places[0]!, 1);
});
