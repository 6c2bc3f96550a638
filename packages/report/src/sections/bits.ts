import type { BitsPerCharacter } from '@longrange/eval/internal';
import { SETTLED } from '@longrange/eval/internal';
import type { Bounds, Cell, Dot, DotRow, Figure, SectionDraft, SeriesStyle } from '../document/index.ts';
import { byBucket, cell, chartFigure, curveFigure, format, plot } from '../document/index.ts';
import { sentences } from '../words/sentences.ts';
import { predictorStyle } from '../words/subjects.ts';
import { type Tested, testOf } from '../words/tested.ts';
import type { Scored } from './saved-since-reset.ts';
import { controlsSentence, savedSinceReset } from './saved-since-reset.ts';

/** Metric 9. Null if nothing was scored, as with a text and no model. */
export function bitsSection(scored: Scored, renaming: Figure | null): SectionDraft | null {
  const figures = [perPredictor(scored), renaming, byPosition(scored), savedSinceReset(scored)];
  if (figures.every((figure) => figure === null)) return null;
  return {
    id: 'bits',
    metric: 9,
    title: 'Predicting the next character',
    paragraphs: [
      bitsAnswer(scored),
      `The model reads held-out text and says at each character what it expects next. Fewer bits are better. ${stateSentence(scored)} ${ownStateSentence(scored)}`.trim(),
    ],
    figures: figures.filter((figure) => figure !== null),
    definitions: {
      'Bits per character':
        'The mean of −log₂ of the probability given to the character that came. A fair coin is worth 1 bit.',
      'Each document once':
        'The mean of the documents’ own bits per character. By character, long documents count for more.',
      Carried: 'The state is kept from the beginning of a document to its end.',
      Reset: 'The state is set to zero at regular intervals.',
      '95 % interval':
        'Over documents. All predictors read the same ones, so differences are paired by document: two predictors may differ although their intervals overlap.',
    },
  };
}

/** Bits of the model beside the best other predictor’s. */
export function bitsAnswer(scored: Scored): string {
  return sentences(modelSentence(scored), ownDocumentSentence(scored), upperBoundSentence(scored));
}

function modelSentence(scored: Scored): string {
  const own = scored.own;
  if (own?.carried == null) return '';
  const best = bestOther(scored, own);
  const claim = `This model needs ${withBounds(own.carried)} per character of the ${own.split} split`;
  const test = best === undefined ? null : testOf(scored.tests, 'bits', own.predictor, best.predictor);
  if (best?.carried == null || test === null) return `${claim}.`;
  const other = `the best other predictor, ${predictorInSentence(best)}, at ${withBounds(best.carried)}`;
  if (test.order === 'undecided')
    return `${claim}; no detectable difference from ${other}: ${signedDifference(test)}.`;
  return `${claim}, ${amount(test)} ${test.order === 'below' ? 'fewer' : 'more'} than ${other}.`;
}

function bestOther({ entries }: Scored, own: BitsPerCharacter): BitsPerCharacter | undefined {
  return entries
    .filter((entry) => entry !== own && entry.split === own.split && entry.carried !== null)
    .sort((a, b) => a.carried!.bits - b.carried!.bits)[0];
}

/** Upper bound for a token model. */
function upperBoundSentence(scored: Scored): string {
  const own = scored.own;
  const bound = own?.upperBound;
  if (own === null || bound === undefined) return '';
  if (own.carried === null) {
    const best = bestOther(scored, own);
    const other =
      best?.carried == null
        ? ''
        : ` The best other predictor, ${predictorInSentence(best)}, needs ${withBounds(best.carried)}.`;
    return `This model needs at most ${withBounds(bound)} per character of the ${own.split} split: an upper bound, by the tokens of its tokenizer alone. Other ways to cut the text into tokens would add to its probability, and the endpoint does not tell of them.${other}`;
  }
  return `It predicts tokens, and these are sums over all ways to cut the text into tokens; its tokenizer’s way alone gives an upper bound of ${withBounds(bound)}.`;
}

/** The same with each document counted once. */
function ownDocumentSentence(scored: Scored): string {
  const own = scored.own;
  if (own?.carried == null) return '';
  const best = bestOther(scored, own);
  const test =
    best === undefined ? null : testOf(scored.tests, 'bits-per-document', own.predictor, best.predictor);
  if (best?.carried == null || test === null) return '';
  const claim = `With each document counted once it needs ${format.bits(own.carried.perDocument.bits)}, ${predictorInSentence(best)} ${format.bits(best.carried.perDocument.bits)}`;
  return `${claim}: ${decisionWords(test, 'fewer', 'more')}.`;
}

function ownStateSentence(scored: Scored): string {
  const test = testOf(scored.tests, 'state-per-document', 'carried', 'reset');
  if (test === null) return '';
  return `With each document counted once: ${decisionWords(test, 'fewer bits carried', 'more bits carried')}.`;
}

/** `0.071 (0.067–0.074) fewer`, or that no difference is detectable. */
function decisionWords(test: Tested, below: string, above: string): string {
  if (test.order === 'undecided') return `no detectable difference, ${signedDifference(test)}`;
  return `${amount(test)} ${test.order === 'below' ? below : above}`;
}

function stateSentence(scored: Scored): string {
  const own = scored.own;
  const test = testOf(scored.tests, 'state', 'carried', 'reset');
  if (own?.carried == null || own.reset === null || test === null) return '';
  const every = format.count(own.reset.every);
  const where = `on characters that come at least ${SETTLED} after a reset (every ${every})`;
  const start = controlsSentence(scored);
  if (test.order === 'below')
    return `Carrying the state helps: ${where} it saves ${amount(test)} bits.${start}`;
  if (test.order === 'above')
    return `Carrying the state hurts: ${where} it costs ${amount(test)} bits.${start}`;
  return `No detectable effect of carrying the state ${where}: a difference of ${signedDifference(test)}.${start}`;
}

/** Compressors have names of their own; n-grams do not. */
function predictorInSentence({ predictor }: BitsPerCharacter): string {
  return /^\d+-gram$/.test(predictor) ? `the ${predictor}` : predictor;
}

/** `1.768 bits (1.727–1.809)`. */
function withBounds(value: { bits: number } & Bounds): string {
  return `${format.bits(value.bits)} bits (${format.bitsInterval(value)})`;
}

/** Difference of a decided test without its sign: `0.071 (0.067–0.074)`. */
function amount({ difference, low, high }: Tested): string {
  const [least, most] = [Math.abs(low!), Math.abs(high!)].sort((a, b) => a - b) as [number, number];
  return format.estimate({ value: Math.abs(difference), low: least, high: most });
}

function signedDifference({ difference, low, high, documents }: Tested): string {
  const between =
    low === null || high === null ? format.NO_INTERVAL : `${format.signed(low)} to ${format.signed(high)}`;
  return `${format.signed(difference)} (${between}) over ${format.countOf(documents, 'document')}`;
}

function perPredictor(scored: Scored): Figure | null {
  const entries = scored.entries;
  const measured = entries.filter(({ carried, reset }) => carried !== null || reset !== null);
  if (measured.length === 0) return null;
  const bits = (value: ({ bits: number } & Bounds) | null): Cell =>
    value === null ? cell.nothing : { kind: 'bits', bits: value.bits, low: value.low, high: value.high };
  const best = [...measured].sort((a, b) => (a.carried ?? a.reset)!.bits - (b.carried ?? b.reset)!.bits);
  return chartFigure({
    id: 'bits-per-predictor',
    chart: {
      kind: 'rows',
      axis: { label: 'Bits per character (lower is better)', unit: 'number', least: 0, most: 0 },
      rows: best.map((entry) => rowOf(entry, entry === scored.own ? 'model' : 'ngram')),
      legend: measured.some(({ reset }) => reset !== null)
        ? [
            { style: 'model', name: 'state carried' },
            { style: 'model', name: 'state reset', hollow: true },
          ]
        : [],
    },
    title: 'Bits per character, by predictor',
    caption: 'Lower is better.',
    chartNote: 'Filled: state carried. Hollow: state reset. Bars: 95 % intervals over documents.',
    description: `${measured.map(({ predictor, carried, reset }) => `${predictor}: ${format.bits((carried ?? reset)?.bits ?? null)}`).join('; ')}.`,
    columns: [
      ...['Predictor', 'Split', 'Characters', 'State carried', 'each document once'],
      ...['State reset', 'each document once', 'Reset every'],
    ],
    rows: measured.map((entry) => [
      cell.text(entry.predictor),
      cell.text(entry.split),
      cell.of(entry.characters),
      bits(entry.carried),
      bits(entry.carried?.perDocument ?? null),
      bits(entry.reset),
      bits(entry.reset?.perDocument ?? null),
      cell.of(entry.reset?.every ?? null),
    ]),
  });
}

/** Filled with the state carried, hollow with it reset. */
function rowOf({ predictor, carried, reset }: BitsPerCharacter, style: SeriesStyle): DotRow {
  const states = [
    { measured: reset, state: 'state reset', hollow: 'state reset' },
    { measured: carried, state: 'state carried', hollow: null },
  ];
  const dots = states.flatMap(({ measured, state, hollow }): Dot[] => {
    if (measured === null) return [];
    const { bits } = measured;
    const title = `${predictor}, ${state}: ${format.bits(bits)} bits (${format.bitsInterval(measured)})`;
    return [{ style, value: bits, ...plot.bounds(bits, measured), hollow, title }];
  });
  return { name: predictor, value: format.bits((carried ?? reset)?.bits ?? null), style, dots };
}

function byPosition(scored: Scored): Figure | null {
  const own = scored.own;
  const entries = scored.entries.filter((entry) => entry.byPosition.some(({ n }) => n > 0));
  if (entries.length === 0) return null;
  const drawn = [...entries.filter((entry) => entry === own), ...entries.filter((entry) => entry !== own)];
  const series = drawn.map(({ predictor: name, byPosition: buckets }, index) => {
    const items = buckets.filter(({ n }) => n > 0);
    const points = items.map((bucket) => {
      const words = `${format.distances(bucket)}: ${format.bits(bucket.bits)} bits, n ${format.count(bucket.n)}`;
      const point = plot.plain(plot.middle(bucket), bucket.bits, `${name}, ${words}`);
      return { ...point, thin: format.isThin(bucket) };
    });
    return { style: predictorStyle(own === null ? index + 1 : index), name, items, points };
  });
  const filled = series.flatMap(({ items }) => items);
  return curveFigure([{ title: '', series }], {
    id: 'bits-by-position',
    heading: 'Position',
    horizontal: 'Characters read',
    vertical: { label: 'Bits per character', scale: 'value' },
    ends: [Math.min(...filled.map(({ from }) => from)), Math.max(...filled.map(({ to }) => to))],
    title: 'Bits per character, by characters read',
    caption:
      'Characters read since the beginning of the document or the last reset. Plain means, without intervals.',
    chartNote: 'Where the line stops falling, more context no longer helps.',
    description: `${entries.map(positionPhrase).join('; ')}.`,
    ...byBucket,
    cell: (bucket) =>
      bucket === undefined
        ? cell.nothing
        : { ...cell.number(bucket.bits, format.bits), detail: `n ${format.count(bucket.n)}` },
  });
}

function positionPhrase({ predictor, byPosition: buckets }: BitsPerCharacter): string {
  const filled = buckets.filter(({ n }) => n > 0);
  const [first, last] = [filled[0]!, filled.at(-1)!];
  return `${predictor}: ${format.bits(first.bits)} at ${format.bucket(first)}, ${format.bits(last.bits)} at ${format.bucket(last)}`;
}
