import { describe, expect, it } from 'vitest';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import type { ChartId, Result } from '../document/types.ts';
import { buildReport, sectionsOf } from '../page/build-report.ts';
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

describe('the chart of the first screen', () => {
  const svg = charts.reach.render(complete, wideLayout, text);

  it('has a panel for writing and one for reading, and a line and its crossing for each that crosses', () => {
    expect([...svg.matchAll(/class="panel-title"[^>]*>([^<]+)/g)].map((match) => match[1])).toEqual([
      'Writing: closes what it opened',
      'Reading: knows the closer',
    ]);
    expect(count(svg, /class="line"/g)).toBe(5);
    // The n-gram lies below from the start in writing, real code never falls below.
    expect([...svg.matchAll(/class="end-label"[^>]*>([^<]+)/g)].map((match) => match[1])).toEqual([
      '34',
      '152',
      '18',
    ]);
  });

  it('gives both panels one axis, as deep as the lowest curve', () => {
    const predictors = complete.probes!.predictors.map((predictor) => {
      const { natural } = predictor.closers;
      const curve = natural.reach!.curve.map((point) => ({ ...point, share: Math.max(0.9, point.share) }));
      const closers = { ...predictor.closers, natural: { ...natural, reach: { ...natural.reach!, curve } } };
      return { ...predictor, closers };
    });
    const shallow = { ...complete, probes: { ...complete.probes!, predictors } };
    const drawn = charts.reach.render(shallow, wideLayout, text);
    const ticks = [...drawn.matchAll(/class="tick"[^>]*>(\d+)\u00a0%/g)].map((match) => Number(match[1]));
    expect(ticks.filter((tick) => tick === Math.min(...ticks))).toHaveLength(2);
  });

  it('draws the crossing where the axis says', () => {
    // Two panels of (760 − 14) / 2, 48 and 8 from their edges, on a logarithmic axis from 1 to the farthest of model and n-gram.
    const { crossing } = complete.subjects.find(({ id }) => id === 'model')!.delimiters.reach!;
    const end = Math.max(
      ...complete.subjects
        .filter(({ id }) => id !== 'real')
        .map(({ delimiters }) => delimiters.reach!.curve.at(-1)!.distance),
      ...complete.probes!.predictors.map(({ closers }) => closers.natural.reach!.curve.at(-1)!.distance),
    );
    const expected = 48 + (373 - 48 - 8) * (Math.log(crossing.characters) / Math.log(end));
    const drop = svg.slice(svg.indexOf('model falls below')).match(/class="drop" x1="([\d.]+)"/)![1];
    expect(Number(drop)).toBeCloseTo(expected, 0);
  });

  it('goes no further than what is under test, however far real code goes', () => {
    const far = (subject: (typeof complete.subjects)[number]) => {
      const { reach } = subject.delimiters;
      const curve = [...reach!.curve, { distance: 9_000, share: 1, low: 1, high: 1 }];
      return { ...subject, delimiters: { ...subject.delimiters, reach: { ...reach!, curve } } };
    };
    const subjects = complete.subjects.map((subject) => (subject.id === 'real' ? far(subject) : subject));
    const stretched = charts.reach.render({ ...complete, subjects }, wideLayout, text);
    expect(stretched).not.toContain('>1k<');
    expect(count(stretched, />128</g)).toBe(count(svg, />128</g));
  });
});

describe('points of few cases', () => {
  const [bucket] = full.subjects.find(({ id }) => id === 'model')!.delimiters.byDistance;
  const at = (from: number, n: number) => ({ ...bucket!, from, to: 2 * from, n, thin: n < 30 });
  const withBuckets = (...buckets: (typeof bucket & object)[]): Result => ({
    ...full,
    subjects: full.subjects
      .filter(({ id }) => id !== 'ngram')
      .map((subject) => {
        const byDistance = subject.id === 'model' ? buckets : [...buckets, at(4_096, 1)];
        return { ...subject, delimiters: { ...subject.delimiters, byDistance } };
      }),
  });

  it('are joined by no line, and those of real code do not stretch the axis', () => {
    const svg = charts['delimiters-by-distance'].render(
      withBuckets(at(1, 90), at(2, 30), at(4, 1), at(8, 2)),
      wideLayout,
      text,
    );
    const lines = [...svg.matchAll(/class="line" d="([^"]+)"/g)].map((match) => match[1]!);
    expect(lines).toHaveLength(2);
    for (const line of lines) expect([...line.matchAll(/[ML]/g)]).toHaveLength(2);
    expect(svg).toContain('>16<');
    expect(svg).not.toContain('>32<');
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
    // Four of the five kinds: identifiers have fewer than 30 cases at every distance.
    expect(count(svg, /class="panel-title"/g)).toBe(4);
    expect(count(svg, />100\u00a0%</g)).toBe(4);
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
