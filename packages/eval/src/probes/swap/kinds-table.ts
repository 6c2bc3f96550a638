import {
  type Cell,
  countCell,
  type Figure,
  formatBucket,
  formatPercent,
  nothing,
  numberCell,
  tableFigure,
  textCell,
} from '@longrange/document/internal';
import type { Range } from '../../statistics/pair-table.ts';
import { reasonWords, shortRange } from '../../words/range-words.ts';
import type { NamedProbes, Probed } from '../named-probes.ts';
import type { SwapsRead } from './schema.ts';

/** The kinds that any predictor was asked about, in the order of the page. */
export function kindsAsked(predictors: readonly NamedProbes[]): SwapKind[] {
  const asked = new Set(predictors.flatMap(({ probes }) => probes.swaps.reading.map(({ kind }) => kind)));
  return (Object.keys(kindNames) as SwapKind[]).filter((kind) => asked.has(kind));
}

/** Every range, of all kinds and both forms of code, and of writing at each temperature. */
export function kindsTable({ withUntrained: predictors }: Probed): Figure {
  const read = kindsAsked(predictors).flatMap((kind) =>
    (['natural', 'stretched'] as const).flatMap((form) =>
      predictors.flatMap(({ name, probes }): Cell[][] => {
        const swaps = probes.swaps.reading.find((one) => one.kind === kind)?.[form] ?? null;
        if (swaps === null || swaps.range.n === 0) return [];
        return [rowOf(`${kindNames[kind]}, ${form}: ${name}`, swaps.range, form === 'stretched')];
      }),
    ),
  );
  const written = predictors.flatMap(({ name, probes }) =>
    probes.swaps.writing.map(({ temperature, range }) =>
      rowOf(`brackets, writing at temperature ${temperature}: ${name}`, range),
    ),
  );
  return tableFigure({
    id: 'ranges',
    title: 'Every range',
    columns: ['', 'Right nearby', 'Range, characters', 'Pairs', 'Documents'],
    rows: [...read, ...written],
  });
}

function rowOf(label: string, range: Range, isStretched = false): Cell[] {
  const { near, n, documents } = range;
  return [
    textCell(label),
    near === null
      ? nothing
      : {
          ...numberCell(near.share, formatPercent),
          // The control of stretched code has nothing between its ends: only its number is of interest.
          ...(isStretched ? {} : { detail: `at ${formatBucket(near)}` }),
        },
    textCell(range.range === null ? `not measurable: ${reasonWords(range, isStretched)}` : shortRange(range)),
    countCell(n),
    countCell(documents),
  ];
}

export type SwapKind = SwapsRead['kind'];

/** Names of the kinds, in the order of the page. */
export const kindNames: Readonly<Record<SwapKind, string>> = {
  closer: 'brackets',
  quote: 'quotes',
  clause: 'clauses',
  import: 'imports',
  definition: 'definitions',
  parameter: 'parameters',
  dedent: 'dedent levels',
  identifier: 'names in use',
};
