import type { BucketPanel } from '../document/figures/bucket-curves.ts';
import { estimateCell, nothing, proportionCell, textCell } from '../document/figures/cells.ts';
import { curvesOverDistance, meanPoints } from '../document/figures/curves.ts';
import { chartFigure, type FigureTable, seriesTable, tableFigure } from '../document/figures/tables.ts';
import { type NamedProbes, namedProbes, probedInSentence } from '../document/names/probes.ts';
import type { Cell, Definitions, Figure, MeanBucket, Result, Section } from '../document/types.ts';
import { d80Interval, d80Sentence, d80Value, readD80 } from '../document/words/d80.ts';
import { orderSentence } from '../document/words/order-sentence.ts';
import { bracketed, doubt, formatDistance, stateOf } from '../document/words/reach-words.ts';
import type { NamedReach } from '../document/words/reaches.ts';
import { sentences } from '../document/words/sentences.ts';
import { atDistances, rangesTested } from '../document/words/tested.ts';
import {
  capitalize,
  countOf,
  formatBucket,
  formatDecimal,
  formatSigned,
  uncapitalize,
} from '../text/format.ts';
import { failedClosers } from './failures.ts';
import { barsNote, criterionNote, shareFigure } from './share-figure.ts';
import {
  controlDefinition,
  controlFigure,
  controlledClosers,
  distanceCostSentence,
} from './stretched-control.ts';

const forms = ['natural', 'stretched'] as const;

/** Metric 10. Null where no predictor was probed. */
export function closersSection(result: Result): Section | null {
  const predictors = namedProbes(result);
  const [own, ...others] = predictors;
  if (own === undefined) return null;
  const gain = result.probes?.closerGain ?? [];
  const control = controlledClosers(result);
  const figures = [
    byDistance(predictors),
    controlFigure(result, control, { id: 'closers-control', vertical }),
    gainFigure(result, gain),
    byDifficulty(predictors),
    ranges(predictors),
    probability(predictors),
  ];
  return {
    id: 'closers',
    metric: 10,
    title: 'Predicting the closer',
    paragraphs: [
      answer(own, 'natural'),
      sentences(
        'The predictor reads held-out code up to a true closer and is asked which closer comes next.',
        answer(own, 'stretched'),
      ),
      sentences(...others.map((other) => otherSentences(result, own, other)), gainSentence(result)),
      distanceCostSentence(result, control),
      rangesSentence(own),
    ].filter(Boolean),
    figures: figures.filter((figure) => figure !== null),
    definitions,
  };
}

type Form = (typeof forms)[number];

const places: Readonly<Record<Form, string>> = { natural: 'In real code', stretched: 'In stretched code' };

/** By the fitted curve. */
function answer(own: NamedProbes, form: Form): string {
  const closers = own.probes.closers[form];
  if (closers === null) return '';
  if (closers.overall.n === 0) return form === 'natural' ? 'There was no closer to predict.' : '';
  return reachSentence(places[form], probedInSentence(own), closers.reach ?? null);
}

/** `In real code, this model knows four in five closers up to 49 characters from their openers (95 % interval 41–72).` */
export function reachSentence(
  where: string,
  who: string,
  reach: NonNullable<NamedReach['reach']> | null,
): string {
  const state = stateOf(reach);
  if (state === 'unknown') return `${where} there are too few closers to say how far ${who} knows them.`;
  const { side, characters } = reach!.crossing;
  if (state === 'fails') {
    const from = characters > 1 ? ` from ${formatDistance(characters)} characters on` : '';
    return `${where}, ${who} knows fewer than four in five closers at every distance${from}${doubt(reach!)}.`;
  }
  const distance = countOf(Math.round(characters), 'character');
  return side === 'after'
    ? `${where}, ${who} knows more than four in five closers at every distance that has enough of them, up to ${distance}${bracketed(reach!, 'first')}.`
    : `${where}, ${who} knows four in five closers up to ${distance} from their openers${bracketed(reach!, 'first')}.`;
}

/** The same by ranges instead of a curve, beside the table of D80. */
function rangesSentence(own: NamedProbes): string {
  const counted = forms.flatMap((form) => {
    const closers = own.probes.closers[form];
    return closers === null || closers.overall.n === 0
      ? []
      : [d80Sentence(places[form], probedInSentence(own), readD80(closers))];
  });
  return counted.length === 0
    ? ''
    : `By ranges of distance instead of a fitted curve: ${uncapitalize(counted.join(' '))}`;
}

/** Where the result's tests find both forms alike, they are said in one sentence. */
export function otherSentences(result: Result, own: NamedProbes, other: NamedProbes): string {
  const found = forms.map((form) => ({
    where: form === 'natural' ? 'real' : 'stretched',
    sentence: uncapitalize(orderSentence(result, `closers/${form}`, side(own), [side(other)])),
  }));
  const said = found.filter(({ sentence }) => sentence !== '');
  return [...new Set(said.map(({ sentence }) => sentence))]
    .map((sentence) => {
      const places = said.filter((one) => one.sentence === sentence).map(({ where }) => where);
      return `In ${places.join(' and in ')} code, ${sentence}`;
    })
    .join(' ');
}

function side(predictor: NamedProbes): { id: string; name: string } {
  return { id: predictor.name, name: probedInSentence(predictor) };
}

/** In probability, closer by closer. */
export function gainSentence(result: Result): string {
  const [own, other] = namedProbes(result);
  if (own === undefined || other === undefined) return '';
  if ((result.probes?.closerGain ?? []).every(({ n }) => n === 0)) return '';
  const sides = { measure: 'closer-probability/natural', first: own.name, second: other.name };
  const above = rangesTested(result, sides, 'above');
  const below = rangesTested(result, sides, 'below');
  const rival = probedInSentence(other);
  if (above === null && below === null)
    return `No detectable difference from ${rival} in the probability of the true closer, at any distance.`;
  const parts = [
    ...(above === null ? [] : [`more probability than ${rival} ${atDistances(above)}`]),
    ...(below === null
      ? []
      : [`less ${above === null ? `probability than ${rival} ` : ''}${atDistances(below)}`]),
  ];
  return `${capitalize(probedInSentence(own))} gives the true closer ${parts.join(' and ')}.`;
}

const vertical = 'Share of closers known';

function byDistance(predictors: readonly NamedProbes[]): Figure | null {
  const panels = forms.map((form): BucketPanel => {
    const measured = predictors.flatMap(({ name, style, probes }, index) => {
      const closers = probes.closers[form];
      return closers === null ? [] : [{ name, style, index, closers }];
    });
    return {
      title: form,
      series: measured.map(({ name, style, index, closers }) => {
        const column = `${name}, ${form}`;
        const failures = failedClosers(`closers-${index}-${form}`, column, closers);
        return { name, style, column, buckets: closers.byDistance, failures };
      }),
      drops: measured.flatMap(({ style, closers: { reach } }) =>
        reach?.crossing.side === 'at' ? [{ style, at: reach.crossing.characters }] : [],
      ),
    };
  });
  return shareFigure(panels, {
    id: 'closers-by-distance',
    axes: { vertical, horizontal: 'Distance from opener to closer, characters', threshold: true },
    title: 'Closers known, by distance',
    caption: 'Known: the true closer gets more than 0.8 of the probability of all closers.',
    chartNote: `${criterionNote} Vertical lines: where the fitted curve falls below it.`,
    heading: 'Distance, characters',
  });
}

function gainFigure(result: Result, gain: readonly MeanBucket[]): Figure | null {
  if (gain.every(({ n }) => n === 0)) return null;
  const name = 'model minus n-gram';
  const points = meanPoints(name, gain, 'characters', formatSigned);
  return chartFigure({
    id: 'closer-gain',
    chart: curvesOverDistance(
      [{ title: '', series: [{ style: 'model', name: '', points }], levels: [{ value: 0 }] }],
      {
        horizontal: 'Distance from opener to closer, characters',
        vertical: { label: 'P(true closer), model minus n-gram', scale: 'value' },
      },
    ),
    title: 'Model minus n-gram, by distance',
    caption: 'Mean probability of the true closer: the model’s minus the n-gram’s, on the same closers.',
    chartNote: `${barsNote} Above the dashed line the model is better.`,
    description: gainSentence(result),
    ...meanTable([{ name, items: gain }], formatSigned),
  });
}

/** What may make it hard besides distance, in code as it is. */
function byDifficulty(predictors: readonly NamedProbes[]): Figure | null {
  const kinds = [
    { title: 'by nesting depth', short: 'by depth', key: 'byDepth' },
    { title: 'by openers of another type between', short: 'by attractors', key: 'byAttractors' },
  ] as const;
  const panels = kinds.map(({ title, short, key }): BucketPanel => {
    const series = predictors.map(({ name, style, probes }) => {
      return { name, style, column: `${name}, ${short}`, buckets: probes.closers.natural[key] };
    });
    return { title, series };
  });
  return shareFigure(panels, {
    id: 'closers-by-attractors',
    axes: { vertical, horizontal: 'Depth, and number of openers between', isSteps: true },
    title: 'Closers known, by depth and attractors',
    caption: 'In real code, by nesting depth and by openers of another type in between.',
    heading: 'Depth, or attractors',
  });
}

function ranges(predictors: readonly NamedProbes[]): Figure {
  const rows = predictors.flatMap(({ name, probes }) =>
    forms.flatMap((form): Cell[][] => {
      const closers = probes.closers[form];
      if (closers === null) return [];
      const reading = readD80(closers);
      const interval = d80Interval(reading);
      return [
        [
          textCell(`${name}, ${form}`),
          textCell(d80Value(reading)),
          interval === null ? nothing : textCell(interval),
          proportionCell(closers.overall),
        ],
      ];
    }),
  );
  const columns = ['', 'D80, characters', '95 % interval', 'Closers known'];
  return tableFigure({
    id: 'd80',
    title: 'D80, by predictor',
    columns,
    rows,
  });
}

function probability(predictors: readonly NamedProbes[]): Figure | null {
  const columns = forms
    .flatMap((form) =>
      predictors.map(({ name, probes }) => ({
        name: `${name}, ${form}`,
        items: probes.closers[form]?.probability ?? [],
      })),
    )
    .filter(({ items }) => items.some(({ n }) => n > 0));
  if (columns.length === 0) return null;
  const title = 'Mean probability of the true closer, by distance';
  return tableFigure({
    id: 'closer-probability',
    title,
    folded: true,
    ...meanTable(columns, formatDecimal),
  });
}

function meanTable(
  columns: readonly { name: string; items: readonly MeanBucket[] }[],
  format: (value: number) => string,
): FigureTable {
  return seriesTable('Distance, characters', columns, {
    place: ({ from }) => from,
    label: formatBucket,
    cell: (bucket) => estimateCell(bucket, format),
  });
}

const definitions: Definitions = {
  Known: 'P(true closer) / P(any closer) is above 0.8, the criterion of Hewitt et al. 2020.',
  D80: 'The upper end, in characters, of the farthest range of distances such that at least 80 % are known in it and in all nearer ranges. A range with fewer than 30 cases ends it. Its interval runs from the distance that the intervals confirm to the first range certainly below; “or more”: no range is, as far as the data reach.',
  'Stretched code':
    'Distant pairs are rare in real code. Here, more real elements (arguments, list items, entries) are put between an opener and its closer, as many as the distance needs.',
  ...controlDefinition,
};
