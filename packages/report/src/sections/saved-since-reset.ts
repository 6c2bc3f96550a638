import type { BitsPerCharacter } from '@longrange/eval/internal';
import { SETTLED } from '@longrange/eval/internal';
import type { Figure, SeriesStyle } from '../document/index.ts';
import { byBucket, cell, curveFigure, format, plot } from '../document/index.ts';
import { untrainedStyle } from '../words/subjects.ts';
import type { Tests } from '../words/tested.ts';

/** Bits per character of all predictors. */
export interface Scored {
  readonly entries: readonly BitsPerCharacter[];
  /** The model under test; null without one. */
  readonly own: BitsPerCharacter | null;
  readonly tests: Tests;
}

/** Entry of the model under test: the one named so, else the one whose state can be reset. */
export function modelPredictor(entries: readonly BitsPerCharacter[]): BitsPerCharacter | null {
  return (
    entries.find(({ predictor }) => /^model\b/i.test(predictor)) ??
    entries.find(({ byPosition }) => byPosition.length > 0) ??
    entries.find(({ reset }) => reset !== null) ??
    null
  );
}

/** Names the predictors that save bits without having learned to remember: the n-gram, by the text it sees, and the untrained network. */
export function controlsSentence(scored: Scored): string {
  const [, ...controls] = readWithResets(scored);
  const shown = controls.map(({ predictor, sinceReset }) => {
    const saved = sinceReset.filter(({ low }) => low !== null && low > 0);
    return {
      name: `the ${predictor}`,
      near: saved.some(({ from }) => from < SETTLED),
      settled: saved.find(({ from }) => from >= SETTLED),
    };
  });
  const near = shown.filter((one) => one.near).map(({ name }) => name);
  const settled = shown.flatMap(({ name, settled }) =>
    settled === undefined ? [] : [`${name} saves ${format.estimate(settled)}`],
  );
  return [
    near.length === 0
      ? ''
      : ` Nearer to a reset it saves bits in any case: so ${near.length === 1 ? 'does' : 'do'} ${format.list(near)}.`,
    settled.length === 0 ? '' : ` Farther from it, too, ${format.list(settled)}.`,
  ].join('');
}

/** The model first, then the other predictors with bits since the reset, such as the untrained network. */
function readWithResets(
  scored: Scored,
): (Pick<BitsPerCharacter, 'predictor' | 'sinceReset'> & { style: SeriesStyle })[] {
  const own = scored.own;
  return [
    ...(own === null ? [] : [{ ...own, style: 'model' as const }]),
    ...scored.entries.flatMap((entry) =>
      entry === own
        ? []
        : [{ ...entry, style: entry.carried === null ? untrainedStyle : ('ngram' as const) }],
    ),
  ].filter(({ sinceReset }) => sinceReset.length > 0);
}

/** Draws the bits that carrying saves, by characters since the reset, beside those of models that cannot remember. */
export function savedSinceReset(scored: Scored): Figure | null {
  const drawn = readWithResets(scored);
  if (drawn[0]?.style !== 'model') return null;
  const buckets = drawn.flatMap(({ sinceReset }) => sinceReset);
  const series = drawn.map(({ predictor: name, style, sinceReset }) => {
    const items = sinceReset.map((bucket) => ({ ...bucket, thin: false }));
    return { style, name, items, points: plot.means(name, items, 'characters', format.threeDecimals) };
  });
  return curveFigure([{ title: '', series }], {
    id: 'bits-since-reset',
    heading: 'Since the reset',
    horizontal: 'Characters since the reset',
    vertical: { label: 'Bits that a carried state saves', scale: 'value' },
    ends: [Math.min(...buckets.map(({ from }) => from)), Math.max(...buckets.map(({ to }) => to))],
    title: 'What a carried state saves, by characters since the reset',
    caption:
      'Bits per character with the state reset minus bits with it carried. What a model without a state saves, or a network that has learned nothing, is no memory: a reset hides the text before it.',
    chartNote: 'Where the line meets zero, what came before the reset is worth nothing.',
    description: `${drawn.map(({ predictor, sinceReset }) => `${predictor}: ${format.estimate(sinceReset.at(-1)!)} at ${format.bucket(sinceReset.at(-1)!)}`).join('; ')}.`,
    ...byBucket,
    cell: (bucket) => cell.estimate(bucket, format.threeDecimals),
  });
}
