import { scaleLinear, scaleLog } from 'd3-scale';
import type { Score } from '../document/types.ts';
import { formatCount } from '../text/format.ts';
import { marker } from './series.ts';
import { element, textElement } from './svg.ts';

const WIDTH = 240;

/** Where each figure of the first screen lies on its axis, with its interval. Decoration: the numbers stand beside it. */
export function scoreStrip(score: Score): string {
  const measured = score.entries.filter(({ estimate }) => estimate !== null);
  const { x, from, to } = axisOf(score.unit, Math.max(1, ...measured.map(({ high }) => high)));
  const marks = [...measured]
    .reverse()
    .map(({ subject, estimate, low, high }) =>
      element(
        'g',
        { class: `series-${subject}` },
        element('line', { class: 'whisker', x1: x(low), x2: x(high), y1: 10, y2: 10 }),
        marker(subject, x(estimate!), 10, false),
      ),
    );
  return element(
    'svg',
    { class: 'strip', viewBox: `0 0 ${WIDTH} 30`, 'aria-hidden': 'true' },
    element('line', { class: 'axis', x1: 6, x2: WIDTH - 6, y1: 10, y2: 10 }),
    textElement({ x: 2, y: 28 }, from),
    textElement({ x: WIDTH - 2, y: 28, 'text-anchor': 'end' }, to),
    ...marks,
  );
}

function axisOf(
  unit: Score['unit'],
  most: number,
): { x: (value: number) => number; from: string; to: string } {
  const range = [6, WIDTH - 6];
  if (unit === 'share') return { x: scaleLinear([0, 1], range), from: '0', to: '100 %' };
  if (unit === 'characters') {
    const end = Math.max(1024, 2 ** Math.ceil(Math.log2(most)));
    const x = scaleLog([1, end], range).base(2);
    return { x: (characters) => x(Math.max(1, characters)), from: '1', to: formatCount(end) };
  }
  const x = scaleLinear([0, most], range).nice(4);
  return { x, from: '0', to: String(x.domain()[1]) };
}
