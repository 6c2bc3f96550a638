import { estimateFigure, type Figure, format, notes, type Section } from '@longrange/document/internal';
import { type Tests, testOf, withheldWords } from '../../words/tested.ts';
import { askedWords, type NamedProbes, type Probed, probedInSentence } from '../named-probes.ts';

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
  const change =
    test?.order === 'undecided'
      ? '; no detectable change between the two'
      : test?.order === 'withheld'
        ? `; ${withheldWords(test)}`
        : '';
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
