import { hasCounts } from '../document/tables/bucket-table.ts';
import type { Chart } from './chart.ts';
import { type Panel, panels } from './panels.ts';
import { distancePlot } from './share-by-distance.ts';

/** What a small network holds of a language made to measure: a panel per control. */
export const controlsByDistance: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const controls = (result.probes?.controls ?? []).filter(({ byDistance }) => hasCounts(byDistance));
    const series = controls.map(({ label, byDistance }) => ({
      style: 'model' as const,
      name: label,
      buckets: byDistance,
    }));
    const drawn = controls.map(({ label, d80 }, index): Panel => {
      const drops = d80.characters === null ? [] : [{ style: 'model' as const, at: d80.characters }];
      const labels = { vertical: label, horizontal: '', threshold: true, drops };
      return { draw: (panel) => distancePlot(panel, [series[index]!], labels, series) };
    });
    return panels(layout, text, drawn, { vertical: 'Share right', horizontal: 'Distance, characters' });
  },
  legend: () => [],
};
