import { hasCounts } from '../document/tables/bucket-table.ts';
import type { Result } from '../document/types.ts';
import { type ControlledItems, controlledClosers, controlledPairs } from '../sections/controlled-items.ts';
import type { BucketSeries } from './bucket-marks.ts';
import type { Chart, LegendEntry } from './chart.ts';
import { type Panel, panels } from './panels.ts';
import { distancePlot } from './share-by-distance.ts';

const legend: readonly LegendEntry[] = [
  { style: 'model', name: 'filler between' },
  { style: 'text', name: 'the same filler before' },
];

/** A panel per kind: the same items of the model with the filler between the two ends, and before them. */
function control(vertical: string, itemsOf: (result: Result) => readonly ControlledItems[]): Chart {
  return {
    namesItsSeries: false,
    render: (result, layout, text) => {
      const kinds = itemsOf(result).map(({ name, between, before }) => ({
        name,
        series: [between, before].flatMap((buckets, index): BucketSeries[] =>
          hasCounts(buckets) ? [{ ...legend[index]!, buckets }] : [],
        ),
      }));
      const all = kinds.flatMap(({ series }) => series);
      const drawn = kinds.map(
        ({ name, series }): Panel => ({
          draw: (panel) =>
            distancePlot(panel, series, { vertical: name, horizontal: '', threshold: true }, all),
        }),
      );
      return panels(layout, text, drawn, {
        vertical,
        horizontal: 'Distance with the filler between, characters',
      });
    },
    legend: (result) => (itemsOf(result).length > 0 ? legend : []),
  };
}

export const closersControl = control('Share of closers known', controlledClosers);
export const minimalPairsControl = control('Share of pairs right', controlledPairs);
