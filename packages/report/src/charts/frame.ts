import { escapeHtml } from '../text/escape-html.ts';
import { type Layout, plotExtent } from './layout.ts';
import { type Attributes, element, textElement } from './svg.ts';

export interface Tick {
  position: number;
  text: string;
}

export interface Axes {
  horizontal: { label: string; ticks: readonly Tick[] };
  vertical: { label: string; ticks: readonly Tick[] };
}

export interface ChartText {
  /** Unique on the page. */
  id: string;
  title: string;
  description: string;
}

/** Grid, axes and labels around marks, to be drawn in an image or as a panel of one. An empty label is left out. */
export function plot(layout: Layout, axes: Axes, ...marks: readonly string[]): string {
  const { left, right, bottom } = plotExtent(layout);
  const grid = axes.vertical.ticks.map(({ position }) =>
    element('line', { class: 'grid', x1: left, x2: right, y1: position, y2: position }),
  );
  const verticalTexts = axes.vertical.ticks.map(({ position, text }) =>
    textElement({ class: 'tick', x: left - 8, y: position + 4, 'text-anchor': 'end' }, text),
  );
  const horizontalTicks = axes.horizontal.ticks.flatMap(({ position, text }) => [
    element('line', { class: 'axis', x1: position, x2: position, y1: bottom, y2: bottom + 4 }),
    textElement({ class: 'tick', x: position, y: bottom + 18, 'text-anchor': 'middle' }, text),
  ]);
  const isPanel = layout.variant === 'panel';
  return [
    ...grid,
    ...verticalTexts,
    label({ class: isPanel ? 'panel-title' : 'axis-label', x: 0, y: 12 }, axes.vertical.label),
    element('line', { class: 'axis', x1: left, x2: right, y1: bottom, y2: bottom }),
    ...horizontalTicks,
    label(
      { class: 'axis-label', x: (left + right) / 2, y: layout.height - 6, 'text-anchor': 'middle' },
      axes.horizontal.label,
    ),
    ...marks,
  ].join('');
}

function label(attributes: Attributes, text: string): string {
  return text === '' ? '' : textElement(attributes, text);
}

/** An SVG with a title and a description for screen readers. */
export function image(
  layout: Layout,
  { id, title, description }: ChartText,
  ...children: readonly string[]
): string {
  const titleId = `${id}-${layout.variant}-title`;
  const descriptionId = `${id}-${layout.variant}-description`;
  return element(
    'svg',
    {
      class: `chart ${layout.variant}`,
      viewBox: `0 0 ${layout.width} ${layout.height}`,
      role: 'img',
      'aria-labelledby': `${titleId} ${descriptionId}`,
      xmlns: 'http://www.w3.org/2000/svg',
    },
    `<title id="${titleId}">${escapeHtml(title)}</title>`,
    `<desc id="${descriptionId}">${escapeHtml(description)}</desc>`,
    ...children,
  );
}
