import type { Fall } from '../document/chart.ts';
import { formatCount } from '../text/format.ts';
import type { Extent } from './layout.ts';
import type { Scales } from './points.ts';
import { element, textElement, titled } from './svg.ts';

/** As wide as the distance in numbers may be. */
const NUMBER_WIDTH = 36;

/** The level up to where the curve falls below it, the interval of that place along it, the distance in numbers, and a line down to the axis. */
export function fallMarks(
  falls: readonly Fall[],
  { x, y }: Scales,
  { left, right, bottom }: Extent,
): string[] {
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
                ...{ class: 'end-label', x: isBeside ? to + 6 : from - 6, y: height + 5 },
                'text-anchor': isBeside ? 'start' : 'end',
              },
              formatCount(at),
            ),
          ]),
    );
  });
}
