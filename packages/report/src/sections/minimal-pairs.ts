import { type FartherAsked, pairKinds } from '@longrange/eval/internal';
import type { Figure, Section } from '../document/internal.ts';
import { byBucket, cell, format, seriesTable, tableFigure } from '../document/internal.ts';
import { declaredProbe, drawProbe } from './draw-probe.ts';
import type { Probed } from './named-probes.ts';
import { temperaturesFigure, writingFigure } from './range-figure.ts';

/** Metric 11. Null if no minimal pairs were scored. */
export function rangeSection(probed: Probed): Section | null {
  return drawProbe(declaredProbe('range')!, probed, {
    added: [writingFigure(probed), temperaturesFigure(probed), fartherTable(probed.probes?.farther)],
  });
}

/** Lists the number of pairs in each doubling beyond the usual ones; null if none were requested. */
function fartherTable(farther: FartherAsked | undefined): Figure | null {
  const minimalPairs = farther?.items.filter(({ set }) => set !== 'prompted') ?? [];
  if (minimalPairs.length === 0) return null;
  return tableFigure({
    id: 'farther',
    title: 'Pairs beyond 4,096 characters',
    caption: 'The farther, the fewer are asked for, since each takes longer to read.',
    ...seriesTable(
      'Distance, characters',
      minimalPairs.map(({ set, kind, buckets: items }) => {
        const code = set === 'natural' ? 'real' : 'length-controlled';
        return { name: `${pairKinds[kind as keyof typeof pairKinds]} in ${code} code`, items };
      }),
      {
        ...byBucket,
        cell: (bucket) =>
          bucket &&
          (bucket.n === 0
            ? bucket.n
            : cell.detailed(bucket.n, format.count(bucket.n), format.countOf(bucket.documents, 'document'))),
      },
    ),
  });
}
