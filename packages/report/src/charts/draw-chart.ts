import type { Chart } from '@longrange/document/internal';
import { drawCurves } from './curves.ts';
import { drawFates } from './fates.ts';
import type { ChartText } from './frame.ts';
import { drawHistogram } from './histogram.ts';
import type { Layout } from './layout.ts';
import { drawOpposedBars } from './opposed-bars.ts';
import { drawRows } from './rows.ts';
import { drawStacks } from './stacks.ts';

/** A chart as one SVG in one layout. Pure; everything it shows is in its figure's table too. */
export function drawChart(chart: Chart, layout: Layout, text: ChartText): string {
  switch (chart.kind) {
    case 'curves':
      return drawCurves(layout, text, chart);
    case 'fates':
      return drawFates(layout, text, chart);
    case 'histogram':
      return drawHistogram(layout, text, chart);
    case 'opposed-bars':
      return drawOpposedBars(layout, text, chart);
    case 'rows':
      return drawRows(layout, text, chart);
    case 'stacks':
      return drawStacks(layout, text, chart);
  }
}
