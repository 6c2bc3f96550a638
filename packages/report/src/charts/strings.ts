import { hasCounts } from '../document/tables/bucket-table.ts';
import type { Bucket, Subject } from '../document/types.ts';
import { type Chart, subjectLegend, subjectSeries } from './chart.ts';
import { fatesOf } from './fates.ts';
import { panels } from './panels.ts';
import { distancePlot, isShown } from './share-by-distance.ts';

const kinds: readonly { title: string; pick: (subject: Subject) => readonly Bucket[] | undefined }[] = [
  { title: 'single-line strings', pick: ({ strings }) => strings?.singleLineByDistance },
  { title: 'triple-quoted strings', pick: ({ strings }) => strings?.triple.byDistance },
  { title: 'fields of f-strings', pick: ({ strings }) => strings?.fieldsByDistance },
];

/** One panel per kind of string: the share closed against the length. */
export const stringsByDistance: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const series = kinds.map(({ pick }) => subjectSeries(result, pick));
    const all = series.flat();
    const drawn = kinds.flatMap(({ title }, index) => {
      const own = series[index]!;
      if (!isShown(own, all)) return [];
      const labels = { vertical: title, horizontal: '', threshold: true };
      return [{ draw: (panel: typeof layout) => distancePlot(panel, own, labels, all) }];
    });
    return panels(layout, text, drawn, {
      vertical: 'Share closed',
      horizontal: 'Characters from the quote or brace to its end',
    });
  },
  legend: subjectLegend((subject) => kinds.some(({ pick }) => hasCounts(pick(subject) ?? []))),
};

/** What became of triple-quoted strings. */
export const stringsClosure = fatesOf(({ strings }) => strings?.triple.fateByDistance);
