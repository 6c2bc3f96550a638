import type { PredictorProbes } from '@longrange/eval/internal';
import type { Bounds, Bucket, BucketPanel, Cell, Definitions, Figure } from '../document/index.ts';
import { cell, chartFigure, format, hasCounts, notes, overDistance } from '../document/index.ts';
import { atDistances, rangesTested, type Tests } from '../words/tested.ts';
import { kindNames, type PairKind } from './minimal-pairs-figures.ts';
import { type NamedProbes, probedInSentence } from './named-probes.ts';

type Control = NonNullable<PredictorProbes['closers']['lengthControlled']>['control'];

/** Length-controlled items of one kind, and the same with the filler before. */
export interface ControlledItems {
  name: string;
  /** Measure by which the tests compare the two. */
  measure: string;
  between: readonly Bucket[];
  before: readonly Bucket[];
  openers: Control['openers'];
  cost: Control['distanceCost'];
}

/** Entry of metric 10, or none. */
export function controlledClosers({ probes }: NamedProbes): ControlledItems[] {
  const { lengthControlled } = probes.closers;
  return lengthControlled === null ? [] : [controlled('closers', 'placement/closers', lengthControlled)];
}

/** Entries of metric 11, of these kinds. */
export function controlledPairs({ probes }: NamedProbes, kinds: readonly PairKind[]): ControlledItems[] {
  const { scoring } = probes.minimalPairs;
  return kinds.flatMap((kind) => {
    const lengthControlled =
      scoring.find((minimalPairs) => minimalPairs.kind === kind)?.lengthControlled ?? null;
    return lengthControlled === null
      ? []
      : [controlled(kindNames[kind], `placement/minimal-pairs/${kind}`, lengthControlled)];
  });
}

function controlled(
  name: string,
  measure: string,
  { byDistance, control }: { byDistance: readonly Bucket[]; control: Control },
): ControlledItems {
  const { fillerBefore, openers, distanceCost } = control;
  return { name, measure, between: byDistance, before: fillerBefore, openers, cost: distanceCost };
}

/** Draws the same items with the filler between and before, with their numbers of places and documents; null if there are none. */
export function controlFigure(
  tests: Tests,
  items: readonly ControlledItems[],
  { id, vertical, arePairs = false }: { id: string; vertical: string; arePairs?: boolean },
): Figure | null {
  const filled = items.filter(({ between }) => hasCounts(between));
  if (filled.length === 0) return null;
  return chartFigure({
    id,
    chart: overDistance(filled.map(panelOf), {
      vertical,
      horizontal: 'Distance with the filler between, characters',
      threshold: !arePairs,
    }),
    title: 'Cost of distance: filler between the two ends, or before them',
    caption:
      'The model on the same length-controlled items twice. With the filler before the first end the text is as odd and as long, but the distance is short.',
    chartNote: arePairs
      ? `${notes.bars} Without memory of the first end, no pair is right.`
      : `${notes.criterion} Without memory of the first end, at most half are right.`,
    description: distanceCostSentence(tests, filled),
    columns: ['', 'Filler between', 'Filler before', 'Cost of the distance', 'Places', 'Documents'],
    rows: filled.flatMap(rowsOf),
  });
}

function panelOf({ name, between, before }: ControlledItems): BucketPanel {
  return {
    title: name,
    series: [
      { style: 'model', name: 'filler between', buckets: between },
      { style: 'text', name: 'the same filler before', buckets: before },
    ],
  };
}

function rowsOf({ name, between, before, openers, cost }: ControlledItems): Cell[][] {
  return between
    .filter(({ n }) => n > 0)
    .map((bucket) => {
      const same = ({ from }: { from: number }): boolean => from === bucket.from;
      return [
        cell.text(`${name}, ${format.bucket(bucket)}`),
        cell.of(bucket),
        cell.of(before.find(same)),
        cell.estimate(cost.find(same), format.signed),
        cell.of(openers.find(same)?.n ?? null),
        cell.of(bucket.documents),
      ];
    });
}

/** Says at which distances the paired test shows that distance costs something. */
export function distanceCostSentence(tests: Tests, items: readonly ControlledItems[]): string {
  if (items.every(({ cost }) => cost.length === 0)) return '';
  const costly = items.flatMap(({ name, measure }) => {
    const where = rangesTested(tests, { measure, first: 'before', second: 'between' }, 'above');
    return where === null ? [] : [`${name} ${atDistances(where)}`];
  });
  return costly.length === 0
    ? 'No detectable cost of distance: with the same filler before the two ends instead of between them, there is no detectable difference.'
    : `Distance itself costs something for ${format.list(costly)}: with the same filler before the two ends instead of between them, the model does better.`;
}

/** Says what distance costs the predictors that are not tested, at the distance that costs each of them most. */
export function otherCostsSentence(
  others: readonly NamedProbes[],
  itemsOf: (predictor: NamedProbes) => readonly ControlledItems[],
): string {
  const costs = others.flatMap((other) => {
    const [most] = itemsOf(other)
      .flatMap(({ cost }) => cost)
      .sort((a, b) => b.value - a.value);
    return most === undefined ? [] : [`${probedInSentence(other)} ${format.estimate(most, formatPoints)}`];
  });
  return costs.length === 0 ? '' : `Where it costs most, it costs ${format.list(costs)} points.`;
}

/** Formats a difference of shares. */
function formatPoints(value: number, bounds?: Bounds): string {
  return format.decimals(1)(100 * value, format.timesHundred(bounds));
}

export const controlDefinition: Definitions = {
  'Mirror images and control':
    'Length-controlled items come in pairs: everything after the first end is the same, and the right answer for one is wrong for the other. In each range of distances a place is used once and a document at most four times. The control puts the same filler before the first end.',
};
