import { type Cell, cell, type Figure, format, tableFigure } from '@longrange/document/internal';
import type { Range } from '../../statistics/pair-table.ts';
import { reasonWords, shortRange } from '../../words/range-words.ts';
import { formNames, type NamedProbes, type Probed } from '../named-probes.ts';
import type { PairsScored } from './schema.ts';

/** The kinds that any predictor was asked about, in the order of the page. */
export function kindsAsked(predictors: readonly NamedProbes[]): PairKind[] {
  const asked = new Set(
    predictors.flatMap(({ probes }) => probes.minimalPairs.scoring.map(({ kind }) => kind)),
  );
  return (Object.keys(kindNames) as PairKind[]).filter((kind) => asked.has(kind));
}

/** Every range, of all kinds and both forms of code, and of writing at each temperature. */
export function kindsTable({ withUntrained: predictors }: Probed): Figure {
  const read = kindsAsked(predictors).flatMap((kind) =>
    (['natural', 'lengthControlled'] as const).flatMap((form) =>
      predictors.flatMap(({ name, probes }): Cell[][] => {
        const minimalPairs = probes.minimalPairs.scoring.find((one) => one.kind === kind)?.[form] ?? null;
        if (minimalPairs === null || minimalPairs.range.n === 0) return [];
        return [
          rowOf(
            `${kindNames[kind]}, ${formNames[form]}: ${name}`,
            minimalPairs.range,
            form === 'lengthControlled',
          ),
        ];
      }),
    ),
  );
  const written = predictors.flatMap(({ name, probes }) =>
    probes.minimalPairs.generation.map(({ temperature, range }) =>
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

function rowOf(label: string, range: Range, isLengthControlled = false): Cell[] {
  const { near, n, documents } = range;
  return [
    cell.text(label),
    near === null
      ? cell.nothing
      : {
          ...cell.number(near.share, format.percent),
          // The control of length-controlled code has nothing between its ends: only its number is of interest.
          ...(isLengthControlled ? {} : { detail: `at ${format.bucket(near)}` }),
        },
    cell.text(
      range.range === null ? `not measurable: ${reasonWords(range, isLengthControlled)}` : shortRange(range),
    ),
    cell.of(n),
    cell.of(documents),
  ];
}

export type PairKind = PairsScored['kind'];

/** Names of the kinds, in the order of the page. */
export const kindNames: Readonly<Record<PairKind, string>> = {
  closer: 'brackets',
  quote: 'quotes',
  clause: 'clauses',
  import: 'imports',
  definition: 'definitions',
  parameter: 'parameters',
  dedent: 'dedent levels',
  identifier: 'names in use',
};
