import { type SymbolType, symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle } from 'd3-shape';
import type { LegendEntry, SeriesStyle } from '../document/internal.ts';
import type { Extent } from './layout.ts';
import { element, textElement } from './svg.ts';

const shapes: Record<SeriesStyle, SymbolType> = {
  model: symbolCircle,
  real: symbolSquare,
  ngram: symbolDiamond,
  text: symbolTriangle,
};

const sizes: Record<SeriesStyle, number> = { model: 52, real: 44, ngram: 46, text: 44 };

/** A data point; hollow if it is thin or of the second kind. */
export function marker(style: SeriesStyle, x: number, y: number, hollow: boolean): string {
  const path = symbol(shapes[style], sizes[style]).digits(1)();
  return element('path', {
    class: hollow ? 'point hollow' : 'point',
    d: path,
    transform: `translate(${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10})`,
  });
}

/** An interval with a cap at each end, vertical or (`along`) horizontal. */
export function whisker(at: number, from: number, to: number, direction: 'up' | 'along' = 'up'): string {
  const [a, b, c] = [at - CAP, from, to].map((value) => Math.round(value * 10) / 10);
  const d =
    direction === 'up'
      ? `M${a} ${b}h${2 * CAP}m${-CAP} 0V${c}m${-CAP} 0h${2 * CAP}`
      : `M${b} ${a}v${2 * CAP}m0 ${-CAP}H${c}m0 ${-CAP}v${2 * CAP}`;
  return element('path', { class: 'whisker', d });
}

/** Half the length of a cap. */
const CAP = 3;

export interface EndLabel {
  style: SeriesStyle;
  text: string;
  y: number;
}

const LABEL_HEIGHT = 16;

/** Names at the right end of their lines, pushed apart where they would overlap. */
export function endLabels(labels: readonly EndLabel[], { right, top, bottom }: Extent): string {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  const positions = sorted.map(({ y }) => y);
  for (let i = 1; i < positions.length; i++) {
    positions[i] = Math.max(positions[i]!, positions[i - 1]! + LABEL_HEIGHT);
  }
  const overshoot = Math.max(0, (positions.at(-1) ?? top) - bottom);
  return sorted
    .map(({ style, text }, i) =>
      textElement(
        {
          class: `end-label series-${style}`,
          x: right + 10,
          y: Math.max(top, positions[i]! - overshoot) + 4,
        },
        text,
      ),
    )
    .join('');
}

/** Key of a series for a legend in HTML. */
export function legendKey({ style, hollow = false, isBackground, isScatter }: LegendEntry): string {
  return key(
    isBackground === true ? `series-${style} background` : `series-${style}`,
    isScatter === true ? '' : element('line', { class: 'line', x1: 1, x2: 27, y1: 7, y2: 7 }),
    isBackground === true ? '' : marker(style, 14, 7, hollow),
  );
}

/** A mark that a chart draws in addition to its series. */
export type MarkKey = 'interval' | 'thin' | 'fall';

export function markKey(mark: MarkKey): string {
  switch (mark) {
    case 'interval':
      return key('mark', whisker(14, 1, 13), marker('model', 14, 7, false));
    case 'thin':
      return key('mark', marker('model', 14, 7, true));
    case 'fall':
      return key(
        'mark',
        element('line', { class: 'interval', x1: 3, x2: 25, y1: 4, y2: 4 }),
        element('line', { class: 'drop', x1: 14, x2: 14, y1: 4, y2: 14 }),
      );
  }
}

function key(name: string, ...drawn: readonly string[]): string {
  const frame = { viewBox: '0 0 28 14', width: 28, height: 14, 'aria-hidden': 'true' };
  return element('svg', { class: `key ${name}`, ...frame }, ...drawn);
}
