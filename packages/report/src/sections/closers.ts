import { nothing, proportionCell, textCell } from '../document/cells.ts';
import { d80Interval, d80Sentence, d80Value, readD80 } from '../document/d80.ts';
import { meanTable } from '../document/mean-table.ts';
import { orderSentences } from '../document/order-sentence.ts';
import { type NamedProbes, namedProbes, probedInSentence } from '../document/probes.ts';
import { inTheTable } from '../document/sentences.ts';
import { controlledClosers } from '../document/stretched-control.ts';
import { atDistances, rangesTested } from '../document/tested.ts';
import type { Cell, Definition, Figure, MeanBucket, Result, Section } from '../document/types.ts';
import { formatDecimal, formatSigned, uncapitalize } from '../text/format.ts';
import { criterionNote, seriesFigure } from './bucket-figure.ts';
import { controlDefinition, controlFigure, distanceCostSentence } from './stretched-control.ts';

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
    controlFigure(result, control, { id: 'closers-control', chart: 'closers-control' }),
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
      `No sampling here: the predictor reads held-out code up to a true closer, and is asked which closer comes. ${reachSentences(own)}`,
      [...others.map((other) => otherSentences(result, own, other)), gainSentence(result)]
        .filter(Boolean)
        .join(' '),
      distanceCostSentence(result, control),
    ].filter(Boolean),
    figures: figures.filter((figure) => figure !== null),
    definitions,
  };
}

/** D80 in both forms. */
function reachSentences(own: NamedProbes): string {
  const { natural, stretched } = own.probes.closers;
  const name = probedInSentence(own);
  if (natural.overall.n === 0) return 'There was no closer to predict.';
  const asIs = d80Sentence(`In code as it is, ${name}`, 'its closers', readD80(natural));
  if (stretched === null || stretched.overall.n === 0) return asIs;
  return `${asIs} ${d80Sentence(`In stretched code, where every distance has cases enough, ${name}`, 'them', readD80(stretched))}`;
}

function otherSentences(result: Result, own: NamedProbes, other: NamedProbes): string {
  return forms
    .flatMap((form) => {
      const [mine, theirs] = [own.probes.closers[form], other.probes.closers[form]];
      if (mine === null || theirs === null || mine.overall.n === 0 || theirs.overall.n === 0) return [];
      const where = form === 'natural' ? 'as it is' : 'stretched';
      return [[where, orderSentences(result, `closers/${form}`, side(own), side(other))] as const];
    })
    .flatMap(([where, sentences]) =>
      sentences === '' ? [] : [`In code ${where}, ${uncapitalize(sentences)}`],
    )
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
  const parts = [
    ...(above === null
      ? []
      : [`gives the true closer more probability than the n-gram does ${atDistances(above)}`]),
    ...(below === null ? [] : [`gives it less ${atDistances(below)}`]),
  ];
  if (parts.length === 0)
    return 'Closer by closer, no distance shows a difference in probability between the model and the n-gram.';
  return `Closer by closer, the model ${parts.join(', and ')}.`;
}

function byDistance(predictors: readonly NamedProbes[]): Figure | null {
  const series = forms.flatMap((form) =>
    predictors.map(({ name, probes }) => ({
      name: `${name}, ${form}`,
      buckets: probes.closers[form]?.byDistance ?? [],
    })),
  );
  return seriesFigure(series, {
    id: 'closers-by-distance',
    chart: 'closers-by-distance',
    title: 'Share of closers held, by distance',
    caption: 'Held: the true closer has more than 0.8 of the probability of all closers.',
    chartNote: `${criterionNote} A line drops from it where D80 lies.`,
    heading: 'Distance, characters',
  });
}

function gainFigure(result: Result, gain: readonly MeanBucket[]): Figure | null {
  if (gain.every(({ n }) => n === 0)) return null;
  const title = 'What the model adds to the n-gram, by distance';
  return {
    id: 'closer-gain',
    chart: 'closer-gain',
    title,
    caption:
      'Mean probability of the true closer by the model, minus that by the n-gram at the same closers.',
    chartNote:
      'Above the dashed line the model is better. Bars are 95 % intervals; hollow points have fewer than 30 cases.',
    description: `${gainSentence(result)} ${inTheTable}`,
    table: meanTable(
      title,
      'Distance, characters',
      [{ name: 'model minus n-gram', buckets: gain }],
      formatSigned,
    ),
  };
}

function byDifficulty(predictors: readonly NamedProbes[]): Figure | null {
  const series = predictors.flatMap(
    ({
      name,
      probes: {
        closers: { natural },
      },
    }) => [
      { name: `${name}, by depth`, buckets: natural.byDepth },
      { name: `${name}, by openers between`, buckets: natural.byAttractors },
    ],
  );
  return seriesFigure(series, {
    id: 'closers-by-attractors',
    chart: 'closers-by-attractors',
    title: 'Share of closers held, by what may make it hard',
    caption: 'Nesting depth, and openers of another type between the two ends; in code as it is.',
    heading: 'Depth, or openers between',
  });
}

function ranges(predictors: readonly NamedProbes[]): Figure {
  const title = 'D80, by predictor';
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
  return {
    id: 'd80',
    chart: null,
    title,
    caption: '',
    description: '',
    table: {
      caption: title,
      columns: ['', 'D80, characters', 'By the 95 % intervals', 'All closers held'],
      rows,
    },
  };
}

function probability(predictors: readonly NamedProbes[]): Figure | null {
  const columns = forms
    .flatMap((form) =>
      predictors.map(({ name, probes }) => ({
        name: `${name}, ${form}`,
        buckets: probes.closers[form]?.probability ?? [],
      })),
    )
    .filter(({ buckets }) => buckets.some(({ n }) => n > 0));
  if (columns.length === 0) return null;
  const title = 'Mean probability of the true closer, by distance';
  const table = meanTable(title, 'Distance, characters', columns, (value) => formatDecimal(value));
  return { id: 'closer-probability', chart: null, folded: true, title, caption: '', description: '', table };
}

const definitions: readonly Definition[] = [
  { term: 'Held', text: 'P(true closer) / P(any closer) above 0.8, the criterion of Hewitt et al. 2020.' },
  {
    term: 'D80',
    text: 'The upper end, in characters, of the largest distance bucket such that it and all nearer ones hold at least 80 %. A bucket with fewer than 30 cases ends it.',
  },
  {
    term: 'As it is, and stretched',
    text: 'Far pairs are rare in real code. In stretched code, further real elements (arguments, list items, entries) stand between an opener and its closer, as many as the distance asks for.',
  },
  controlDefinition,
  {
    term: '95 % interval',
    text: 'Clustered by document. That of D80 reaches from where the intervals of all buckets lie at or above 80 % to the first that lies below; “or more”: none does before the data end.',
  },
];
