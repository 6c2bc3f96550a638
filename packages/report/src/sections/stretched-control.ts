import { hasCounts } from '../document/bucket-table.ts';
import { bucketCell, countCell, estimateCell, textCell } from '../document/cells.ts';
import type { ControlledItems } from '../document/stretched-control.ts';
import { atDistances, rangesTested } from '../document/tested.ts';
import type { Cell, Definition, Figure, Result } from '../document/types.ts';
import { formatBucket, formatSigned, joinWords } from '../text/format.ts';
import { criterionNote } from './bucket-figure.ts';

type Frame = Pick<Figure, 'id' | 'chart'>;

/** The same items with the filler between and before, with what they are made from; null where there are none. */
export function controlFigure(
  result: Result,
  items: readonly ControlledItems[],
  { id, chart }: Frame,
): Figure | null {
  const filled = items.filter(({ between }) => hasCounts(between));
  if (filled.length === 0) return null;
  const title = 'What the distance costs: filler between the two ends, and the same filler before them';
  return {
    id,
    chart,
    title,
    caption:
      'The same stretched items twice, by the model. Before the first end the filler is as odd and the text as long, but the distance short.',
    chartNote: `${criterionNote} Whoever does not know what stood at the first end gets half at most.`,
    description: `${distanceCostSentence(result, filled)} The table has the figures, and from how many places and documents they are.`,
    table: {
      caption: title,
      columns: ['', 'Filler between', 'Filler before', 'Cost of the distance', 'Places', 'Documents'],
      rows: filled.flatMap(rowsOf),
    },
  };
}

function rowsOf({ name, between, before, openers, cost }: ControlledItems): Cell[][] {
  return between
    .filter(({ n }) => n > 0)
    .map((bucket) => {
      const same = ({ from }: { from: number }): boolean => from === bucket.from;
      return [
        textCell(`${name}, ${formatBucket(bucket)}`),
        bucketCell(bucket),
        bucketCell(before.find(same)),
        estimateCell(cost.find(same), formatSigned),
        countCell(openers.find(same)?.n ?? null),
        countCell(bucket.documents),
      ];
    });
}

/** At which distances the paired test shows that distance costs something. */
export function distanceCostSentence(result: Result, items: readonly ControlledItems[]): string {
  const costly = items.flatMap(({ name, measure }) => {
    const where = rangesTested(result, { measure, first: 'before', second: 'between' }, 'above');
    return where === null ? [] : [`${name} ${atDistances(where)}`];
  });
  if (items.every(({ cost }) => cost.length === 0)) return '';
  return costly.length === 0
    ? 'With the same filler before the first end instead of between the two, no kind is shown to fare better: nothing here is shown to be due to distance.'
    : `With the same filler before the first end instead of between the two, more is held of ${joinWords(costly)}: so much is due to distance, not to what is odd about the filler.`;
}

export const controlDefinition: Definition = {
  term: 'Mirror images, and the control',
  text: 'Stretched items come in two: all that follows the first end is the same, and the truth of the one is the flip of the other. One place is asked about once in each range of distances, one document at most four times. The control puts the same filler before the first end.',
};
