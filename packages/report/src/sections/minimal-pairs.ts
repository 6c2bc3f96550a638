import type { FartherAsked } from '@longrange/eval/internal';
import type { Definitions, Figure, SectionDraft } from '../document/index.ts';
import { byBucket, cell, format, notes, seriesTable, shareFigure, tableFigure } from '../document/index.ts';
import { placeWords, reasonWords, shortRange, spanWords } from '../words/range-words.ts';
import { sentences } from '../words/sentences.ts';
import { orderSentence, type Tests } from '../words/tested.ts';
import {
  controlDefinition,
  controlFigure,
  controlledPairs,
  distanceCostSentence,
  otherCostsSentence,
} from './control-figure.ts';
import { factorParts } from './factors-figure.ts';
import {
  evidenceFigure,
  kindNames,
  kindsAsked,
  kindsTable,
  outcomesFigure,
  type PairKind,
  thresholdsTable,
} from './minimal-pairs-figures.ts';
import {
  bracketsRead,
  fartherSentence,
  formNames,
  type NamedProbes,
  type Probed,
  probedInSentence,
  sideOf,
} from './named-probes.ts';
import { temperaturesFigure, writingFigure } from './range-figure.ts';

/** Metric 11. Null if no minimal pairs were scored. */
export function rangeSection(probed: Probed): SectionDraft | null {
  const { probes, tests } = probed;
  const predictors = probed.withUntrained.filter((one) => one.probes.minimalPairs.scoring.length > 0);
  const [own, ...others] = predictors;
  if (own === undefined) return null;
  const kinds = kindsAsked(predictors);
  const measured = kinds.filter((kind) => lengthControlledRange(own, kind)?.notMeasurable === null);
  const controlledOf = (predictor: NamedProbes) => controlledPairs(predictor, measured);
  const control = controlledOf(own);
  const factors = factorParts(probed.predictors);
  return {
    id: 'range',
    metric: 11,
    title: 'The range of memory',
    paragraphs: [
      sentences(kindsSentence(own), writingSentence(own)),
      sentences(
        'Each item is a minimal pair: two texts, the same but for one opener: a bracket of another type, other quotes, another statement, another name. The opener still shows if it changes the odds of the two closers more than 2.7-fold (1 nat); it still decides if in both texts their own closer is the likelier one. A model that does not see the opener answers both alike: it shows nothing and decides nothing, whatever its habits. A model with strong habits may show a bracket far beyond where it decides.',
        notShownSentence(own),
        leftOutSentence(probes?.minimalPairsLeftOut ?? 0),
        fartherSentence(probes?.farther, ['natural', 'lengthControlled'], {
          asked: (maxDistance) => `Distances go up to ${format.count(maxDistance)} characters.`,
          nameOf: fartherName,
        }),
        ...others.map((other) => comparedSentence(tests, own, other)),
      ),
      sentences(
        distanceCostSentence(tests, control),
        otherCostsSentence(others, controlledOf),
        controlsTooLow(own),
      ),
      factors.paragraph,
    ],
    figures: [
      thresholdsTable(probed),
      ...factors.figures,
      evidenceFigure(probed),
      writingFigure(probed),
      temperaturesFigure(probed),
      outcomesFigure(probed),
      kindsTable(probed),
      fartherTable(probes?.farther),
      byDistance(predictors, 'natural', kinds),
      byDistance(predictors, 'lengthControlled', measured),
      controlFigure(tests, control, {
        id: 'minimal-pairs-control',
        vertical: 'Both texts right',
        arePairs: true,
      }),
    ],
    definitions: { ...definitionsOf(kinds), ...factors.definitions },
  };
}

function notShownSentence(own: NamedProbes): string {
  return bracketsRead(own)?.shown === null
    ? 'How far the opener shows is not measured, since this model does not tell the odds of closers that are not among its likeliest.'
    : '';
}

/** Says for each kind how far the first end decides the second, in natural code. */
export function kindsSentence(own: NamedProbes): string {
  const natural = kindsAsked([own]).flatMap((kind) => {
    const range = own.probes.minimalPairs.scoring.find((one) => one.kind === kind)?.natural?.range;
    return range === undefined ? [] : [{ name: kindNames[kind], range }];
  });
  const measured = natural.filter(({ range }) => range.range !== null);
  const list = (reason: 'few' | 'near') =>
    natural.filter(({ range }) => range.notMeasurable === reason).map(({ name }) => name);
  const [few, near] = [list('few'), list('near')];
  return sentences(
    measured.length === 0
      ? ''
      : `When ${probedInSentence(own)} reads, the opener still decides ${format.list(measured.map(({ name, range }, index) => `${name} for ${spanWords(range, index === 0 ? 'first' : 'second')}`))}.`,
    few.length === 0 ? '' : `Too few pairs to measure: ${format.list(few)}.`,
    near.length === 0
      ? ''
      : `Not measurable, since fewer than half of the nearest pairs are right: ${format.list(near)}.`,
  );
}

function lengthControlledRange({ probes }: NamedProbes, kind: PairKind) {
  return probes.minimalPairs.scoring.find((one) => one.kind === kind)?.lengthControlled?.range;
}

/** Names the kinds for which length-controlled code says nothing about distance. */
export function controlsTooLow(own: NamedProbes): string {
  const low = kindsAsked([own]).flatMap((kind) => {
    const range = lengthControlledRange(own, kind);
    return range?.notMeasurable === 'near'
      ? [`${kindNames[kind]} (${format.percent(range.near!.share)})`]
      : [];
  });
  return low.length === 0
    ? ''
    : `Not measurable in length-controlled code, since fewer than 90 % of the near controls are right: ${format.list(low)}.`;
}

/** `When it writes, an open bracket still decides its closer for 14 (11–17) at temperature 0.5 and 12 (9–15) at 0.8.` */
export function writingSentence({ probes }: NamedProbes): string {
  const parts = probes.minimalPairs.generation.map(({ temperature, range }, index) => {
    const words = range.range === null ? `not measurable (${reasonWords(range)})` : shortRange(range);
    return `${words} at ${index === 0 ? 'temperature ' : ''}${temperature}`;
  });
  return parts.length === 0
    ? ''
    : `When it writes, an open bracket still decides its closer for ${format.list(parts)}.`;
}

function leftOutSentence(count: number): string {
  return count === 0
    ? ''
    : `${format.countOf(count, 'pair')} left out: what is swapped is not in the alphabet.`;
}

/** Says where the tests find the shares of brackets to differ. */
function comparedSentence(tests: Tests, own: NamedProbes, other: NamedProbes): string {
  const order = orderSentence(tests, 'minimal-pairs/closer/natural', sideOf(own), [sideOf(other)]);
  const range = bracketsRead(other)?.range;
  const width = range?.range == null ? '' : ` (range ${placeWords(range.range)})`;
  if (order !== '') return `For brackets: ${order.replace(/\.$/, `${width}.`)}`;
  // Without a test, only the measured share is stated.
  return range?.near == null
    ? ''
    : `${format.capitalize(probedInSentence(other))} has ${format.percent(range.near.share)} of the nearest pairs of brackets right${width}.`;
}

function byDistance(
  predictors: readonly NamedProbes[],
  form: 'natural' | 'lengthControlled',
  kinds: readonly PairKind[],
): Figure | null {
  const panels = kinds.map((kind) => ({
    title: kindNames[kind],
    series: predictors.map(({ name, style, probes }) => ({
      name,
      style,
      column: `${kindNames[kind]}, ${name}`,
      buckets: probes.minimalPairs.scoring.find((one) => one.kind === kind)?.[form]?.byDistance ?? [],
    })),
  }));
  return shareFigure(panels, {
    id: `minimal-pairs-${formNames[form]}`,
    axes: { vertical: 'Both texts right', horizontal: 'Distance, characters', hidesThinPanels: true },
    title: `Every kind, by distance, in ${form === 'natural' ? 'real' : 'length-controlled'} code`,
    caption: 'Reading. Distance: characters from the opener that differs to what depends on it.',
    chartNote: `${notes.bars} ${notes.panels}`,
    heading: 'Distance, characters',
  });
}

const kindDefinitions: Definitions = {
  Brackets: 'A bracket of another type around the same content, if the statement still parses the same way.',
  Quotes: 'The other kind of quotes around the same text.',
  Clauses: 'The statement that a block belongs to: one that takes `else`, or one that takes a handler.',
  'Imports, definitions, parameters':
    'The name that is bound, and its first use: another name of the same length.',
  'Dedent levels, names in use':
    'In length-controlled code only: the level of the next line, and the name that comes.',
};

function definitionsOf(kinds: readonly string[]): Definitions {
  return {
    Range:
      'The greatest distance at which a share of pairs, fitted by a curve that never rises, is at least half of what it is nearby. Its 95 % interval holds the distances that the documents do not contradict. It never extends beyond the farthest pair, and none is given with fewer than 30 pairs (in all, or nearby), or with less than half of the nearest; in length-controlled code, with less than 90 % of the control.',
    ...(kinds.length === 0 ? {} : kindDefinitions),
    'Length-controlled code':
      'Distant pairs are rare in real code. Here, more real elements (arguments, list items, entries) are put between the two ends, as many as the distance needs.',
    ...controlDefinition,
  };
}

type Items = FartherAsked['items'][number];

/** `brackets in real code`. */
function fartherName({ set, kind }: Items): string {
  return `${kindNames[kind as PairKind]} in ${set === 'natural' ? 'real' : 'length-controlled'} code`;
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
      minimalPairs.map((items) => ({ name: fartherName(items), items: items.buckets })),
      {
        ...byBucket,
        cell: (bucket) =>
          bucket === undefined
            ? cell.nothing
            : {
                ...cell.number(bucket.n, format.count),
                ...(bucket.n > 0 && { detail: format.countOf(bucket.documents, 'document') }),
              },
      },
    ),
  });
}
