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

describe('charts without data', () => {
  it('are not asked for', () => {
    for (const name of ['edge', 'text-only'] as const) {
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
