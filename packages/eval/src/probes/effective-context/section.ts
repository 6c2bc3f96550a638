import type { Cell, Figure, Section } from '@longrange/document/internal';
import { cell, estimateFigure, format } from '@longrange/document/internal';
import { contextInterval } from '../../words/range-words.ts';
import { askedWords, type NamedProbes, type Probed, probedInSentence } from '../named-probes.ts';

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
  const sure =
    interval === format.count(effective) ? 'the 95 % interval agrees' : `95 % interval ${interval}`;
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

/** Predictors of which it was measured. */
function withContext(predictors: readonly NamedProbes[]): NamedProbes[] {
  return predictors.filter(({ probes }) => probes.effectiveContext.byContext.length > 0);
}

/** Bits per character by context; null if it was measured of none. */
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
