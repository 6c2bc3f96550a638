import type { Delimiters, HazardBucket, SurvivalPoint } from '@longrange/eval/internal';
import type {
  Bars,
  Cell,
  FailureRange,
  Figure,
  PlacedSeries,
  Point,
  SeriesStyle,
} from '../document/index.ts';
import { byBucket, cell, curveFigure, format, plot } from '../document/index.ts';
import { inSentence, type Named, type Subjects } from '../words/subjects.ts';

export interface OpenedBrackets {
  readonly delimiters: Delimiters;
}

/** Open brackets of one text, and how they ended. */
export interface OpenBrackets extends Pick<Delimiters, 'hazard' | 'netSurvival'> {
  readonly style: SeriesStyle;
  readonly name: string;
  /** Failures in each range of the hazard. */
  readonly failures?: readonly FailureRange[];
}

/** One chart, or several beside each other. */
interface Panel {
  /** Empty for a single panel. */
  readonly title: string;
  readonly series: readonly OpenBrackets[];
}

type Names = Pick<Figure, 'id' | 'title'>;

/** Failures per 100 characters by distance; null if no distance has enough brackets. */
export function hazardFigure(panels: readonly Panel[], names: Names): Figure | null {
  const end = endOf(panels, ({ hazard }) => firm(hazard).map(({ to }) => to));
  if (end === 0) return null;
  const failures = panels.flatMap(({ series }) => series.flatMap((one) => one.failures ?? []));
  const drawn = placed(panels, ({ name, hazard, failures: own }) => ({
    items: hazard,
    points: firm(hazard)
      .filter(({ from }) => from < end)
      .map((bucket) => hazardPoint(name, bucket, own)),
  }));
  return curveFigure(drawn, {
    ...names,
    ...(failures.length === 0 ? {} : { failures }),
    horizontal: 'Characters since the opener',
    vertical: { label: 'Failures per 100 characters', scale: 'value' },
    ends: [1, end],
    caption:
      'Failures per 100 characters at which a bracket was open: the wrong closer came, or a bracket further out was closed, or the statement ended. It does not depend on how long brackets are.',
    chartNote: 'Bars: 95 % intervals. A distance that fewer than 30 brackets reach is in the table only.',
    description: describe(drawn, firm, rateWords),
    heading: 'Open for, characters',
    ...byBucket,
    cell: hazardCell,
  });
}

/** The share that has not failed by a distance; null if fewer than 30 brackets were open. */
export function survivalFigure(panels: readonly Panel[], names: Names): Figure | null {
  const end = endOf(panels, ({ netSurvival }) => doublings(netSurvival).map(({ distance }) => distance));
  if (end === 0) return null;
  const drawn = placed(panels, ({ name, netSurvival }) => {
    const items = doublings(netSurvival);
    const points = items.filter(({ distance }) => distance <= end).map((point) => survivalPoint(name, point));
    return { items, points };
  });
  return curveFigure(drawn, {
    ...names,
    horizontal: 'Characters since the opener',
    vertical: { label: 'Share that has not failed', scale: 'share' },
    ends: [0.8, end * 1.25],
    caption:
      'Net survival: the share of brackets that would not have failed after so many characters if no correct closer and no cut had ended them before (Kaplan–Meier). It does not depend on how long brackets are.',
    chartNote: 'Bars: 95 % intervals over documents. Each curve ends where fewer than 30 brackets are open.',
    description: describe(drawn, doublings, survivalWords),
    heading: 'After, characters',
    place: ({ distance }) => distance,
    label: ({ distance }) => format.count(distance),
    cell: survivalCell,
  });
}

/** States failures right after the opener, where nothing has to be remembered, and at the farthest distance with 30 brackets. */
export function hazardSentence(subjects: Subjects<OpenedBrackets>): string {
  const own = firm(subjects[0]?.subject.delimiters.hazard ?? []);
  const [near, far] = [own[0], own.at(-1)];
  if (near === undefined || far === undefined || near === far) return '';
  const parts = subjects.flatMap((named) => {
    const [first, last] = [near, far].map(({ from }) =>
      named.subject.delimiters.hazard.find((bucket) => bucket.from === from && !bucket.thin),
    );
    if (first === undefined || last === undefined) return [];
    return [`${inSentence(named)} ${rateWords(first)} and ${rateWords(last)}`];
  });
  return `Failures per 100 characters that a bracket is open, at ${format.distances(near)} and at ${format.bucket(far)}: ${parts.join('; ')}. The first are slips, which no memory prevents; only what goes beyond them can be forgetting.`;
}

/** States net survival at the last power of two that the subject under test reaches, up to 64 characters. */
export function survivalSentence(subjects: Subjects<OpenedBrackets>): string {
  const own = doublings(subjects[0]?.subject.delimiters.netSurvival ?? []);
  const at = own.findLast(({ distance }) => distance <= 64)?.distance;
  if (at === undefined || at < 2) return '';
  const parts = subjects.flatMap((named) => {
    const point = named.subject.delimiters.netSurvival.find(({ distance }) => distance === at);
    return point === undefined ? [] : [`${inSentence(named)} ${survivalWords(point)}`];
  });
  return `If nothing but a failure ended them, this share of brackets would be left after ${format.countOf(at, 'character')}: ${parts.join('; ')}.`;
}

/** One bar per doubling of the distance: the share that has not failed by then, its interval, and how many are at risk. */
export function survivalBars({ name, subject }: Named<OpenedBrackets>): Bars | null {
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

/** Keeps the points at powers of two, which are drawn: one in four. */
function doublings(points: readonly SurvivalPoint[]): SurvivalPoint[] {
  return points.filter(({ distance }) => Number.isInteger(Math.log2(distance)));
}

function firm(hazard: readonly HazardBucket[]): HazardBucket[] {
  return hazard.filter(({ thin }) => !thin);
}

/** `0.62 (0.45–0.84)`. */
function rateWords({ estimate, low, high }: HazardBucket): string {
  return `${format.rate(estimate, { low, high })} (${format.rateInterval({ low, high })})`;
}

/** `85.8 % (68.8–94.0 %)`. */
function survivalWords({ share, low, high }: SurvivalPoint): string {
  return `${format.percent(share, { low, high })} (${format.percentInterval({ low, high })})`;
}

function hazardPoint(name: string, bucket: HazardBucket, failed: readonly FailureRange[] = []): Point {
  const { estimate, low, high, failures, characters } = bucket;
  const counted = `${format.countOf(failures, 'failure')} in ${format.countOf(characters, 'character')}`;
  const bounds = plot.bounds(estimate, { low, high });
  return {
    ...{ at: plot.middle(bucket), value: 100 * estimate, low: 100 * bounds.low, high: 100 * bounds.high },
    thin: false,
    title: `${name}, open for ${format.distances(bucket)}: ${rateWords(bucket)} per 100, ${counted}`,
    failures: failed.find(({ from }) => from === bucket.from)?.id ?? null,
  };
}

function survivalPoint(name: string, point: SurvivalPoint): Point {
  const { distance, atRisk, share, low, high } = point;
  const title = `${name}, after ${format.countOf(distance, 'character')}: ${survivalWords(point)}, at risk ${format.count(atRisk)}`;
  return { at: distance, value: share, ...plot.bounds(share, { low, high }), thin: false, title };
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

/** Gives each series a column, which also names the panel if there are several. */
function placed<T>(
  panels: readonly Panel[],
  pick: (one: OpenBrackets) => Pick<PlacedSeries<T>, 'items' | 'points'>,
) {
  return panels.map(({ title, series }) => ({
    title,
    series: series.map((one) => {
      const column = title === '' ? one.name : `${one.name}, ${title}`;
      return { style: one.style, name: one.name, column, ...pick(one) };
    }),
  }));
}

/** Returns the end of the axis. Real code reaches much farther than the subject under test, and must not stretch it. */
function endOf(panels: readonly Panel[], ends: (one: OpenBrackets) => readonly number[]): number {
  const all = panels.flatMap(({ series }) => series);
  const followed = all.filter(({ style }) => style !== 'real').flatMap(ends);
  return Math.max(0, ...(followed.length > 0 ? followed : all.flatMap(ends)));
}

/** `model: nearest 0.57 (0.10–3.34), farthest 0.82 (0.38–1.76)`. */
function describe<T>(
  panels: readonly { readonly series: readonly (PlacedSeries<T> & { readonly column: string })[] }[],
  choose: (items: readonly T[]) => readonly T[],
  say: (item: T) => string,
): string {
  const phrases = panels.flatMap(({ series }) =>
    series.flatMap(({ column, items }) => {
      const chosen = choose(items);
      return chosen.length === 0
        ? []
        : [`${column}: nearest ${say(chosen[0]!)}, farthest ${say(chosen.at(-1)!)}`];
    }),
  );
  return `${phrases.join('; ')}.`;
}
