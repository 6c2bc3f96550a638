import { type ChartText, image } from './frame.ts';
import type { Layout } from './layout.ts';
import { element, textElement } from './svg.ts';

/** One of several small charts, for series that would be too many in one chart. */
type Panel = (layout: Layout) => string;

export interface PanelLabels {
  vertical: string;
  horizontal: string;
}

const GAP = 14;
/** Room for the label of the vertical axis. */
const TOP = 26;
const BOTTOM = 26;

/** Draws small multiples as one image: two or three to a row if there is room. The axes are labeled once, outside. */
export function panels(base: Layout, text: ChartText, all: readonly Panel[], labels: PanelLabels): string {
  const columns = columnsFor(base.variant, all.length);
  const cell: Layout = {
    variant: 'panel',
    width: (base.width - GAP * (columns - 1)) / columns,
    height: columns < 3 && base.variant === 'wide' ? 250 : 186,
    left: base.variant === 'wide' ? 48 : 44,
    right: 8,
    top: 26,
    bottom: 30,
  };
  const rows = Math.ceil(all.length / columns);
  const above = labels.vertical === '' ? 0 : TOP;
  const height = above + rows * cell.height + BOTTOM;
  const drawn = all.map((draw, index) => {
    const left = (index % columns) * (cell.width + GAP);
    const top = above + Math.floor(index / columns) * cell.height;
    return element('g', { transform: `translate(${left.toFixed(1)} ${top})` }, draw(cell));
  });
  return image(
    { ...base, height },
    text,
    textElement({ class: 'axis-label', x: 0, y: 12 }, labels.vertical),
    ...drawn,
    textElement(
      { class: 'axis-label', x: base.width / 2, y: height - 6, 'text-anchor': 'middle' },
      labels.horizontal,
    ),
  );
}

function columnsFor(variant: Layout['variant'], count: number): number {
  if (variant !== 'wide') return count < 3 ? 1 : 2;
  return Math.min(count, count === 4 ? 2 : 3);
}
