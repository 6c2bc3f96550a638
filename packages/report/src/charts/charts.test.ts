import { describe, expect, it } from 'vitest';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import { buildReport, sectionsOf } from '../document/build-report.ts';
import type { ChartId, Result } from '../document/types.ts';
import { charts } from './charts.ts';
import { narrowLayout, wideLayout } from './layout.ts';

const text = { id: 'figure', title: 'Title', description: 'Description' };
const full = loadFixture('full');
const complete = loadFixture('complete');

function count(svg: string, pattern: RegExp): number {
  return [...svg.matchAll(pattern)].length;
}

describe.each(Object.keys(charts) as ChartId[])('%s', (id) => {
  it.each([wideLayout, narrowLayout])('draws finite coordinates inside the $variant frame', (layout) => {
    const svg = charts[id].render(complete, layout, text);
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
    const [, width] = svg.match(/viewBox="0 0 (\S+) /)!;
    const xs = [...svg.matchAll(/ x[12]?="(-?[\d.]+)"/g), ...svg.matchAll(/translate\((-?[\d.]+) /g)].map(
      (match) => Number(match[1]),
    );
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...xs)).toBeLessThanOrEqual(Number(width));
  });

  it('is one image with a name and a description', () => {
    const svg = charts[id].render(complete, wideLayout, text);
    expect(svg).toContain('role="img" aria-labelledby="figure-wide-title figure-wide-description"');
    expect(svg).toContain(
      '<title id="figure-wide-title">Title</title><desc id="figure-wide-description">Description</desc>',
    );
  });
});

describe('delimiters by distance', () => {
  const svg = charts['delimiters-by-distance'].render(full, wideLayout, text);
  const buckets = full.subjects.flatMap(({ delimiters }) => delimiters.byDistance);

  it('has one point per bucket with something in it, hollow where thin', () => {
    const filled = buckets.filter(({ n }) => n > 0);
    expect(count(svg, /class="datum/g)).toBe(filled.length);
    expect(count(svg, /class="point hollow"/g)).toBe(filled.filter(({ thin }) => thin).length);
  });

  it('puts a share where the axis says', () => {
    const top = wideLayout.top;
    const bottom = wideLayout.height - wideLayout.bottom;
    const bucket = full.subjects.find(({ id }) => id === 'model')!.delimiters.byDistance[7]!;
    const expected = bottom - bucket.estimate! * (bottom - top);
    const datum = svg.slice(svg.indexOf('model, 128–255 characters'));
    expect(Number(datum.match(/translate\(\S+ ([\d.]+)\)/)![1])).toBeCloseTo(expected, 0);
  });
});

describe('charts of probes', () => {
  it('mark D80 by a line from the criterion to the axis', () => {
    const svg = charts['closers-by-distance'].render(complete, wideLayout, text);
    const marked = complete.probes!.predictors.flatMap(({ closers: { natural, stretched } }) => [
      natural,
      stretched,
    ]);
    expect(count(svg, /class="drop /g)).toBe(marked.filter((form) => form?.d80.characters != null).length);
  });

  it('mark n* by its value', () => {
    const svg = charts['effective-context'].render(complete, wideLayout, text);
    expect(svg).toContain('>n* 256, model<');
    expect(svg).toContain('>n* 16, 10-gram<');
  });

  it('draw one panel per kind, with the same axes', () => {
    const svg = charts['minimal-pairs-natural'].render(complete, wideLayout, text);
    expect(count(svg, /class="panel-title"/g)).toBe(5);
    expect(count(svg, />100\u00a0%</g)).toBe(5);
  });

  it('draw the gradient by powers of ten: each a tick of equal height', () => {
    const svg = charts['gradient-reach'].render(complete, wideLayout, text);
    const heights = [...svg.matchAll(/class="grid" x1="\S+" x2="\S+" y1="(\S+)"/g)].map((match) =>
      Number(match[1]),
    );
    const steps = heights.slice(1).map((height, index) => heights[index]! - height);
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(0.2);
  });

  it('draw a gate’s closed share from the left and its open share from the right', () => {
    const svg = charts.gates.render(complete, wideLayout, text);
    const { gates } = complete.probes!.units!.layers[0]!;
    const bars = [...svg.matchAll(/<rect class="bar" x="(\S+)" y="\S+" width="(\S+)"/g)].map((match) => [
      Number(match[1]),
      Number(match[2]),
    ]);
    const length = 760 - 8 - 190;
    expect(bars[0]![0]).toBe(190);
    expect(bars[0]![1]).toBeCloseTo(gates[0]!.closed * length, 0);
    expect(bars[1]![0]! + bars[1]![1]!).toBeCloseTo(752, 0);
    expect(bars[1]![1]).toBeCloseTo(gates[0]!.open * length, 0);
  });
});

describe('charts without data', () => {
  it('are not asked for', () => {
    for (const name of ['complete', 'edge', 'full', 'text-only'] as const) {
      const result: Result = loadFixture(name);
      for (const { figures } of sectionsOf(buildReport(result))) {
        for (const { chart } of figures) {
          if (chart !== null)
            expect(charts[chart].render(result, wideLayout, text)).not.toMatch(/NaN|Infinity/);
        }
      }
    }
  });
});
