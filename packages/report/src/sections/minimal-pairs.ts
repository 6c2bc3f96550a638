import { bucketColumns, hasCounts } from '../document/bucket-table.ts';
import { nothing, proportionCell, textCell } from '../document/cells.ts';
import { withInterval } from '../document/compare.ts';
import { d80Value } from '../document/d80.ts';
import { type PairKind, pairKinds, pairNames, pairPhrases } from '../document/minimal-pairs.ts';
import { type NamedProbes, namedProbes, probedInSentence } from '../document/probes.ts';
import { inTheTable } from '../document/sentences.ts';
import { controlledPairs } from '../document/stretched-control.ts';
import { type Order, testOf } from '../document/tested.ts';
import type { Bucket, Cell, Figure, Proportion, Result, Section } from '../document/types.ts';
import { capitalize, formatPercent, joinWords } from '../text/format.ts';
import { criterionNote, seriesFigure } from './bucket-figure.ts';
import { controlDefinition, controlFigure, distanceCostSentence } from './stretched-control.ts';

type Pairs = NamedProbes['probes']['minimalPairs'][number];

/** Metric 11. Null where there are no pairs. */
export function minimalPairsSection(result: Result): Section | null {
  const predictors = namedProbes(result).filter(({ probes }) => probes.minimalPairs.length > 0);
  const [own, ...others] = predictors;
  if (own === undefined) return null;
  const control = controlledPairs(result);
  const figures = [
    byKind(predictors),
    byDistance(predictors, 'natural'),
    byDistance(predictors, 'stretched'),
    controlFigure(result, control, { id: 'minimal-pairs-control', chart: 'minimal-pairs-control' }),
    byDifficulty(predictors),
  ];
  return {
    id: 'minimal-pairs',
    metric: 11,
    title: 'Truth against a flip',
    paragraphs: [
      `Two texts that differ in one place: the true one, and one in which what an earlier place decides is flipped. Which one is more likely? A coin is right in half of the pairs. ${coinSentence(result, own)}`,
      others.map((other) => orderSentence(result, own, other)).join(' '),
      distanceCostSentence(result, control),
    ].filter(Boolean),
    figures: figures.filter((figure) => figure !== null),
    definitions: [
      {
        term: 'Type of closer, of quote',
        text: 'The true closer against another one; a single quote against a double one.',
      },
      { term: 'Level of dedent', text: 'The true level of the next line against another open one.' },
      { term: 'else or except', text: 'The clause that the open statement takes against one it does not.' },
      {
        term: 'Identifier',
        text: 'The name that came, which its function has, against one that means nothing in this function.',
      },
      controlDefinition,
    ],
  };
}

/** Which kinds are shown to be better than a coin, which worse, and which neither. */
export function coinSentence(result: Result, own: NamedProbes): string {
  const kinds = pairKinds([own]).flatMap((kind) => {
    const overall = overallOf(own, kind);
    return overall === null ? [] : [{ kind, overall }];
  });
  const sure = kinds.filter(({ overall }) => overall.n >= 30);
  const thin = kinds.filter(({ overall }) => overall.n < 30);
  const named = (list: typeof kinds) =>
    list.map(({ kind, overall }) => `${pairPhrases[kind]}, ${withInterval(overall)}`).join('; ');
  const where = (order: Order) =>
    sure.filter(({ kind }) => orderOf(result, own.name, 'coin', kind) === order);
  const name = capitalize(probedInSentence(own));
  const parts = [
    { list: where('above'), text: `${name} is better than a coin at` },
    { list: where('below'), text: `${name} is worse than a coin at` },
    { list: where('undecided'), text: 'Not told from a coin:' },
    { list: thin, text: 'Too few pairs to say:' },
  ];
  return parts
    .filter(({ list }) => list.length > 0)
    .map(({ list, text }) => `${text} ${named(list)}.`)
    .join(' ');
}

function orderSentence(result: Result, own: NamedProbes, other: NamedProbes): string {
  const found: Record<Order, string[]> = { above: [], below: [], undecided: [] };
  for (const kind of pairKinds([own])) {
    const order = orderOf(result, own.name, other.name, kind);
    if (order !== null) found[order].push(pairPhrases[kind]);
  }
  const parts = [
    ...(found.above.length > 0 ? [`better at ${joinWords(found.above)}`] : []),
    ...(found.below.length > 0 ? [`worse at ${joinWords(found.below)}`] : []),
    ...(found.undecided.length > 0 ? [`not told apart at ${joinWords(found.undecided)}`] : []),
  ];
  return parts.length === 0
    ? ''
    : `Beside ${probedInSentence(other)}, ${probedInSentence(own)} is ${parts.join('; ')}.`;
}

/** On natural pairs, by the result's tests. */
function orderOf(result: Result, first: string, second: string, kind: PairKind): Order | null {
  return testOf(result, `pairs/${kind}/natural`, first, second)?.order ?? null;
}

function overallOf({ probes }: NamedProbes, kind: PairKind): Proportion | null {
  const overall = probes.minimalPairs.find((pairs) => pairs.kind === kind)?.natural.overall;
  return overall === undefined || overall.estimate === null ? null : overall;
}

function byKind(predictors: readonly NamedProbes[]): Figure | null {
  const kinds = pairKinds(predictors).filter((kind) =>
    predictors.some((one) => overallOf(one, kind) !== null),
  );
  if (kinds.length === 0) return null;
  const title = 'Share of pairs in which the truth is more likely, by kind';
  const forms = ['natural', 'stretched'] as const;
  const rows = kinds.flatMap((kind) =>
    forms.flatMap((form): Cell[][] => {
      const cells = predictors.map(
        ({ probes }) => probes.minimalPairs.find((pairs) => pairs.kind === kind)?.[form] ?? null,
      );
      if (cells.every((pairs) => pairs === null)) return [];
      return [
        [
          textCell(`${pairNames[kind]}, ${form}`),
          ...cells.flatMap((pairs) =>
            pairs === null
              ? [nothing, nothing]
              : [proportionCell(pairs.overall), textCell(d80Value(pairs.d80))],
          ),
        ],
      ];
    }),
  );
  const facts = kinds.map(
    (kind) => `${pairNames[kind]} ${formatPercent(overallOf(predictors[0]!, kind)?.estimate ?? null)}`,
  );
  return {
    id: 'minimal-pairs-by-kind',
    chart: 'minimal-pairs-by-kind',
    title,
    caption: 'In code as it is, at all distances together.',
    chartNote: 'Bars are 95 % intervals; hollow points have fewer than 30 pairs. The dashed line is a coin.',
    description: `${predictors[0]!.name}: ${facts.join('; ')}. ${inTheTable}`,
    table: {
      caption: title,
      columns: ['', ...predictors.flatMap(({ name }) => [name, `${name}: D80`])],
      rows,
    },
  };
}

function byDistance(predictors: readonly NamedProbes[], form: 'natural' | 'stretched'): Figure | null {
  return seriesFigure(
    seriesOf(predictors, (pairs) => pairs[form]?.byDistance ?? []),
    {
      id: `minimal-pairs-${form}`,
      chart: `minimal-pairs-${form}`,
      title: `Share of pairs in which the truth is more likely, by distance, ${form === 'natural' ? 'in code as it is' : 'in stretched code'}`,
      caption: 'Characters from the place that decides to the place that differs.',
      chartNote: criterionNote,
      heading: 'Distance, characters',
    },
  );
}

function byDifficulty(predictors: readonly NamedProbes[]): Figure | null {
  const series = seriesOf(predictors, ({ natural }) => natural.byAttractors);
  if (!series.some(({ buckets }) => hasCounts(buckets))) return null;
  const title = 'Share of pairs in which the truth is more likely, by openers of another type between';
  const table = bucketColumns(title, 'Openers between', series);
  return {
    id: 'minimal-pairs-by-attractors',
    chart: null,
    folded: true,
    title,
    caption: 'In code as it is.',
    description: '',
    table,
  };
}

function seriesOf(predictors: readonly NamedProbes[], pick: (pairs: Pairs) => readonly Bucket[]) {
  return pairKinds(predictors).flatMap((kind) =>
    predictors.map(({ name, probes }) => {
      const pairs = probes.minimalPairs.find((candidate) => candidate.kind === kind);
      return { name: `${pairNames[kind]}, ${name}`, buckets: pairs === undefined ? [] : pick(pairs) };
    }),
  );
}
