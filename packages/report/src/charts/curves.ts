import type { CurvePanel, CurvesChart, Fall, SeriesStyle } from '../document/internal.ts';
import { format } from '../document/internal.ts';
import { type HorizontalAxis, horizontalAxis, type VerticalAxis, verticalAxis } from './curve-scales.ts';
import { type ChartText, image, plot } from './frame.ts';
import { type Extent, type Layout, plotExtent } from './layout.ts';
import { type PanelLabels, panels } from './panels.ts';
import { pointMarks, type Scales } from './points.ts';
import { element, textElement, titled } from './svg.ts';

/** Draws one chart with the names of its series at their ends, or a panel for each kind. */
export function drawCurves(base: Layout, text: ChartText, chart: CurvesChart): string {
  const [only, ...others] = chart.panels;
  const labels = { vertical: chart.vertical.label, horizontal: chart.horizontal };
  if (only !== undefined && only.title === '' && others.length === 0) {
    const layout = withRoom(base, only);
    return image(layout, text, curvePlot(layout, chart, only, labels));
  }
  const drawn = chart.panels.map((panel) => (layout: Layout) => {
    return curvePlot(layout, chart, panel, { vertical: panel.title, horizontal: '' });
  });
  return panels(base, text, drawn, labels);
}

/** Returns the layout with a right margin wide enough for the names at the ends of the curves. */
function withRoom(layout: Layout, { series }: CurvePanel): Layout {
  if (layout.variant !== 'wide') return layout;
  const letters = Math.max(...series.map(({ name }) => name.length));
  return { ...layout, right: Math.max(layout.right, 16 + 8 * letters) };
}

/** Panels have one vertical axis, for the values of all of them. */
function curvePlot(layout: Layout, chart: CurvesChart, panel: CurvePanel, labels: PanelLabels): string {
  const extent = plotExtent(layout);
  const horizontal = horizontalAxis(panel.horizontal, extent, layout);
  const vertical = verticalAxis(chart, extent);
  return plot(
    layout,
    {
      horizontal: { label: labels.horizontal, ticks: horizontal.ticks },
      vertical: { label: labels.vertical, ticks: vertical.ticks },
    },
    ...levelMarks(panel, vertical, extent),
    ...placeMarks(panel.places ?? [], horizontal, extent, layout),
    pointMarks(panel.series, { x: horizontal.x, y: vertical.y }, layout, extent),
    ...fallMarks(panel.falls ?? [], { x: horizontal.x, y: vertical.y }, extent),
    ...spanMarks(panel.spans ?? [], horizontal, extent),
  );
}

function levelMarks(
  { levels = [] }: CurvePanel,
  { y, reaches }: VerticalAxis,
  { left, right, top, bottom }: Extent,
): string[] {
  return levels
    .filter(({ value }) => reaches(value))
    .flatMap(({ style, value, name }) => {
      const height = y(value);
      const line = { class: style === undefined ? 'threshold' : `level series-${style}` };
      return [
        element('line', { ...line, x1: left, x2: right, y1: height, y2: height }),
        name === undefined ? '' : levelName(name, style, height, { left, right, top, bottom }),
      ];
    });
}

/** Name of a level, where a falling curve leaves room: at the right below a level in the upper half, at the left above a lower one. */
function levelName(
  name: string,
  style: SeriesStyle | undefined,
  height: number,
  { left, right, top, bottom }: Extent,
): string {
  const isHigh = height < (top + bottom) / 2;
  return textElement(
    {
      class: style === undefined ? 'level-name' : `level-name series-${style}`,
      x: isHigh ? right - 2 : left + 4,
      y: isHigh ? height + 14 : height - 6,
      'text-anchor': isHigh ? 'end' : 'start',
    },
    name,
  );
}

/** Names at staggered heights, on the side where there is room. */
function placeMarks(
  places: NonNullable<CurvePanel['places']>,
  { x }: HorizontalAxis,
  { left, right, top, bottom }: Extent,
  { variant }: Layout,
): string[] {
  return places.map(({ style, at, label, name }, index) => {
    const where = x(at);
    const isLate = where > (left + right) / 2;
    return element(
      'g',
      { class: `series-${style}` },
      element('line', { class: 'drop', x1: where, x2: where, y1: top, y2: bottom }),
      textElement(
        {
          class: 'end-label',
          x: where + (isLate ? -6 : 6),
          y: top + 12 + index * 16,
          'text-anchor': isLate ? 'end' : 'start',
        },
        // On a phone, only the color identifies the series: the legend is above.
        variant === 'wide' ? `${label}, ${name}` : label,
      ),
    );
  });
}

/** Width reserved for a distance in digits. */
const NUMBER_WIDTH = 36;

/** Draws the level up to where the curve falls below it, the interval of that distance, its value, and a line down to the axis. */
function fallMarks(falls: readonly Fall[], { x, y }: Scales, { left, right, bottom }: Extent): string[] {
  const within = (distance: number) => Math.min(right, Math.max(left, x(distance)));
  return falls.map(({ style, level, at, low, high, title }) => {
    const height = y(level);
    const end = at === null ? right : within(at);
    const [from, to] = [low === null ? left : within(low), high === null ? right : within(high)];
    const isBeside = to + NUMBER_WIDTH < right;
    return titled(
      { class: `fall series-${style}` },
      title,
      element('line', { class: 'level', x1: left, x2: end, y1: height, y2: height }),
      ...(at === null
        ? []
        : [
            element('line', { class: 'interval', x1: from, x2: to, y1: height, y2: height }),
            element('line', { class: 'drop', x1: end, x2: end, y1: height, y2: bottom }),
            textElement(
              {
                class: 'end-label',
                x: isBeside ? to + 6 : from - 6,
                y: height + 5,
                'text-anchor': isBeside ? 'start' : 'end',
              },
              format.count(at),
            ),
          ]),
    );
  });
}

/** Height of a row of stretches at the foot. */
const SPAN_ROW = 6;

function spanMarks(
  spans: NonNullable<CurvePanel['spans']>,
  { x }: HorizontalAxis,
  { bottom }: Extent,
): string[] {
  const styles = [...new Set(spans.map(({ style }) => style))];
  return spans.map(({ style, from, to }) => {
    const y = bottom - (styles.indexOf(style) + 1) * SPAN_ROW;
    const width = Math.max(1, x(to) - x(from));
    return element('rect', { class: `bar series-${style}`, x: x(from), y, width, height: SPAN_ROW - 1 });
  });
}
