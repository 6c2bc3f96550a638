import type { PairsScored, Range } from '@longrange/eval/internal';
import type { Cell, Figure, MeanBucket, Stack } from '../document/index.ts';
import {
  byBucket,
  cell,
  chartFigure,
  curveFigure,
  format,
  notes,
  plot,
  tableFigure,
} from '../document/index.ts';
import { reasonWords, shortRange } from '../words/range-words.ts';
import {
  bracketsRead,
  formNames,
  mainWriting,
  type NamedProbes,
  type Probed,
  type TwoRanges,
  twoRanges,
} from './named-probes.ts';

/** Kinds that any predictor was scored on, in the order of the page. */
export function kindsAsked(predictors: readonly NamedProbes[]): PairKind[] {
  const asked = new Set(
    predictors.flatMap(({ probes }) => probes.minimalPairs.scoring.map(({ kind }) => kind)),
  );
  return (Object.keys(kindNames) as PairKind[]).filter((kind) => asked.has(kind));
}

/** Table of every range: of all kinds in both forms of code, and of writing at each temperature. */
export function kindsTable({ withUntrained: predictors }: Probed): Figure {
  const read = kindsAsked(predictors).flatMap((kind) =>
    (['natural', 'lengthControlled'] as const).flatMap((form) =>
      predictors.flatMap(({ name, probes }): Cell[][] => {
        const minimalPairs = probes.minimalPairs.scoring.find((one) => one.kind === kind)?.[form] ?? null;
        if (minimalPairs === null || minimalPairs.range.n === 0) return [];
        return [
          rowOf(
            `${kindNames[kind]}, ${formNames[form]}: ${name}`,
            twoRanges(minimalPairs),
            form === 'lengthControlled',
          ),
        ];
      }),
    ),
  );
  const written = predictors.flatMap(({ name, probes }) =>
    probes.minimalPairs.generation.map((written) =>
      rowOf(`brackets, writing at temperature ${written.temperature}: ${name}`, twoRanges(written)),
    ),
  );
  return tableFigure({
    id: 'ranges',
    title: 'Every range',
    columns: [
      '',
      'Still shows, characters',
      'Still decides, characters',
      'Right nearby',
      'Pairs',
      'Documents',
    ],
    rows: [...read, ...written],
  });
}

function rowOf(label: string, { shows, decides }: TwoRanges, isLengthControlled = false): Cell[] {
  const { near, n, documents } = decides;
  return [
    cell.text(label),
    shows === null ? cell.nothing : rangeCell(shows, isLengthControlled),
    rangeCell(decides, isLengthControlled),
    near === null
      ? cell.nothing
      : {
          ...cell.number(near.share, format.percent),
          // The control of length-controlled code has nothing between its ends: only its share matters.
          ...(isLengthControlled ? {} : { detail: `at ${format.bucket(near)}` }),
        },
    cell.of(n),
    cell.of(documents),
  ];
}

function rangeCell(range: Range, isLengthControlled = false): Cell {
  return cell.text(
    range.range === null ? `not measurable: ${reasonWords(range, isLengthControlled)}` : shortRange(range),
  );
}

/** Ranges of brackets by other definitions, reading; null if none were measured. */
export function thresholdsTable({ predictors }: Probed): Figure | null {
  const read = predictors.flatMap((named) => {
    const thresholds = bracketsRead(named)?.thresholds ?? [];
    return thresholds.length === 0 ? [] : [{ name: named.name, thresholds }];
  });
  const rows = read[0]?.thresholds ?? [];
  return tableFigure({
    id: 'range-thresholds',
    title: 'The same ranges by other thresholds',
    caption:
      'Reading brackets. A memory that fades has no single end: it is farther by a lower threshold. Probability moved: the mean probability that goes from one closer to the other with the opener.',
    columns: ['Range, characters', ...read.map(({ name }) => name)],
    rows: rows.map((row, index) => [
      cell.text(thresholdWords(row)),
      ...read.map(({ thresholds }) =>
        thresholds[index] === undefined ? cell.nothing : rangeCell(thresholds[index].range),
      ),
    ]),
  });
}

function thresholdWords({ share, nats, fraction }: Threshold): string {
  const part = { 0.25: 'a quarter', 0.5: 'half', 0.75: 'three quarters' }[fraction];
  if (share === 'right') return `decides: right in ${part} as many pairs as nearby`;
  if (share === 'moved') return `probability moved: ${part} of that nearby`;
  return `shows: more than ${nats} ${nats === 1 ? 'nat' : 'nats'} in ${part} as many pairs as nearby`;
}

type Threshold = NonNullable<PairsScored['natural']>['thresholds'][number];

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

/** Draws what the opener adds to the odds of its own closer; null if nothing was scored. */
export function evidenceFigure({ withUntrained }: Probed): Figure | null {
  const all = withUntrained.flatMap((named) => {
    const buckets = bracketsRead(named)?.evidence ?? [];
    return buckets.some(({ n }) => n > 0) ? [{ name: named.name, style: named.style, buckets }] : [];
  });
  if (all.length === 0) return null;
  const filled = all.flatMap(({ buckets }) => buckets.filter(({ n }) => n > 0));
  const series = all.map(({ buckets, ...one }) => ({
    ...one,
    items: buckets,
    points: plot.means(one.name, buckets, 'characters', format.threeDecimals),
  }));
  return curveFigure([{ title: '', series, levels: [{ value: 0 }] }], {
    id: 'range-evidence',
    horizontal: 'Distance from the opener, characters',
    vertical: { label: 'Evidence, nats', scale: 'value' },
    ends: [0.9 * Math.min(...filled.map(({ from }) => from)), Math.max(...filled.map(({ to }) => to))],
    title: 'What the opener still adds, by distance',
    caption:
      'Reading brackets. Log-odds of the two closers in one text less those in the other: 0 for a model that does not see the opener.',
    chartNote: `${notes.bars} Dashed: nothing.`,
    description: `${all.map(describe).join('; ')}.`,
    heading: 'Distance, characters',
    ...byBucket,
    cell: (bucket) => cell.estimate(bucket, format.threeDecimals),
  });
}

function describe({ name, buckets }: { name: string; buckets: readonly MeanBucket[] }): string {
  const filled = buckets.filter(({ n }) => n > 0);
  const words = (bucket: MeanBucket) => `${format.estimate(bucket)} at ${format.bucket(bucket)}`;
  return `${name}: ${words(filled[0]!)}, ${words(filled.at(-1)!)}`;
}

const outcomes = [
  { key: 'right', words: 'its own closer' },
  { key: 'wrongType', words: 'a closer of another type' },
  { key: 'abandoned', words: 'abandoned' },
  { key: 'open', words: 'still open' },
] as const;

/** Draws what is written first at the level of a bracket, at the temperature of the samples; null if nothing was written. */
export function outcomesFigure({ predictors, temperature }: Probed): Figure | null {
  const all = predictors.flatMap((named) => {
    const written = mainWriting(named, temperature);
    const ranges = (written?.outcomes ?? []).flatMap((range) => {
      const n = outcomes.reduce((sum, { key }) => sum + range[key], 0);
      return n === 0 ? [] : [{ ...range, n, shares: outcomes.map(({ key }) => range[key] / n) }];
    });
    return written === null || ranges.length === 0
      ? []
      : [{ name: named.name, style: named.style, temperature: written.temperature, ranges }];
  });
  if (all.length === 0) return null;
  const froms = [...new Set(all.flatMap(({ ranges }) => ranges.map(({ from }) => from)))].sort(
    (a, b) => a - b,
  );
  return chartFigure({
    id: 'range-outcomes',
    chart: {
      kind: 'stacks',
      vertical: 'Share of texts',
      horizontal: 'Distance from the opener, characters',
      panels: all.map(({ name, style, ranges }) => ({
        style,
        title: name,
        stacks: ranges.map(({ from, to, n, shares }): Stack => {
          const parts = outcomes.map(({ words }, index) => `${words} ${format.percent(shares[index]!)}`);
          const title = `${name}, ${format.distances({ from, to })}: ${parts.join(', ')}, n ${format.count(n)}`;
          return { from, to, parts: shares, title };
        }),
      })),
    },
    title: 'Writing: what comes first at the bracket’s level',
    caption: `At temperature ${all[0]!.temperature}, for both texts of each pair, by the distance at which it is decided.`,
    chartNote:
      'From below, in this order: its own closer, one of another type, abandoned for a statement that cannot be inside brackets, still open at the end.',
    description: `${all.map(({ name, ranges }) => `${name}: ${format.percent(ranges[0]!.shares[0]!)} its own closer at ${format.bucket(ranges[0]!)}, ${format.percent(ranges.at(-1)!.shares[0]!)} at ${format.bucket(ranges.at(-1)!)}`).join('; ')}.`,
    columns: [
      'Distance, characters',
      ...all.flatMap(({ name }) => [...outcomes.map(({ words }) => `${name}: ${words}`), `${name}: n`]),
    ],
    rows: froms.map((from): Cell[] => [
      cell.text(format.bucket(all.flatMap(({ ranges }) => ranges).find((range) => range.from === from)!)),
      ...all.flatMap(({ ranges }): Cell[] => {
        const range = ranges.find((one) => one.from === from);
        return range === undefined
          ? [...outcomes, null].map(() => cell.nothing)
          : [
              ...range.shares.map((share) => cell.number(share, format.percent)),
              cell.number(range.n, format.count),
            ];
      }),
    ]),
  });
}
