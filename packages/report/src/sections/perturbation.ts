import { type NamedProbes, namedProbes, probedInSentence } from '../document/names/probes.ts';
import { estimateTable } from '../document/tables/mean-table.ts';
import type { Figure, Result, Section } from '../document/types.ts';
import { inTheTable } from '../document/words/sentences.ts';
import { formatBits, formatBitsInterval, formatCount, joinWords } from '../text/format.ts';
import { intervalsNote } from './bucket-figure.ts';
import { costReach, spoilingActions, spoilings } from './spoilings.ts';

/** Metric 13. Null where it was not measured. */
export function perturbationSection(result: Result): Section | null {
  const predictors = namedProbes(result).filter(({ probes }) =>
    probes.perturbation.some(({ byDistance }) => byDistance.length > 0),
  );
  if (predictors.length === 0) return null;
  return {
    id: 'perturbation',
    metric: 13,
    title: 'Corrupting distant text',
    paragraphs: [
      predictors.map(costSentence).filter(Boolean).join(' '),
      'The last n characters are left alone; what lies further back is shuffled, reversed, or replaced by other code. Its cost shows what was still in use: the order of the characters, or anything at all.',
    ],
    figures: [figureOf(predictors)],
    definitions: [
      {
        term: 'Shuffled, reversed',
        text: 'The same characters in another order: only their order is lost.',
      },
      { term: 'Replaced', text: 'Other code of the same length: everything is lost.' },
      {
        term: 'Extra bits',
        text: 'Bits per character after the corrupted text minus those after the sound text.',
      },
    ],
  };
}

/** How far back each kind of corruption is shown to cost anything, without a gap. */
export function costSentence(predictor: NamedProbes): string {
  const who = probedInSentence(predictor);
  const kinds = predictor.probes.perturbation.filter(({ byDistance }) => byDistance.length > 0);
  if (kinds.length === 0) return '';
  const costs = kinds.map((one) => ({ action: spoilingActions[one.kind], ...costReach(one) }));
  const actions = (some: typeof costs) =>
    joinWords(
      some.map(({ action }) => action),
      'or',
    );
  const free = costs.filter(({ reach }) => reach === null);
  const distances = [...new Set(costs.flatMap(({ reach }) => reach?.beyond ?? []))];
  const parts = distances.map((beyond) => {
    const same = costs.filter(({ reach }) => reach?.beyond === beyond);
    const bits = same.map(({ reach }) => `${formatBits(reach!.value)} (${formatBitsInterval(reach!)})`);
    const where = `${formatCount(beyond)} ${beyond === 1 ? 'character' : 'characters'} back`;
    const end = same.every(({ isFarthest }) => isFarthest) ? ' (the farthest tested)' : '';
    return `${actions(same)} text more than ${where}${end} costs ${joinWords(bits)} bits per character`;
  });
  if (parts.length === 0) return `No detectable cost for ${who}.`;
  const rest = free.length === 0 ? '' : `; no detectable cost from ${actions(free)} it`;
  return `For ${who}, ${joinWords(parts)}${rest}.`;
}

function figureOf(predictors: readonly NamedProbes[]): Figure {
  const title = 'Extra bits per character, by characters left alone';
  const columns = (Object.keys(spoilings) as (keyof typeof spoilings)[]).flatMap((kind) =>
    predictors.flatMap(({ name, probes }) => {
      const found = probes.perturbation.find((one) => one.kind === kind);
      return found === undefined
        ? []
        : [
            {
              name: `${spoilings[kind]}, ${name}`,
              points: found.byDistance.map(({ beyond, ...bits }) => ({ at: beyond, ...bits })),
            },
          ];
    }),
  );
  return {
    id: 'perturbation',
    chart: 'perturbation',
    title,
    caption: 'What it costs to corrupt everything further back.',
    chartNote: `${intervalsNote} Dashed: no cost.`,
    description: `${predictors.map(costSentence).join(' ')} ${inTheTable}`,
    table: estimateTable(title, 'Left alone, characters', columns, formatBits),
  };
}
