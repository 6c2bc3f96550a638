import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { modelPredictor, type Predictor } from '../document/names/predictors.ts';
import type { Result } from '../document/types.ts';
import { formatBits, formatBucket, formatCount } from '../text/format.ts';
import type { Chart } from './chart.ts';
import { frame } from './frame.ts';
import { plotExtent } from './layout.ts';
import { bucketMiddle, distanceScale, distanceTicks } from './scales.ts';
import { endLabels, marker, type SeriesStyle, styleOrder } from './series.ts';
import { element, titled } from './svg.ts';

type Position = Predictor['byPosition'][number];

interface PositionSeries {
  style: SeriesStyle;
  name: string;
  positions: readonly Position[];
}

/** What further context is worth: mean bits against the characters read since the state was reset. */
export const bitsByPosition: Chart = {
  namesItsSeries: true,
  render: (result, layout, text) => {
    const extent = plotExtent(layout);
    const series = seriesOf(result);
    const all = series.flatMap(({ positions }) => positions);
    const x = distanceScale(
      Math.min(...all.map(({ from }) => from)),
      Math.max(...all.map(({ to }) => to)),
      extent,
    );
    const y = scaleLinear([0, Math.max(...all.map(({ bits }) => bits))], [extent.bottom, extent.top]).nice(5);
    const across = (position: Position) => x(bucketMiddle(position));
    const curve = line<Position>(across, ({ bits }) => y(bits)).digits(1);
    const drawn = series.map(({ style, name, positions }) =>
      element(
        'g',
        { class: `series-${style}` },
        element('path', { class: 'line', d: curve(positions)! }),
        ...positions.map((position) =>
          titled(
            { class: position.n < 30 ? 'datum thin' : 'datum' },
            `${name}, ${formatBucket(position)} characters: ${formatBits(position.bits)} bits, n ${formatCount(position.n)}`,
            marker(style, across(position), y(position.bits), position.n < 30),
          ),
        ),
      ),
    );
    const labels = series.map(({ style, name, positions }) => ({
      style,
      text: name,
      y: y(positions.at(-1)!.bits),
    }));
    return frame(
      layout,
      text,
      {
        horizontal: { label: 'Characters read', ticks: distanceTicks(x, layout) },
        vertical: {
          label: 'Bits per character',
          ticks: y.ticks(5).map((bits) => ({ position: y(bits), text: String(bits) })),
        },
      },
      ...drawn.reverse(),
      layout.variant === 'wide' ? endLabels(labels, extent) : '',
    );
  },
  legend: seriesOf,
};

function seriesOf(result: Result): PositionSeries[] {
  const own = modelPredictor(result);
  const others = result.bitsPerCharacter.filter((entry) => entry !== own);
  return [...(own === null ? [] : [own]), ...others]
    .map((entry) => ({ name: entry.predictor, positions: entry.byPosition.filter(({ n }) => n > 0) }))
    .filter(({ positions }) => positions.length > 0)
    .map((entry, index) => ({
      ...entry,
      style: styleOrder[(own === null ? index + 1 : index) % styleOrder.length]!,
    }));
}
