import { type NamedProbes, namedProbes } from '../document/names/probes.ts';
import { hasCounts } from '../document/tables/bucket-table.ts';
import type { Bucket, Result } from '../document/types.ts';
import { closerSeries, failuresAt, failuresOf } from '../sections/failures.ts';
import { formatSigned } from '../text/format.ts';
import type { BucketSeries } from './bucket-marks.ts';
import { type Chart, predictorLegend } from './chart.ts';
import { curves } from './curve-plot.ts';
import { meanPoints } from './estimate-points.ts';
import { type Panel, panels } from './panels.ts';
import { distancePlot } from './share-by-distance.ts';
import { stepPlot } from './share-by-step.ts';

type Form = 'natural' | 'stretched';

const forms: readonly Form[] = ['natural', 'stretched'];

function seriesOf(
  result: Result,
  form: Form,
  pick: (closers: NonNullable<NamedProbes['probes']['closers'][Form]>) => readonly Bucket[],
): BucketSeries[] {
  return namedProbes(result).flatMap(({ name, style, probes }) => {
    const closers = probes.closers[form];
    const buckets = closers === null ? [] : pick(closers);
    return hasCounts(buckets) ? [{ name, style, buckets }] : [];
  });
}

function distanceSeries(result: Result, form: Form): BucketSeries[] {
  const failures = failuresOf('closers-by-distance', result);
  return seriesOf(result, form, ({ byDistance }) => byDistance).map((series) => ({
    ...series,
    failuresAt: (bucket) => failuresAt(failures, closerSeries(series.name, form), bucket),
  }));
}

/** Where the fitted curves fall below the criterion; in a result that is older than the fit, D80. */
function drops(result: Result, form: Form) {
  return namedProbes(result).flatMap(({ style, probes }) => {
    const { d80, reach } = probes.closers[form] ?? { d80: null, reach: null };
    const fitted = reach?.crossing.side === 'at' ? reach.crossing.characters : null;
    const at = reach === undefined ? (d80?.characters ?? null) : fitted;
    return at === null ? [] : [{ style, at }];
  });
}

/** Closers predicted against distance, in code as it is and in code stretched to the distance. */
export const closersByDistance: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const series = forms.map((form) => distanceSeries(result, form));
    const drawn = forms.flatMap((form, index): Panel[] => {
      const own = series[index]!;
      const labels = { vertical: form, horizontal: '', threshold: true, drops: drops(result, form) };
      return own.length === 0 ? [] : [{ draw: (panel) => distancePlot(panel, own, labels, series.flat()) }];
    });
    return panels(layout, text, drawn, {
      vertical: 'Share of closers known',
      horizontal: 'Distance from opener to closer, characters',
    });
  },
  legend: predictorLegend(({ probes }) => probes.closers.natural.overall.n > 0),
};

/** What may make it hard besides distance, in code as it is. */
export const closersByAttractors: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const depth = seriesOf(result, 'natural', ({ byDepth }) => byDepth);
    const attractors = seriesOf(result, 'natural', ({ byAttractors }) => byAttractors);
    const all = [...depth, ...attractors];
    const panel = (vertical: string, own: BucketSeries[]): Panel[] =>
      own.length === 0 ? [] : [{ draw: (at) => stepPlot(at, own, { vertical, horizontal: '' }, all) }];
    const drawn = [
      ...panel('by nesting depth', depth),
      ...panel('by openers of another type between', attractors),
    ];
    return panels(layout, text, drawn, {
      vertical: 'Share of closers known',
      horizontal: 'Depth, and number of openers between',
    });
  },
  legend: predictorLegend(({ probes }) => probes.closers.natural.overall.n > 0),
};

/** Mean P(true closer) of the model minus the n-gram's, at the same closers. */
export const closerGain: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const gain = result.probes?.closerGain ?? [];
    const points = meanPoints('model minus n-gram', gain, 'characters', formatSigned);
    return curves(layout, text, [{ style: 'model', name: '', points }], {
      vertical: 'P(true closer), model minus n-gram',
      horizontal: 'Distance from opener to closer, characters',
      scale: 'value',
      levels: [{ value: 0 }],
    });
  },
  legend: () => [],
};
