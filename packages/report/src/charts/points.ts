import { line } from 'd3-shape';
import { format, type Point, type Series, type Step } from '../document/internal.ts';
import type { Extent, Layout } from './layout.ts';
import { type EndLabel, endLabels, marker, whisker } from './markers.ts';
import { element, textElement, titled } from './svg.ts';

export interface Scales {
  x: (at: number) => number;
  y: (value: number) => number;
}

const spreads: Record<Layout['variant'], number> = { wide: 8, narrow: 5, panel: 4 };

/** Maximum number of values of a quiet line with a tooltip. */
const MOST_READINGS = 40;

/** Draws lines, intervals and points, with series side by side so that intervals do not overlap; the first series is on top. */
export function pointMarks(
  series: readonly Series[],
  scales: Scales,
  layout: Layout,
  extent: Extent,
): string {
  const hasIntervals = series.some(({ points }) => points.some(({ low, high }) => low < high));
  const spread = hasIntervals ? spreads[layout.variant] : 0;
  const labels: EndLabel[] = [];
  const shiftedBy = (index: number): Scales => {
    const shift = (index - (series.length - 1) / 2) * spread;
    return { ...scales, x: (at) => scales.x(at) + shift };
  };
  const taken = series.flatMap((one, index) => boxesOf(one, shiftedBy(index)));
  const thin: string[] = [];
  const drawn = series.map((one, index) => {
    const shifted = shiftedBy(index);
    const last = one.points.findLast(({ value }) => value !== null);
    if (last !== undefined && one.name !== '')
      labels.push({ style: one.style, text: one.name, y: scales.y(last.value!) });
    const marks = marksOf(one, shifted, extent);
    thin.push(thinLabels(one, shifted, extent, taken));
    const name = `series-${one.style}${one.isQuiet === true ? ' quiet' : ''}${one.isBackground === true ? ' background' : ''}`;
    return element(
      'g',
      { class: name },
      one.steps === undefined ? connections(one, shifted) : stairs(one.steps, scales),
      marks,
    );
  });
  return (
    [...drawn.reverse(), ...thin].join('') + (layout.variant === 'wide' ? endLabels(labels, extent) : '')
  );
}

function marksOf(series: Series, scales: Scales, extent: Extent): string {
  if (series.isBackground === true) return '';
  return series.isQuiet === true ? readings(series, scales, extent) : pointsOf(series, scales);
}

/** A line through neighbors with enough cases each: a point of a few cases says nothing about what lies between. */
function connections({ points, isScatter }: Series, { x, y }: Scales): string {
  if (isScatter === true) return '';
  const path = line<Point>(
    ({ at }) => x(at),
    ({ value }) => y(value!),
  ).digits(1);
  const runs = runsOf(points);
  return runs.length === 0
    ? ''
    : element('path', { class: 'line', d: runs.map((run) => path(run)!).join('') });
}

/** Draws a step line: level up to where the next step begins, then vertical. */
function stairs(steps: readonly Step[], { x, y }: Scales): string {
  if (steps.length === 0) return '';
  const corners = steps.flatMap(({ from, value }, index): [number, number][] => {
    const next = steps[index + 1]?.from ?? steps.at(-1)!.to;
    return [
      [x(from), y(value)],
      [x(next), y(value)],
    ];
  });
  return element('path', { class: 'line', d: line().digits(1)(corners)! });
}

/** Maximal stretches of neighboring points with 30 cases or more. */
function runsOf(points: readonly Point[]): Point[][] {
  const runs: Point[][] = [];
  for (const [index, point] of points.entries()) {
    const next = points[index + 1];
    if (next === undefined || !isFirm(point) || !isFirm(next)) continue;
    const last = runs.at(-1);
    if (last?.at(-1) === point) last.push(next);
    else runs.push([point, next]);
  }
  return runs;
}

function isFirm({ value, thin }: Point): boolean {
  return value !== null && !thin;
}

function pointsOf({ style, points }: Series, { x, y }: Scales): string {
  return points
    .filter(({ value }) => value !== null)
    .map(({ at, value, low, high, thin, title, failures = null }) =>
      titled(
        { class: thin ? 'datum thin' : 'datum', 'data-failures': failures },
        title,
        low < high ? whisker(x(at), y(low), y(high)) : '',
        marker(style, x(at), y(value!), thin),
      ),
    )
    .join('');
}

/** Half the width of a point, and of the label of a hollow one. */
const [POINT, LABEL] = [7, 20];

/** Boxes around points and their intervals. */
function boxesOf({ points, isBackground, isQuiet }: Series, { x, y }: Scales): Extent[] {
  if (isBackground === true || isQuiet === true) return [];
  return points.flatMap(({ at, value, low, high }) => {
    if (value === null) return [];
    const [top, bottom] = low < high ? [y(high), y(low)] : [y(value), y(value)];
    return {
      left: x(at) - POINT,
      right: x(at) + POINT,
      top: Math.min(top, y(value) - POINT),
      bottom: Math.max(bottom, y(value) + POINT),
    };
  });
}

/** Labels of hollow points, placed above, beside or below them so that they cover nothing. The key below the chart explains the others. */
function thinLabels({ style, points }: Series, { x, y }: Scales, extent: Extent, taken: Extent[]) {
  const labels = points.flatMap(({ at, value, thin }) => {
    if (!thin || value === null) return [];
    const [across, down] = [x(at), y(value)];
    const places = [
      ...[POINT + LABEL, -POINT - LABEL].map((away) => ({ x: across + away, y: down + 4 })),
      ...[-POINT - 4, POINT + 12].map((away) => ({ x: across, y: down + away })),
    ];
    const boxOf = (place: { x: number; y: number }): Extent => {
      return { left: place.x - LABEL, right: place.x + LABEL, top: place.y - 11, bottom: place.y + 3 };
    };
    const place = places.find((one) => {
      const box = boxOf(one);
      return isWithin(box, extent) && !taken.some((other) => overlap(box, other));
    });
    if (place === undefined) return [];
    taken.push(boxOf(place));
    return [textElement({ class: 'level-name', ...place, 'text-anchor': 'middle' }, format.THIN)];
  });
  return labels.length === 0 ? '' : element('g', { class: `series-${style}` }, ...labels);
}

function isWithin(box: Extent, { left, right, top, bottom }: Extent): boolean {
  return box.left >= left && box.right <= right + POINT && box.top >= top && box.bottom <= bottom + 4;
}

function overlap(one: Extent, other: Extent): boolean {
  const isBeside = one.right <= other.left || other.right <= one.left;
  return !isBeside && one.top < other.bottom && other.top < one.bottom;
}

/** Invisible areas over the whole height, each with the value of a stretch as its tooltip. */
function readings({ points }: Series, { x }: Scales, { top, bottom }: Extent): string {
  const stride = Math.ceil(points.length / MOST_READINGS);
  return points
    .filter((_, index) => index % stride === 0)
    .map(({ at, title }, index, read) => {
      const next = read[index + 1] ?? points.at(-1)!;
      const place = { x: x(at), y: top, width: Math.max(0, x(next.at) - x(at)), height: bottom - top };
      return titled({ class: 'datum' }, title, element('rect', { class: 'hit', ...place }));
    })
    .join('');
}
