import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { Result } from '../document/types.ts';
import { formatBits, formatCount } from '../text/format.ts';
import type { Chart } from './chart.ts';
import { frame } from './frame.ts';
import { type Extent, plotExtent } from './layout.ts';
import { endLabels, marker } from './series.ts';
import { element, titled } from './svg.ts';

interface CurvePoint {
  characters: number;
  bits: number;
}

/** More points than this are averaged in stretches of equal length. */
const MOST_POINTS = 240;
/** So many values of the training curve can be read off. */
const MOST_READINGS = 40;

/** Train and validation bits against characters seen. */
export const training: Chart = {
  namesItsSeries: true,
  render: (result, layout, text) => {
    const extent = plotExtent(layout);
    const train = averaged(pointsOf(result, 'trainBits'));
    const validation = pointsOf(result, 'validationBits');
    const all = [...train, ...validation];
    const most = Math.max(...all.map(({ bits }) => bits));
    const x = scaleLinear(
      [0, Math.max(1, ...all.map(({ characters }) => characters))],
      [extent.left, extent.right],
    );
    const y = scaleLinear(
      [Math.floor(Math.min(...all.map(({ bits }) => bits))), most],
      [extent.bottom, extent.top],
    );
    const curve = line<CurvePoint>(
      ({ characters }) => x(characters),
      ({ bits }) => y(bits),
    ).digits(1);
    const labels = [
      { style: 'ngram' as const, text: 'train', point: train.at(-1) },
      { style: 'model' as const, text: 'validation', point: validation.at(-1) },
    ].flatMap(({ style, text, point }) => (point === undefined ? [] : [{ style, text, y: y(point.bits) }]));
    return frame(
      layout,
      text,
      {
        horizontal: {
          label: 'Characters seen',
          ticks: x
            .ticks(layout.variant === 'wide' ? 7 : 4)
            .map((count) => ({ position: x(count), text: shortCount(count) })),
        },
        vertical: {
          label: 'Bits per character',
          ticks: y.ticks(5).map((bits) => ({ position: y(bits), text: String(bits) })),
        },
      },
      train.length === 0
        ? ''
        : element(
            'g',
            { class: 'series-ngram quiet' },
            element('path', { class: 'line', d: curve(train)! }),
            ...trainReadings(train, x, extent),
          ),
      validation.length === 0 ? '' : validationMarks(validation, curve(validation)!, x, y),
      layout.variant === 'wide' ? endLabels(labels, extent) : '',
    );
  },
  legend: (result) => [
    ...(pointsOf(result, 'validationBits').length === 0
      ? []
      : [{ style: 'model' as const, name: 'validation' }]),
    ...(pointsOf(result, 'trainBits').length === 0 ? [] : [{ style: 'ngram' as const, name: 'train' }]),
  ],
};

/** The curve's value in each of a few stretches, over the whole height. */
function trainReadings(
  points: readonly CurvePoint[],
  x: (characters: number) => number,
  { top, bottom }: Extent,
): string[] {
  const stride = Math.ceil(points.length / MOST_READINGS);
  return points
    .filter((_, index) => index % stride === 0)
    .map(({ characters, bits }, index, read) => {
      const next = read[index + 1] ?? points.at(-1)!;
      return titled(
        { class: 'datum' },
        `train after ${formatCount(Math.round(characters))} characters: ${formatBits(bits)} bits`,
        element('rect', {
          class: 'hit',
          x: x(characters),
          y: top,
          width: Math.max(0, x(next.characters) - x(characters)),
          height: bottom - top,
        }),
      );
    });
}

function validationMarks(
  points: readonly CurvePoint[],
  path: string,
  x: (characters: number) => number,
  y: (bits: number) => number,
): string {
  const stride = Math.ceil(points.length / 60);
  const dots = points.filter((_, index) => index % stride === 0);
  return element(
    'g',
    { class: 'series-model' },
    element('path', { class: 'line', d: path }),
    ...dots.map(({ characters, bits }) =>
      titled(
        { class: 'datum' },
        `validation after ${formatCount(characters)} characters: ${formatBits(bits)} bits`,
        marker('model', x(characters), y(bits), false),
      ),
    ),
  );
}

function pointsOf(result: Result, key: 'trainBits' | 'validationBits'): CurvePoint[] {
  return result.training.flatMap((point) => {
    const bits = point[key];
    return bits === null ? [] : [{ characters: point.characters, bits }];
  });
}

function averaged(points: readonly CurvePoint[]): readonly CurvePoint[] {
  if (points.length <= MOST_POINTS) return points;
  const stride = points.length / MOST_POINTS;
  return Array.from({ length: MOST_POINTS }, (_, index) => {
    const stretch = points.slice(Math.floor(index * stride), Math.floor((index + 1) * stride));
    const mean = (pick: (point: CurvePoint) => number) =>
      stretch.reduce((sum, point) => sum + pick(point), 0) / stretch.length;
    return { characters: mean(({ characters }) => characters), bits: mean(({ bits }) => bits) };
  });
}

function shortCount(count: number): string {
  if (count >= 1e6) return `${count / 1e6}M`;
  return count >= 1e3 ? `${count / 1e3}k` : String(count);
}
