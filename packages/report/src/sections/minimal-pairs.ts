import type { BucketPanel } from '../document/figures/bucket-curves.ts';
import { nothing, proportionCell, textCell } from '../document/figures/cells.ts';
import { shareDots } from '../document/figures/dots.ts';
import { chartFigure } from '../document/figures/tables.ts';
import { type NamedProbes, namedProbes, probedInSentence } from '../document/names/probes.ts';
import type { Bucket, Cell, Figure, Proportion, Result, Section } from '../document/types.ts';
import { isThin, withInterval } from '../document/words/compare.ts';
import { d80Value } from '../document/words/d80.ts';
import { type Order, testOf } from '../document/words/tested.ts';
import { capitalize, formatPercent, joinWords } from '../text/format.ts';
import { type PairKind, pairKinds, pairNames } from './pair-kinds.ts';
import { barsNote, criterionNote, panelsNote, shareFigure } from './share-figure.ts';
import {
  controlDefinition,
  controlFigure,
  controlledPairs,
  distanceCostSentence,
} from './stretched-control.ts';

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
    controlFigure(result, control, {
      id: 'minimal-pairs-control',
      vertical: 'Share of pairs right',
    }),
    byDifficulty(predictors),
  ];
  return {
    id: 'minimal-pairs',
    metric: 11,
    title: 'Minimal pairs',
    paragraphs: [
      coinSentence(result, own),
      `Each pair is two texts that differ in one place: the true one, and one with the answer flipped. The model is right if it finds the true one likelier; a coin would be right in half of the pairs. ${others.map((other) => orderSentence(result, own, other)).join(' ')}`.trim(),
      distanceCostSentence(result, control),
    ].filter(Boolean),
    figures: figures.filter((figure) => figure !== null),
    definitions: {
      'Closer types, quote types':
        'The true closer against one of another type; the true quotes against the other kind.',
      'Dedent levels': 'The true level of the next line against another open level.',
      'else or except': 'The clause that fits the open statement against one that does not.',
      Identifiers:
        'The name that came, which its function mentions, against one that means nothing in this function.',
      ...controlDefinition,
    },
  };
}

/** Which kinds the model gets right more often than a coin, which less, and which neither. */
export function coinSentence(result: Result, own: NamedProbes): string {
  const kinds = pairKinds([own]).flatMap((kind) => {
    const overall = overallOf(own, kind);
    return overall === null ? [] : [{ kind, overall }];
  });
  if (kinds.length === 0) return 'There are no pairs to judge.';
  const sure = kinds.filter(({ overall }) => !isThin(overall));
  const named = (list: typeof kinds) =>
    joinWords(list.map(({ kind, overall }) => `${pairNames[kind]} at ${withInterval(overall)}`));
  const where = (order: Order) =>
    sure.filter(({ kind }) => orderOf(result, own.name, 'coin', kind) === order);
  const name = capitalize(probedInSentence(own));
  const parts = [
    { list: where('above'), text: `${name} beats a coin on` },
    { list: where('below'), text: `${name} does worse than a coin on` },
    { list: where('undecided'), text: 'No detectable difference from a coin on' },
    { list: kinds.filter(({ overall }) => isThin(overall)), text: 'Too few pairs to judge:' },
  ];
  return parts
    .filter(({ list }) => list.length > 0)
    .map(({ list, text }) => `${text} ${named(list)}.`)
    .join(' ');
}

export function orderSentence(result: Result, own: NamedProbes, other: NamedProbes): string {
  const found: Record<Order, string[]> = { above: [], below: [], undecided: [] };
  for (const kind of pairKinds([own])) {
    const order = orderOf(result, own.name, other.name, kind);
    if (order !== null) found[order].push(pairNames[kind]);
  }
  const { above, below, undecided } = found;
  const rival = probedInSentence(other);
  if (above.length + below.length + undecided.length === 0) return '';
  if (above.length + below.length === 0)
    return `No detectable difference from ${rival} on ${joinWords(undecided)}.`;
  const decided = [
    ...(above.length > 0 ? [`better than ${rival} on ${joinWords(above)}`] : []),
    ...(below.length > 0 ? [`worse ${above.length > 0 ? '' : `than ${rival} `}on ${joinWords(below)}`] : []),
  ].join(' and ');
  const rest = undecided.length > 0 ? `; no detectable difference on ${joinWords(undecided)}` : '';
  return `${capitalize(probedInSentence(own))} does ${decided}${rest}.`;
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
  return chartFigure({
    id: 'minimal-pairs-by-kind',
    chart: {
      kind: 'rows',
      axis: { label: 'Share of pairs right', unit: 'percent', least: 0.4, most: 1, level: 0.5 },
      isSpread: true,
      rows: kinds.map((kind) => ({
        name: pairNames[kind],
        dots: predictors.flatMap((predictor) =>
          shareDots(predictor.style, `${predictor.name}, ${pairNames[kind]}`, overallOf(predictor, kind)),
        ),
      })),
      legend: predictors.map(({ style, name }) => ({ style, name })),
    },
    title: 'Pairs right, by kind',
    caption: 'In real code, all distances together.',
    chartNote: `${barsNote} Dashed: a coin.`,
    description: `${predictors[0]!.name}: ${facts.join('; ')}.`,
    columns: ['', ...predictors.flatMap(({ name }) => [name, `${name}: D80`])],
    rows,
  });
}

function byDistance(predictors: readonly NamedProbes[], form: 'natural' | 'stretched'): Figure | null {
  return shareFigure(
    panelsOf(predictors, (pairs) => pairs[form]?.byDistance ?? []),
    {
      id: `minimal-pairs-${form}`,
      axes: {
        vertical: 'Share of pairs right',
        horizontal: 'Distance between the two ends, characters',
        threshold: true,
        hidesThinPanels: true,
      },
      title: `Pairs right, by distance, in ${form === 'natural' ? 'real' : 'stretched'} code`,
      caption: 'Distance: characters from the place that decides the answer to the place that differs.',
      chartNote: `${criterionNote} ${panelsNote}`,
      heading: 'Distance, characters',
    },
  );
}

function byDifficulty(predictors: readonly NamedProbes[]): Figure | null {
  return shareFigure(
    panelsOf(predictors, ({ natural }) => natural.byAttractors),
    {
      id: 'minimal-pairs-by-attractors',
      folded: true,
      title: 'Pairs right, by attractors',
      caption: 'In real code.',
      heading: 'Attractors',
    },
  );
}

function panelsOf(
  predictors: readonly NamedProbes[],
  pick: (pairs: Pairs) => readonly Bucket[],
): BucketPanel[] {
  return pairKinds(predictors).map((kind) => ({
    title: pairNames[kind],
    series: predictors.map(({ name, style, probes }) => {
      const pairs = probes.minimalPairs.find((candidate) => candidate.kind === kind);
      const buckets = pairs === undefined ? [] : pick(pairs);
      return { name, style, column: `${pairNames[kind]}, ${name}`, buckets };
    }),
  }));
}
