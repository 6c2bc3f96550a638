import {
  countOf,
  type Figure,
  formatBucket,
  formatCount,
  nothing,
  numberCell,
  seriesTable,
  tableFigure,
} from '@longrange/document/internal';
import type { FartherAsked } from '../farther-schema.ts';
import { kindNames, type SwapKind } from './kinds.ts';

type Items = FartherAsked['items'][number];

/** `brackets in real code`. */
export function fartherName({ set, kind }: Items): string {
  return `${kindNames[kind as SwapKind]} in ${set === 'natural' ? 'real' : 'stretched'} code`;
}

/** How many pairs there were in each doubling beyond the usual ones; null where none were asked for. */
export function fartherTable(farther: FartherAsked | undefined): Figure | null {
  const swaps = farther?.items.filter(({ set }) => set !== 'prompted') ?? [];
  if (swaps.length === 0) return null;
  return tableFigure({
    id: 'farther',
    title: 'Pairs beyond 4,096 characters',
    caption: 'The farther, the fewer are asked for, since each takes longer to read.',
    ...seriesTable(
      'Distance, characters',
      swaps.map((items) => ({ name: fartherName(items), items: items.buckets })),
      {
        place: ({ from }) => from,
        label: formatBucket,
        cell: (bucket) =>
          bucket === undefined
            ? nothing
            : {
                ...numberCell(bucket.n, formatCount),
                ...(bucket.n > 0 && { detail: countOf(bucket.documents, 'document') }),
              },
      },
    ),
  });
}
