import type { Stack, StacksChart } from '@longrange/document/internal';
import { scaleLinear } from 'd3-scale';
import { type ChartText, plot } from './frame.ts';
import { type Layout, plotExtent } from './layout.ts';
import { panels } from './panels.ts';
import { distanceScale, distanceTicks, shareTicks } from './scales.ts';
import { element, titled } from './svg.ts';

/** Stacked bars in doubling ranges, a panel per series, all with the same axes. */
export function drawStacks(
  base: Layout,
  text: ChartText,
  { panels: all, vertical, horizontal }: StacksChart,
): string {
  const stacks = all.flatMap((panel) => panel.stacks);
  const ends = {
    from: Math.min(...stacks.map(({ from }) => from)),
    to: Math.max(...stacks.map(({ to }) => to)),
  };
  const drawn = all.map((panel) => (layout: Layout) => stacksPanel(layout, panel, ends));
  return panels(base, text, drawn, { vertical, horizontal });
}

function stacksPanel(
  layout: Layout,
  { title, style, stacks }: StacksChart['panels'][number],
  ends: { from: number; to: number },
): string {
  const extent = plotExtent(layout);
  const x = distanceScale(ends.from, ends.to, extent);
  const y = scaleLinear([0, 1], [extent.bottom, extent.top]);
  const drawn = stacks.map((stack) => titled({ class: 'datum' }, stack.title, ...partsOf(stack, x, y)));
  return plot(
    layout,
    {
      horizontal: { label: '', ticks: distanceTicks(x, layout) },
      vertical: { label: title, ticks: shareTicks(y) },
    },
    element('g', { class: `series-${style}` }, ...drawn),
  );
}

function partsOf(
  { from, to, parts }: Stack,
  x: (distance: number) => number,
  y: (share: number) => number,
): string[] {
  const [start, end] = [x(from) + 1, x(to) - 1];
  let below = 0;
  return parts.flatMap((share, index) => {
    const [bottom, top] = [y(below), y(below + share)];
    below += share;
    if (share === 0) return [];
    return element('rect', {
      class: `part-${index}`,
      x: start,
      y: top,
      width: end - start,
      height: bottom - top,
    });
  });
}
