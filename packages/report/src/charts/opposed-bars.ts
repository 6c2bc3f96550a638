import { scaleLinear } from 'd3-scale';
import type { OpposedBarsChart, OpposedSide } from '../document/internal.ts';
import { type ChartText, image } from './frame.ts';
import type { Layout } from './layout.ts';
import { element, textElement, titled } from './svg.ts';

const ROW = 26;

/** Draws one share of each row from the left and another from the right, on a track. */
export function drawOpposedBars(
  base: Layout,
  text: ChartText,
  { left, right, rows }: OpposedBarsChart,
): string {
  const layout: Layout = { ...base, height: 34 + rows.length * ROW };
  const isWide = base.variant === 'wide';
  const [start, end] = [isWide ? 190 : 122, base.width - 8];
  const x = scaleLinear([0, 1], [start, end]);
  const drawn = rows.flatMap(({ name, ...bars }, index) => {
    const y = 30 + index * ROW;
    const bar = ({ style }: OpposedSide, from: number, to: number, title: string) =>
      titled(
        { class: `datum series-${style}` },
        title,
        element('rect', { class: 'bar', x: x(from), y, width: x(to) - x(from), height: ROW - 8 }),
      );
    return [
      element('rect', { class: 'track', x: start, y, width: end - start, height: ROW - 8 }),
      textElement({ class: 'row-name', x: 0, y: y + 13 }, name),
      bar(left, 0, bars.left.share, bars.left.title),
      bar(right, 1 - bars.right.share, 1, bars.right.title),
    ];
  });
  const label = ({ name, detail }: OpposedSide) => (isWide ? `${name}, ${detail}` : name);
  return image(
    layout,
    text,
    textElement({ class: `end-label series-${left.style}`, x: start, y: 16 }, label(left)),
    textElement(
      { class: `end-label series-${right.style}`, x: end, y: 16, 'text-anchor': 'end' },
      label(right),
    ),
    ...drawn,
  );
}
