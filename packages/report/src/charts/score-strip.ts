import { scaleLinear } from 'd3-scale';
import type { Score } from '../document/types.ts';
import { marker } from './series.ts';
import { element, textElement } from './svg.ts';

const WIDTH = 240;

/** Where each figure of the first screen lies on its axis, with its interval. Decoration: the numbers stand beside it. */
export function scoreStrip({ unit, entries }: Score): string {
  const measured = entries.filter(({ estimate }) => estimate !== null);
  const most = unit === 'share' ? 1 : Math.max(1, ...measured.map(({ high }) => high));
  const x = scaleLinear([0, most], [6, WIDTH - 6]);
  if (unit === 'bits') x.nice(4);
  const end = x.domain()[1]!;
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
    textElement({ x: 2, y: 28 }, '0'),
    textElement({ x: WIDTH - 2, y: 28, 'text-anchor': 'end' }, unit === 'share' ? '100 %' : String(end)),
    ...marks,
  );
}
