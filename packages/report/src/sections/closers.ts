import { BLIND_READER, type BlindReader } from '@longrange/eval/internal';
import type { BucketPanel, Definitions, Figure, SectionDraft } from '../document/index.ts';
import {
  byBucket,
  cell,
  curveFigure,
  format,
  notes,
  plot,
  seriesTable,
  shareFigure,
  tableFigure,
} from '../document/index.ts';
import { sentences } from '../words/sentences.ts';
import { atDistances, orderSentence, rangesTested, type Tests } from '../words/tested.ts';
import {
  controlDefinition,
  controlFigure,
  controlledClosers,
  distanceCostSentence,
  otherCostsSentence,
} from './control-figure.ts';
import { formNames, type NamedProbes, type Probed, probedInSentence, sideOf } from './named-probes.ts';
import { failedClosers } from './shown-failures.ts';

const forms = ['natural', 'lengthControlled'] as const;

/** Metric 10. Null if no predictor was scored. */
export function closersSection(probed: Probed): SectionDraft | null {
  const { predictors, tests } = probed;
  const blind = probed.probes?.blindReader;
  const [own, ...others] = probed.withUntrained;
  if (own === undefined || own.probes.closers.natural.overall.n === 0) return null;
  const control = controlledClosers(own);
  return {
    id: 'closers',
    metric: 10,
    title: 'Predicting the closer',
    paragraphs: [
      sentences(answer(own, 'natural'), blindSentence(probed, own)),
      sentences(
        'The predictor reads held-out code up to a true closer and is asked which closer comes next. Habit counts, since most brackets are of one type: how far back the opener matters is said by the range.',
        answer(own, 'lengthControlled'),
      ),
      sentences(
        ...others.map((other) => otherSentences(tests, own, other) || answer(other, 'natural')),
        gainSentence(probed),
      ),
      sentences(distanceCostSentence(tests, control), otherCostsSentence(others, controlledClosers)),
    ],
    figures: [
      byDistance([own, ...others], blind),
      controlFigure(tests, control, { id: 'closers-control', vertical }),
      gainFigure(probed),
      byDifficulty(predictors),
      probability(predictors),
    ],
    definitions,
  };
}

type Form = (typeof forms)[number];

const places: Readonly<Record<Form, string>> = {
  natural: 'In real code',
  lengthControlled: 'In length-controlled code',
};

function answer(own: NamedProbes, form: Form): string {
  const closers = own.probes.closers[form];
  if (closers === null) return '';
  if (closers.overall.n === 0) return form === 'natural' ? 'There was no closer to predict.' : '';
  return `${places[form]}, ${probedInSentence(own)} knows ${format.share(closers.overall)} of the closers.`;
}

/** States the blind reader's figure, and where the model does better or worse. */
function blindSentence({ probes, tests }: Probed, own: NamedProbes): string {
  if (probes?.blindReader === undefined) return '';
  const { closer, commonestIn, natural } = probes.blindReader;
  const text = commonestIn === 'training' ? 'training text' : 'held-out code';
  const side = { id: BLIND_READER, name: 'the blind reader' };
  return sentences(
    `A blind reader, which always answers “${closer}”, the commonest closer of the ${text}, knows ${format.share(natural.overall)}.`,
    orderSentence(tests, 'closers/natural', sideOf(own), [side]),
  );
}

/** States both forms in one sentence if the tests find them alike. */
export function otherSentences(tests: Tests, own: NamedProbes, other: NamedProbes): string {
  const found = forms.map((form) => ({
    where: form === 'natural' ? 'real' : 'length-controlled',
    sentence: format.uncapitalize(orderSentence(tests, `closers/${form}`, sideOf(own), [sideOf(other)])),
  }));
  const said = found.filter(({ sentence }) => sentence !== '');
  return [...new Set(said.map(({ sentence }) => sentence))]
    .map((sentence) => {
      const places = said.filter((one) => one.sentence === sentence).map(({ where }) => where);
      return `In ${places.join(' and in ')} code, ${sentence}`;
    })
    .join(' ');
}

/** Gain in probability, closer by closer. */
export function gainSentence({ probes, predictors: [own, other], tests }: Probed): string {
  if (own === undefined || other === undefined) return '';
  if ((probes?.closerGain ?? []).every(({ n }) => n === 0)) return '';
  const sides = { measure: 'closer-probability/natural', first: own.name, second: other.name };
  const above = rangesTested(tests, sides, 'above');
  const below = rangesTested(tests, sides, 'below');
  const rival = probedInSentence(other);
  if (above === null && below === null)
    return `No detectable difference from ${rival} in the probability of the true closer, at any distance.`;
  const parts = [
    ...(above === null ? [] : [`more probability than ${rival} ${atDistances(above)}`]),
    ...(below === null
      ? []
      : [`less ${above === null ? `probability than ${rival} ` : ''}${atDistances(below)}`]),
  ];
  return `${format.capitalize(probedInSentence(own))} gives the true closer ${parts.join(' and ')}.`;
}

const vertical = 'Share of closers known';

function byDistance(predictors: readonly NamedProbes[], blind: BlindReader | undefined): Figure | null {
  const panels = forms.map((form): BucketPanel => {
    const measured = predictors.flatMap(({ name, style, probes }, index) => {
      const closers = probes.closers[form];
      return closers === null ? [] : [{ name, style, index, closers }];
    });
    const series = measured.map(({ name, style, index, closers }) => {
      const column = `${name}, ${formNames[form]}`;
      const failures = failedClosers(`closers-${index}-${form}`, column, closers);
      return { name, style, column, buckets: closers.byDistance, failures };
    });
    const buckets = blind?.[form]?.byDistance;
    const column = `${BLIND_READER}, ${formNames[form]}`;
    const blinded = buckets && { style: 'real' as const, name: BLIND_READER, column, buckets };
    return { title: formNames[form], series: blinded === undefined ? series : [...series, blinded] };
  });
  return shareFigure(panels, {
    id: 'closers-by-distance',
    axes: { vertical, horizontal: 'Distance from opener to closer, characters', threshold: true },
    title: 'Closers known, by distance',
    caption: 'Known: the true closer gets more than 0.8 of the probability of all closers.',
    chartNote: notes.criterion,
    heading: 'Distance, characters',
  });
}

function gainFigure(probed: Probed): Figure | null {
  const gain = probed.probes?.closerGain ?? [];
  if (gain.every(({ n }) => n === 0)) return null;
  const { ngram } = probed;
  const name = `model minus ${ngram}`;
  const points = plot.means(name, gain, 'characters', format.signed);
  const series = [{ style: 'model' as const, name: '', column: name, items: gain, points }];
  return curveFigure([{ title: '', series, levels: [{ value: 0 }] }], {
    id: 'closer-gain',
    horizontal: 'Distance from opener to closer, characters',
    vertical: { label: `P(true closer), ${name}`, scale: 'value' },
    title: `${format.capitalize(name)}, by distance`,
    caption: `Mean probability of the true closer: the model’s minus the ${ngram}’s, on the same closers.`,
    chartNote: `${notes.bars} Above the dashed line the model is better.`,
    description: gainSentence(probed),
    heading: 'Distance, characters',
    ...byBucket,
    cell: (bucket) => cell.estimate(bucket, format.signed),
  });
}

/** Shows what may make closers hard to predict besides distance, in natural code. */
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

function probability(predictors: readonly NamedProbes[]): Figure | null {
  const columns = forms
    .flatMap((form) =>
      predictors.map(({ name, probes }) => ({
        name: `${name}, ${formNames[form]}`,
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
    ...seriesTable('Distance, characters', columns, {
      ...byBucket,
      cell: (bucket) => cell.estimate(bucket, format.threeDecimals),
    }),
  });
}

const definitions: Definitions = {
  Known: 'P(true closer) / P(any closer) is above 0.8, the criterion of Hewitt et al. 2020.',
  'Length-controlled code':
    'Distant pairs are rare in real code. Here, more real elements (arguments, list items, entries) are put between an opener and its closer, as many as the distance needs.',
  ...controlDefinition,
};
