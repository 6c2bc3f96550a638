import { estimateTable } from '../document/mean-table.ts';
import { type NamedProbes, namedProbes, probedInSentence } from '../document/probes.ts';
import { inTheTable } from '../document/sentences.ts';
import { testOf } from '../document/tested.ts';
import type { Figure, Result, Section } from '../document/types.ts';
import {
  capitalize,
  countOf,
  formatCount,
  formatDecimal,
  formatEstimate,
  formatLargeCount,
} from '../text/format.ts';

const three = (value: number) => formatDecimal(value);

/** Metric 14. Null where it was not measured. */
export function pastMemorySection(result: Result): Section | null {
  const predictors = namedProbes(result).filter(({ probes }) => probes.pastMemory.byContext.length > 0);
  if (predictors.length === 0) return null;
  return {
    id: 'past-memory',
    metric: 14,
    title: 'Memory of the past',
    paragraphs: [
      `How much does the prediction change if the reader starts only a few characters ago? ${predictors.map((predictor) => memorySentence(result, predictor)).join(' ')}`,
    ],
    figures: [figureOf(result, predictors)],
    definitions: [
      {
        term: 'Total variation',
        text: 'Half the sum of the differences between two distributions: 0 where they are the same, 1 where they share nothing. Its mean is called effective remembrance by Buitrago & Gu 2025.',
      },
    ],
  };
}

/** From the shortest context to the longest, and whether the difference is shown to shrink. */
export function memorySentence(result: Result, predictor: NamedProbes): string {
  const sorted = [...predictor.probes.pastMemory.byContext].sort((a, b) => a.context - b.context);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return '';
  const name = capitalize(probedInSentence(predictor));
  const start = `${name}: after ${countOf(first.context, 'character')} its predictions differ from those after all by ${formatEstimate(first, three)}`;
  if (first === last) return `${start}.`;
  const test = predictor.style === 'model' ? testOf(result, 'past-memory', 'longest', 'shortest') : null;
  const shrinks = test?.order === 'undecided' ? '; on the same targets, this does not show it to shrink' : '';
  return `${start}, after ${formatCount(last.context)} by ${formatEstimate(last, three)}${shrinks}.`;
}

function figureOf(result: Result, predictors: readonly NamedProbes[]): Figure {
  const title = 'How far predictions differ from those after the whole past';
  const columns = predictors.map(({ name, probes }) => ({
    name,
    points: probes.pastMemory.byContext.map(({ context, ...distance }) => ({ at: context, ...distance })),
  }));
  return {
    id: 'past-memory',
    chart: 'past-memory',
    title,
    caption: `Mean total variation over ${formatLargeCount(predictors[0]!.probes.pastMemory.targets)} predictions.`,
    chartNote: 'Bars are 95 % intervals, over documents.',
    description: `${predictors.map((predictor) => memorySentence(result, predictor)).join(' ')} ${inTheTable}`,
    table: estimateTable(title, 'Characters read', columns, three),
  };
}
