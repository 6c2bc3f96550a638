import type { TestedDifference } from '@longrange/eval';
import { bitsCell, countCell, nothing, textCell } from '../document/cells.ts';
import { modelPredictor, type Predictor } from '../document/predictors.ts';
import { testOf } from '../document/tested.ts';
import type { Cell, Figure, Result, Section } from '../document/types.ts';
import {
  countOf,
  formatBits,
  formatBitsInterval,
  formatBucket,
  formatCount,
  formatEstimate,
  formatSigned,
} from '../text/format.ts';

/** Metric 9. Null where nothing was scored, as with a text and no model. */
export function bitsSection(result: Result): Section | null {
  const figures = [perPredictor(result.bitsPerCharacter), byPosition(result.bitsPerCharacter)];
  if (figures.every((figure) => figure === null)) return null;
  return {
    id: 'bits',
    metric: 9,
    title: 'Predicting the next character',
    paragraphs: [
      [
        'No sampling here: the model reads held-out code and says at each character what it expects next. Fewer bits are better.',
        modelSentence(result),
        stateSentence(result),
      ]
        .filter(Boolean)
        .join(' '),
    ],
    figures: figures.filter((figure) => figure !== null),
    definitions: [
      {
        term: 'Bits per character',
        text: 'The mean of −log₂ of the probability given to the character that came. 1 bit: as uncertain as a fair coin.',
      },
      { term: 'Carried', text: 'The state is kept from the start of a document to its end.' },
      { term: 'Reset', text: 'The state is set back to zero at regular intervals, as in the reference.' },
      {
        term: '95 % interval',
        text: 'Over documents. Two predictors read the same ones, so that what tells them apart is the interval of their difference, document by document, not whether these overlap. By position there is none: those are plain means.',
      },
    ],
  };
}

function modelSentence(result: Result): string {
  const own = modelPredictor(result);
  if (own?.carried == null) return '';
  const best = result.bitsPerCharacter
    .filter((entry) => entry !== own && entry.split === own.split && entry.carried !== null)
    .sort((a, b) => a.carried!.bits - b.carried!.bits)[0];
  const sentence = `This model needs ${formatBits(own.carried.bits)} bits (${formatBitsInterval(own.carried)}) per character of the ${own.split} split.`;
  const test = best === undefined ? null : testOf(result, 'bits', own.predictor, best.predictor);
  if (best?.carried == null || test === null) return sentence;
  const relation = { below: 'fewer than', above: 'more than', undecided: 'not told apart from' }[test.order];
  return `${sentence} That is ${relation} the best other predictor, ${best.predictor}, at ${formatBits(best.carried.bits)} (${formatBitsInterval(best.carried)}): the difference, document by document, is ${differenceOf(test)}.`;
}

function stateSentence(result: Result): string {
  const own = modelPredictor(result);
  const test = testOf(result, 'state', 'carried', 'reset');
  if (own?.carried == null || own.reset === null || test === null) return '';
  const every = formatCount(own.reset.every);
  const reset = `with its state reset every ${every} characters it needs ${formatBits(own.reset.bits)} (${formatBitsInterval(own.reset)})`;
  const paired = `document by document the difference is ${differenceOf(test)}`;
  if (test.order === 'below') return `Further back helps: ${reset}; ${paired}.`;
  if (test.order === 'above') return `Carrying the state hurts: ${reset}; ${paired}.`;
  return `Whether what lies further back helps is not decided by ${countOf(test.documents, 'document')}: ${reset}; ${paired}.`;
}

function differenceOf({ difference, low, high }: TestedDifference): string {
  return formatEstimate({ value: difference, low, high }, formatSigned);
}

function perPredictor(entries: readonly Predictor[]): Figure | null {
  if (entries.every(({ carried, reset }) => carried === null && reset === null)) return null;
  const title = 'Bits per character, by predictor';
  const bits = (value: Predictor['carried']): Cell => (value === null ? nothing : { kind: 'bits', ...value });
  return {
    id: 'bits-per-predictor',
    chart: 'bits-per-predictor',
    title,
    caption: 'Lower is better. Intervals are over documents.',
    chartNote: 'Filled: state carried. Hollow: state reset. Bars are 95 % intervals.',
    description: `${entries.map(({ predictor, carried, reset }) => `${predictor}: ${formatBits((carried ?? reset)?.bits ?? null)}`).join('; ')}. All numbers are in the table below the chart.`,
    table: {
      caption: title,
      columns: ['Predictor', 'Split', 'Characters', 'State carried', 'State reset', 'Reset every'],
      rows: entries.map((entry) => [
        textCell(entry.predictor),
        textCell(entry.split),
        countCell(entry.characters),
        bits(entry.carried),
        entry.reset === null
          ? nothing
          : bits({ bits: entry.reset.bits, low: entry.reset.low, high: entry.reset.high }),
        countCell(entry.reset?.every ?? null),
      ]),
    },
  };
}

function byPosition(entries: readonly Predictor[]): Figure | null {
  const drawn = entries.filter((entry) => entry.byPosition.some(({ n }) => n > 0));
  if (drawn.length === 0) return null;
  const title = 'Bits per character, by characters read since the reset';
  const rows = drawn.flatMap((entry) =>
    entry.byPosition.map((bucket): Cell[] => [
      textCell(formatBucket(bucket)),
      textCell(entry.predictor),
      bucket.n === 0 ? nothing : bitsCell(bucket.bits),
      countCell(bucket.n),
    ]),
  );
  return {
    id: 'bits-by-position',
    chart: 'bits-by-position',
    title,
    caption: 'Plain means, without intervals.',
    chartNote: 'Where the line stops falling, more context no longer helps.',
    description: `${drawn.map(positionPhrase).join('; ')}. All numbers are in the table below the chart.`,
    table: { caption: title, columns: ['Position', 'Predictor', 'Bits', 'n'], rows },
  };
}

function positionPhrase({ predictor, byPosition: buckets }: Predictor): string {
  const filled = buckets.filter(({ n }) => n > 0);
  const [first, last] = [filled[0]!, filled.at(-1)!];
  return `${predictor}: ${formatBits(first.bits)} at ${formatBucket(first)}, ${formatBits(last.bits)} at ${formatBucket(last)}`;
}
