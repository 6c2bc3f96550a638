import type { Delimiters, HazardBucket, SurvivalPoint } from '@longrange/eval/internal';
import type { Bars, Cell, FailureRange, Point } from '../document/internal.ts';
import { byBucket, cell, format, plot } from '../document/internal.ts';
import type { Named } from '../words/subjects.ts';

/** Name and items of a curve. */
interface Curve<Item> {
  readonly name: string;
  readonly items: readonly Item[];
  readonly failures?: readonly FailureRange[];
}

/** Rules by which failures per 100 characters become points and cells. Ranges with few openers are in the table alone. */
export const hazardRules = {
  ...byBucket,
  chartNote: 'Bars: 95 % intervals. A distance that fewer than 30 openers reach is in the table only.',
  points: ({ name, items, failures = [] }: Curve<HazardBucket>): Point[] =>
    items
      .filter(({ thin }) => !thin)
      .map((bucket) => hazardPoint(name, bucket, failures.find(({ from }) => from === bucket.from)?.id)),
  cell: hazardCell,
};

/** Rules by which shares that have not failed become points and cells. */
export const survivalRules = {
  place: ({ distance }: SurvivalPoint) => distance,
  label: ({ distance }: SurvivalPoint) => format.count(distance),
  chartNote: 'Bars: 95 % intervals over documents. Each curve ends where fewer than 30 openers are open.',
  points: ({ name, items }: Curve<SurvivalPoint>): Point[] => items.map((item) => survivalPoint(name, item)),
  cell: survivalCell,
};

/** Draws one bar per doubling of the distance: the share that has not failed by then, its interval, and how many are at risk. */
export function survivalBars({ name, subject }: Named<{ readonly delimiters: Delimiters }>): Bars | null {
  const points = doublings(subject.delimiters.netSurvival);
  if (points.length === 0) return null;
  return {
    title: `Open brackets that have not failed after this many characters (net survival): ${name}`,
    bars: points.map(({ distance, share, low, high, atRisk }) => ({
      label: format.count(distance),
      share,
      value: format.percent(share, { low, high }),
      note: `${format.percentInterval({ low, high })}, at risk ${format.count(atRisk)}`,
    })),
  };
}

/** Keeps the points at powers of two, which are shown: one in four. */
export function doublings(points: readonly SurvivalPoint[]): SurvivalPoint[] {
  return points.filter(({ distance }) => Number.isInteger(Math.log2(distance)));
}

function hazardPoint(name: string, bucket: HazardBucket, failed: string | undefined): Point {
  const { estimate, low, high, failures, characters } = bucket;
  const counted = `${format.countOf(failures, 'failure')} in ${format.countOf(characters, 'character')}`;
  const rate = `${format.rate(estimate, { low, high })} (${format.rateInterval({ low, high })})`;
  const bounds = plot.bounds(estimate, { low, high });
  return {
    at: plot.middle(bucket),
    value: 100 * estimate,
    low: 100 * bounds.low,
    high: 100 * bounds.high,
    thin: false,
    title: `${name}, open for ${format.distances(bucket)}: ${rate} per 100, ${counted}`,
    failures: failed ?? null,
  };
}

function survivalPoint(name: string, { distance: at, atRisk, share, low, high }: SurvivalPoint): Point {
  const words = `${format.percent(share, { low, high })} (${format.percentInterval({ low, high })})`;
  const title = `${name}, after ${format.countOf(at, 'character')}: ${words}, at risk ${format.count(atRisk)}`;
  return { at, value: share, ...plot.bounds(share, { low, high }), thin: false, title };
}

function hazardCell(bucket: HazardBucket | undefined): Cell {
  if (bucket === undefined) return cell.nothing;
  const { estimate, low, high, failures, characters, thin } = bucket;
  const counted = `${format.count(failures)} in ${format.count(characters)}${thin ? ' · few cases' : ''}`;
  const detail = `${format.rateInterval({ low, high })} · ${counted}`;
  return cell.detailed(100 * estimate, format.rate(estimate, { low, high }), detail);
}

function survivalCell(point: SurvivalPoint | undefined): Cell {
  if (point === undefined) return cell.nothing;
  const { atRisk, share, low, high } = point;
  const detail = `${format.percentInterval({ low, high })} · at risk ${format.count(atRisk)}`;
  return cell.detailed(share, format.percent(share, { low, high }), detail);
}
