import type { Cell, Figure, Section } from '../document/index.ts';
import { cell, estimateFigure, format, notes } from '../document/index.ts';
import { CONTEXT_IS_NO_RANGE, contextInterval } from '../words/range-words.ts';
import { type Tests, testOf } from '../words/tested.ts';
import { askedWords, type NamedProbes, type Probed, probedInSentence } from './named-probes.ts';

/** Metric 12. Null where it was not measured. */
export function contextSection({ withUntrained }: Probed): Section | null {
  const figure = contextFigure(withUntrained);
  if (figure === null) return null;
  const predictors = withContext(withUntrained);
  return {
    id: 'context',
    metric: 12,
    title: 'How much context is used',
    paragraphs: [
      `${format.capitalize(predictors.map(contextPhrase).join('; '))}.`,
      `The same characters are predicted several times, each time from fewer of those before them. ${predictors.map(excessSentence).join(' ')}`,
      CONTEXT_IS_NO_RANGE,
    ],
    figures: [figure],
    definitions: {
      'n*, the effective context':
        'The least n such that the last n characters cost less than 1 % more bits per character than the whole text (Khandelwal et al. 2018), of the n shown. Its interval comes from paired differences over documents; “over”: no n shown is certainly within 1 %.',
    },
  };
}

/** `this model uses the last 256 characters (n*, 95 % interval 128–256)`. */
export function contextPhrase(predictor: NamedProbes): string {
  const { effectiveContext } = predictor.probes;
  const { byContext, effective } = effectiveContext;
  const name = probedInSentence(predictor);
  const last = (n: number) => `the last ${n === 1 ? 'character' : `${format.count(n)} characters`}`;
  if (effective === null) {
    const longest = Math.max(...byContext.map(({ n }) => n));
    return `${name} uses more than ${last(longest)}, the longest context tested`;
  }
  const interval = contextInterval(effectiveContext);
  const ends = interval === format.count(effective) ? `${interval} to ${interval}` : interval;
  const sure = interval === format.NO_INTERVAL ? interval : `95 % interval ${ends}`;
  return `${name} uses ${last(effective)} (n*, ${sure})`;
}

/** Says what the whole text gives, and by how much the next shorter context, or the longest, misses it. */
export function excessSentence(predictor: NamedProbes): string {
  const { byContext, all, effective } = predictor.probes.effectiveContext;
  const sorted = [...byContext].sort((a, b) => a.n - b.n);
  const start = `With the whole text, ${probedInSentence(predictor)} needs ${format.estimate(all, format.bits)} bits per character`;
  const short = effective === null ? sorted.at(-1) : sorted.findLast(({ n }) => n < effective);
  if (short === undefined) return `${start}.`;
  const excess = format.percent(Math.max(0, short.value / all.value - 1));
  return `${start}; with only the last ${format.count(short.n)} it needs ${excess} more.`;
}

/** Predictors for which it was measured. */
function withContext(predictors: readonly NamedProbes[]): NamedProbes[] {
  return predictors.filter(({ probes }) => probes.effectiveContext.byContext.length > 0);
}

/** Bits per character by context; null if it was measured for none. */
export function contextFigure(asked: readonly NamedProbes[]): Figure | null {
  const predictors = withContext(asked);
  if (predictors.length === 0) return null;
  const panel = {
    title: '',
    series: predictors.map(({ name, style, probes: { effectiveContext } }) => {
      return {
        name,
        style,
        points: effectiveContext.byContext.map(({ n, ...bits }) => ({ at: n, ...bits })),
      };
    }),
    levels: predictors.map(({ style, probes }) => ({ style, value: probes.effectiveContext.all.value })),
    places: predictors.flatMap(({ name, style, probes }) => {
      const at = probes.effectiveContext.effective;
      return at === null ? [] : [{ style, at, name, label: `n* ${format.count(at)}` }];
    }),
  };
  const { table, ...figure } = estimateFigure([panel], {
    id: 'effective-context',
    title: 'Bits per character, by context',
    caption: `From the last n characters only, over the same ${askedWords(predictors, 'characters', ({ effectiveContext }) => effectiveContext.targets)} for every n.`,
    chartNote:
      'Horizontal lines: the whole text. Vertical lines: n*. Bars: 95 % intervals over documents; differences between contexts are paired, so overlap says little.',
    description: `${format.capitalize(predictors.map(contextPhrase).join('; '))}.`,
    heading: 'Context, characters',
    horizontal: 'Context n, characters',
    vertical: { label: 'Bits per character', scale: 'value' },
    unit: 'characters',
    format: format.bits,
  });
  const all = predictors.map(({ probes }): Cell => {
    const { value, low, high } = probes.effectiveContext.all;
    return { kind: 'bits', bits: value, low, high };
  });
  return { ...figure, table: { ...table, rows: [...table.rows, [cell.text('all'), ...all]] } };
}

/** Metric 14. Null where it was not measured. */
export function pastMemorySection({ withUntrained, tests }: Probed): Section | null {
  const predictors = withUntrained.filter(({ probes }) => probes.pastMemory.byContext.length > 0);
  if (predictors.length === 0) return null;
  const [own, ...others] = predictors.map((predictor) => memorySentence(tests, predictor));
  return {
    id: 'past-memory',
    metric: 14,
    title: 'Predictions without the distant past',
    paragraphs: [
      own!,
      [
        'Predictions from the last characters only are compared with those from the whole text.',
        ...others,
      ].join(' '),
    ],
    figures: [figureOf(tests, predictors)],
    definitions: {
      'Total variation':
        'Half the summed differences between two distributions: 0 if they are the same, 1 if they share nothing. Buitrago & Gu 2025 call its mean effective remembrance.',
    },
  };
}

/** Compares the shortest context with the longest, and says whether the difference is shown to shrink. */
export function memorySentence(tests: Tests, predictor: NamedProbes): string {
  const sorted = [...predictor.probes.pastMemory.byContext].sort((a, b) => a.context - b.context);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return '';
  const context = (n: number) => (n === 1 ? 'the last character' : `the last ${format.count(n)} characters`);
  const start = `With only ${context(first.context)}, ${probedInSentence(predictor)}’s predictions differ from those with the whole text by ${format.estimate(first)} on a scale from 0 to 1`;
  if (first === last) return `${start}.`;
  const test = predictor.style === 'model' ? testOf(tests, 'past-memory', 'longest', 'shortest') : null;
  const change = test?.order === 'undecided' ? '; no detectable change between the two' : '';
  return `${start}; with ${context(last.context)}, by ${format.estimate(last)}${change}.`;
}

function figureOf(tests: Tests, predictors: readonly NamedProbes[]): Figure {
  const series = predictors.map(({ name, style, probes }) => {
    const points = probes.pastMemory.byContext.map(({ context, ...distance }) => ({
      at: context,
      ...distance,
    }));
    return { name, style, points };
  });
  return estimateFigure([{ title: '', series }], {
    id: 'past-memory',
    title: 'Difference from predictions with the whole text',
    caption: `Mean total variation over ${askedWords(predictors, 'predictions', ({ pastMemory }) => pastMemory.targets)}.`,
    chartNote: notes.intervals,
    description: predictors.map((predictor) => memorySentence(tests, predictor)).join(' '),
    heading: 'Context, characters',
    horizontal: 'Context, characters',
    vertical: { label: 'Total variation', scale: 'value' },
    unit: 'characters read',
    format: format.threeDecimals,
  });
}
