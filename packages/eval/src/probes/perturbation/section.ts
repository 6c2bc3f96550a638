import { ofPredictors, probeSection } from '../probe-section.ts';
import type { PredictorProbes } from '../schema.ts';
import type { Perturbation } from './perturbation.ts';

/** Section of a report on metric 13. */
export const perturbationSection = probeSection(
  ofPredictors(({ perturbation }: PredictorProbes) =>
    perturbation.some(({ byDistance }) => byDistance.length > 0) ? perturbation : null,
  ),
  {
    id: 'perturbation',
    metric: 13,
    title: 'Corrupting distant text',
    definition:
      'The last n characters are left alone; what lies further back is shuffled or reversed, so that only its order is lost, or replaced by other text. The extra bits per character show what was still in use. The effective context, with other text in place of the distant one, never empties the state.',
    lead: [
      {
        id: 'effective-replaced',
        title: 'Effective context with distant text replaced, characters',
        pick: (all) => {
          const replaced = ofKind(all, 'replace');
          const first = replaced?.byDistance[0];
          if (replaced === undefined || first === undefined) return null;
          const byContext = replaced.byDistance.map(({ beyond: n }) => ({ n }));
          return { ...replaced, byContext, all: first };
        },
      },
    ],
    figures: [
      {
        kind: 'estimate',
        id: 'perturbation',
        title: 'Extra bits per character, by characters left alone',
        caption: 'What it costs to corrupt everything further back. Dashed: no cost.',
        vertical: 'Extra bits per character',
        horizontal: 'Characters left alone, n',
        format: 'bits',
        level: 0,
        panels: [
          { title: 'shuffled', of: (all) => costs(all, 'shuffle') },
          { title: 'reversed', of: (all) => costs(all, 'reverse') },
          { title: 'replaced', of: (all) => costs(all, 'replace') },
        ],
      },
    ],
  },
);

function ofKind(all: readonly Perturbation[], kind: Perturbation['kind']): Perturbation | undefined {
  return all.find((one) => one.kind === kind);
}

function costs(all: readonly Perturbation[], kind: Perturbation['kind']) {
  return (ofKind(all, kind)?.byDistance ?? []).map(({ beyond, ...bits }) => ({ at: beyond, ...bits }));
}
