import { estimateTable } from '../document/mean-table.ts';
import { type NamedProbes, namedProbes, probedInSentence } from '../document/probes.ts';
import { inTheTable } from '../document/sentences.ts';
import { costReach, spoilings } from '../document/spoilings.ts';
import type { Figure, Result, Section } from '../document/types.ts';
import { formatBits, formatBitsInterval, formatCount } from '../text/format.ts';

/** Metric 13. Null where it was not measured. */
export function perturbationSection(result: Result): Section | null {
  const predictors = namedProbes(result).filter(({ probes }) =>
    probes.perturbation.some(({ byDistance }) => byDistance.length > 0),
  );
  if (predictors.length === 0) return null;
  return {
    id: 'perturbation',
    metric: 13,
    title: 'Spoiling the far text',
    paragraphs: [
      `What lies further back than n characters is shuffled, reversed, or replaced by other code. What it costs shows what was still in use: order, or any of it. ${predictors.map(costSentence).join(' ')}`,
    ],
    figures: [figureOf(predictors)],
    definitions: [
      {
        term: 'Shuffled, reversed',
        text: 'The same characters in another order: only what depends on their order is lost.',
      },
      { term: 'Replaced', text: 'Other code of the same length: everything is lost.' },
      {
        term: 'Extra bits',
        text: 'Bits per character after the spoilt text, minus those after the sound one; intervals over documents.',
      },
    ],
  };
}

/** How far back each way of spoiling is shown to cost anything, without a gap. */
export function costSentence(predictor: NamedProbes): string {
  const who = probedInSentence(predictor);
  const parts = predictor.probes.perturbation
    .filter(({ byDistance }) => byDistance.length > 0)
    .map((spoilt) => {
      const { reach, isFarthest } = costReach(spoilt);
      const how = spoilings[spoilt.kind];
      if (reach === null) return `${how}, at none`;
      const { beyond, low, high, value } = reach;
      const cost = `${formatBits(value)} bits, ${formatBitsInterval({ low, high })}`;
      return `${how}, up to ${formatCount(beyond)} characters (${cost})${isFarthest ? ', the farthest tested' : ''}`;
    });
  return parts.length === 0 ? '' : `For ${who} a cost is shown at every distance: ${parts.join('; ')}.`;
}

function figureOf(predictors: readonly NamedProbes[]): Figure {
  const title = 'Extra bits per character, by characters left sound';
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
    caption: 'The last n characters are left as they are.',
    chartNote: 'Bars are 95 % intervals. The dashed line is no cost.',
    description: `${predictors.map(costSentence).join(' ')} ${inTheTable}`,
    table: estimateTable(title, 'Left sound, characters', columns, formatBits),
  };
}
