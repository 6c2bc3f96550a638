import type { PredictorProbes } from '@longrange/eval/internal';
import { estimateFigure, type Figure, format, notes, type Section } from '../document/index.ts';
import { contextInterval } from '../words/range-words.ts';
import { type NamedProbes, type Probed, probedInSentence } from './named-probes.ts';

type Perturbation = PredictorProbes['perturbation'][number];

type Cost = Perturbation['byDistance'][number];

/** Kinds of corruption of the distant text. */
const spoilings: Readonly<Record<Perturbation['kind'], string>> = {
  shuffle: 'shuffled',
  reverse: 'reversed',
  replace: 'replaced',
};

/** The same as an action in a sentence. */
const spoilingActions: Readonly<Record<Perturbation['kind'], string>> = {
  shuffle: 'shuffling',
  reverse: 'reversing',
  replace: 'replacing',
};

/** Farthest distance up to which a cost is shown at every distance: one far off alone may be chance. */
export function costReach({ byDistance }: Perturbation): { reach: Cost | null; isFarthest: boolean } {
  const sorted = [...byDistance].sort((a, b) => a.beyond - b.beyond);
  const end = sorted.findIndex(({ low }) => low === null || low <= 0);
  const reach = end === -1 ? sorted.at(-1) : sorted[end - 1];
  return { reach: reach ?? null, isFarthest: end === -1 };
}

/** Metric 13. Null where it was not measured. */
export function perturbationSection({ withUntrained }: Probed): Section | null {
  const predictors = withUntrained.filter(({ probes }) =>
    probes.perturbation.some(({ byDistance }) => byDistance.length > 0),
  );
  if (predictors.length === 0) return null;
  return {
    id: 'perturbation',
    metric: 13,
    title: 'Corrupting distant text',
    paragraphs: [
      [...predictors.map(costSentence), leftAlone(predictors[0]!)].filter(Boolean).join(' '),
      'The last n characters are left alone; what lies further back is shuffled, reversed, or replaced by other text. Its cost shows what was still in use: the order of the characters, or anything at all.',
    ],
    figures: [figureOf(predictors)],
    definitions: {
      'Shuffled, reversed': 'The same characters in another order: only their order is lost.',
      Replaced: 'Other text of the same length: everything is lost.',
      'Extra bits': 'Bits per character after the corrupted text minus those after the sound text.',
    },
  };
}

/** Says how far back each kind of corruption is shown to cost anything, without a gap. */
export function costSentence(predictor: NamedProbes): string {
  const who = probedInSentence(predictor);
  const kinds = predictor.probes.perturbation.filter(({ byDistance }) => byDistance.length > 0);
  if (kinds.length === 0) return '';
  const costs = kinds.map((one) => ({ action: spoilingActions[one.kind], ...costReach(one) }));
  const actions = (some: typeof costs) =>
    format.list(
      some.map(({ action }) => action),
      'or',
    );
  const free = costs.filter(({ reach }) => reach === null);
  const distances = [...new Set(costs.flatMap(({ reach }) => reach?.beyond ?? []))];
  const parts = distances.map((beyond) => {
    const same = costs.filter(({ reach }) => reach?.beyond === beyond);
    const bits = same.map(({ reach }) => `${format.bits(reach!.value)} (${format.bitsInterval(reach!)})`);
    const where = `${format.count(beyond)} ${beyond === 1 ? 'character' : 'characters'} back`;
    const end = same.every(({ isFarthest }) => isFarthest) ? ' (the farthest tested)' : '';
    return `${actions(same)} text more than ${where}${end} costs ${format.list(bits)} bits per character`;
  });
  if (parts.length === 0) return `No detectable cost for ${who}.`;
  const rest = free.length === 0 ? '' : `; no detectable cost from ${actions(free)} it`;
  return `For ${who}, ${format.list(parts)}${rest}.`;
}

/** States the effective context if distant text is replaced rather than removed, so that the state is never emptied. */
function leftAlone({ probes }: NamedProbes): string {
  const replaced = probes.perturbation.find(({ kind }) => kind === 'replace');
  if (replaced === undefined || replaced.byDistance.length === 0) return '';
  const byContext = replaced.byDistance.map(({ beyond }) => ({ n: beyond }));
  const [all] = replaced.byDistance;
  const interval = contextInterval({ ...replaced, byContext, all: all! });
  if (replaced.effective === null && all!.low === null) return '';
  const within = replaced.effective === null ? interval : format.count(replaced.effective);
  const between = replaced.effective === null || interval === within ? '' : ` (${interval})`;
  return `With other text in place of the distant text, and the state as that leaves it, the effective context is ${within} ${within === '1' ? 'character' : 'characters'}${between}.`;
}

function figureOf(predictors: readonly NamedProbes[]): Figure {
  const panels = (Object.keys(spoilings) as (keyof typeof spoilings)[]).map((kind) => ({
    title: spoilings[kind],
    series: predictors.flatMap(({ name, style, probes }) => {
      const found = probes.perturbation.find((one) => one.kind === kind);
      if (found === undefined) return [];
      const points = found.byDistance.map(({ beyond, ...bits }) => ({ at: beyond, ...bits }));
      return [{ name, style, points }];
    }),
    levels: [{ value: 0 }],
  }));
  return estimateFigure(panels, {
    id: 'perturbation',
    title: 'Extra bits per character, by characters left alone',
    caption: 'What it costs to corrupt everything further back.',
    chartNote: `${notes.intervals} Dashed: no cost.`,
    description: predictors.map(costSentence).join(' '),
    heading: 'Left alone, characters',
    horizontal: 'Characters left alone, n',
    vertical: { label: 'Extra bits per character', scale: 'value' },
    unit: 'characters left sound',
    format: format.bits,
  });
}
