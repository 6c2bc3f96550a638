import { scaleLinear } from 'd3-scale';
import { type NamedProbes, namedProbes } from '../document/names/probes.ts';
import { hasCounts } from '../document/tables/bucket-table.ts';
import { withInterval } from '../document/words/compare.ts';
import { pairKinds, pairNames } from '../sections/pair-kinds.ts';
import type { BucketSeries } from './bucket-marks.ts';
import { type Chart, predictorLegend } from './chart.ts';
import { dotRows } from './dot-rows.ts';
import { type Panel, panels } from './panels.ts';
import { distancePlot, isShown } from './share-by-distance.ts';

type Pairs = NamedProbes['probes']['minimalPairs'][number];

const hasPairs = ({ probes }: NamedProbes) => probes.minimalPairs.length > 0;

/** One row per kind of pair, one dot per predictor; the line is a coin. */
export const minimalPairsByKind: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const predictors = namedProbes(result);
    const rows = pairKinds(predictors).map((kind) => ({
      name: pairNames[kind],
      dots: predictors.flatMap(({ name, style, probes }) => {
        const overall = probes.minimalPairs.find((pairs) => pairs.kind === kind)?.natural.overall;
        if (overall === undefined || overall.estimate === null) return [];
        const { estimate: value, low, high, n } = overall;
        const title = `${name}, ${pairNames[kind]}: ${withInterval(overall)}`;
        return [{ style, value, low, high, hollow: n < 30, title }];
      }),
    }));
    const lows = rows.flatMap(({ dots }) => dots.map(({ low }) => low));
    return dotRows(layout, text, rows, {
      label: 'Share of pairs right',
      scale: scaleLinear([Math.min(0.4, ...lows), 1], [0, 1]).nice(5),
      format: (share) => `${Math.round(share * 100)} %`,
      level: 0.5,
      spread: true,
    });
  },
  legend: predictorLegend(hasPairs),
};

function byDistance(pick: (pairs: Pairs) => Pairs['natural'] | null): Chart {
  return {
    namesItsSeries: false,
    render: (result, layout, text) => {
      const predictors = namedProbes(result);
      const series = pairKinds(predictors).map((kind) => ({
        kind,
        own: predictors.flatMap(({ name, style, probes }): BucketSeries[] => {
          const pairs = probes.minimalPairs.find((candidate) => candidate.kind === kind);
          const buckets = pairs === undefined ? [] : (pick(pairs)?.byDistance ?? []);
          return hasCounts(buckets) ? [{ name, style, buckets }] : [];
        }),
      }));
      const all = series.flatMap(({ own }) => own);
      const drawn = series.flatMap(({ kind, own }): Panel[] => {
        const labels = { vertical: pairNames[kind], horizontal: '', threshold: true };
        return isShown(own, all) ? [{ draw: (panel) => distancePlot(panel, own, labels, all) }] : [];
      });
      return panels(layout, text, drawn, {
        vertical: 'Share of pairs right',
        horizontal: 'Distance between the two ends, characters',
      });
    },
    legend: predictorLegend(hasPairs),
  };
}

/** A panel per kind, in code as it is. */
export const minimalPairsNatural = byDistance(({ natural }) => natural);

/** A panel per kind, in code stretched to the distance. */
export const minimalPairsStretched = byDistance(({ stretched }) => stretched);
