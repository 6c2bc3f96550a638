import { quantile } from '../../statistics/summaries.ts';
import { probeSection } from '../probe-section.ts';
import type { Units } from './schema.ts';

/** Time scales longer than this share one last range: no text here is that long. */
const MOST = 2 ** 14;

/** Counts time scales in ranges that double from 1 on; the first one is below 1. */
export function countTimeScales(timeScales: readonly number[]) {
  const longest = Math.min(MOST, Math.max(1, ...timeScales));
  const count = Math.floor(Math.log2(longest)) + 1;
  return [0, ...Array.from({ length: count }, (_, power) => 2 ** power)].map((from, index) => {
    const to = Math.max(1, 2 * from);
    const inside = timeScales.filter((scale) => scale >= from && (index === count || scale < to));
    return { from, to, n: inside.length };
  });
}

/** Section of a report on metric 16: how long the units of each layer remember. */
export const gatesSection = probeSection(
  ({ units }: { units: Units | null }) =>
    (units?.layers ?? []).map((layer) => {
      const name = `layer ${layer.layer}`;
      return { id: name, name, fields: layer };
    }),
  {
    id: 'gates',
    metric: 16,
    title: 'How long units remember',
    definition:
      'A gate that keeps (the forget gate of an LSTM, the update gate of a GRU) holds what its unit has while it stays near 1. The time scale, −1 / ln of its mean, is how many characters leave 1/e. Being of a mean, it does not tell a gate that seldom opens fully from one always half closed.',
    lead: [
      {
        id: 'time-scale',
        title: 'Median time scale, characters',
        format: 'magnitude',
        pick: ({ timeScales }) => (timeScales?.length ? quantile(timeScales, 0.5) : null),
      },
      {
        id: 'longest-time-scale',
        title: 'Longest time scale, characters',
        format: 'count',
        pick: ({ timeScales }) => timeScales?.at(-1) ?? null,
      },
    ],
    figures: [
      {
        kind: 'count',
        id: 'time-scales',
        title: 'Time scales of units, by layer',
        caption: 'Share of each layer’s units, in doubling ranges; 0: less than one character.',
        vertical: 'Share of the units',
        horizontal: 'Time scale, characters',
        panels: [{ title: '', of: ({ timeScales }) => countTimeScales(timeScales ?? []) }],
      },
      {
        kind: 'values',
        id: 'gates',
        title: 'Gates closed and open',
        caption: 'Share of the activations of all units of a layer: closed, below 0.1; open, above 0.9.',
        rows: (all) =>
          [...new Set(all.flatMap(({ gates }) => gates.map(({ gate }) => gate)))].flatMap((name) =>
            (['closed', 'open'] as const).map((state) => ({
              label: `${name}, ${state}`,
              format: 'percent' as const,
              of: ({ gates }: Units['layers'][number]) => gates.find(({ gate }) => gate === name)?.[state],
            })),
          ),
      },
    ],
  },
);

type Best = Units['best'][number];

/** Areas under the ROC curves of the best unit or feature for each property. */
interface Detected {
  readonly areas: ReadonlyMap<Best['property'], Best['auc']>;
  /** Those of the model, with what they are compared with. */
  readonly best: readonly Best[];
}

/** Names of the properties that a unit may detect. */
export const unitProperties: Readonly<Record<Best['property'], string>> = {
  bracketDepth: 'Open brackets',
  inString: 'Open strings',
  indent: 'Deep indentation',
  column: 'Column 40 and beyond',
};

const properties = Object.entries(unitProperties) as [Best['property'], string][];

/** Section of a report on metric 16: what single units detect. */
export const unitsSection = probeSection(
  ({ units }: { units: Units | null }) => {
    const best = units?.best ?? [];
    if (units === null || (best.length === 0 && units.pictures.length === 0)) return [];
    const areasOf = (pick: (one: Best) => Best['auc']) =>
      new Map(best.map((one) => [one.property, pick(one)]));
    return [
      { id: 'model', name: 'model', fields: { areas: areasOf(({ auc, n }) => ({ ...auc, n })), best } },
      {
        id: 'untrained',
        name: 'untrained network',
        role: 'untrained' as const,
        fields: { areas: areasOf(({ untrained }) => untrained.auc), best: [] },
      },
      {
        id: 'surface',
        name: 'surface of the text',
        role: 'reference' as const,
        fields: { areas: areasOf(({ surface }) => surface.auc), best: [] },
      },
    ];
  },
  {
    id: 'units',
    metric: 16,
    title: 'What single units detect',
    definition:
      'The unit of any layer that detects a property best: AUC, the area under its ROC curve, is 0.5 by chance and at most 1. Chosen on one half of the documents, it is measured on the other, beside the best unit before training and the best surface feature: one of the last eight characters, or the column.',
    lead: properties.map(([property, name]) => ({
      id: `unit/${property}`,
      title: `${name}, AUC`,
      pick: ({ areas }: Detected) => areas.get(property) ?? null,
    })),
    figures: [
      {
        kind: 'values',
        id: 'best-units',
        title: 'Best unit, by property',
        caption: 'Dashed: chance. Deep indentation: at least two blocks.',
        axis: { label: 'Area under the ROC curve (0.5 is chance)', least: 0.45, most: 1, level: 0.5 },
        rows: properties.map(([property, label]) => ({
          label,
          of: ({ areas }: Detected) => areas.get(property),
        })),
      },
      {
        kind: 'list',
        id: 'units-found',
        title: 'Units and features that detect best',
        columns: [
          'Property',
          'Layer',
          'Unit',
          'Places',
          'Surface feature',
          'Above untrained',
          'p',
          'Above surface',
          'p',
        ],
        of: ({ best }) =>
          best.map(({ property, layer, unit, n, surface, aboveUntrained, aboveSurface }) => [
            unitProperties[property],
            layer,
            String(unit),
            n,
            featureName(surface.feature),
            intervalOf(aboveUntrained),
            aboveUntrained.pValue.toFixed(3),
            intervalOf(aboveSurface),
            aboveSurface.pValue.toFixed(3),
          ]),
      },
    ],
  },
);

/** The difference without what belongs to its test. */
function intervalOf({ value, low, high }: Best['aboveSurface']): Best['auc'] {
  return { value, low, high };
}

function featureName(feature: Best['surface']['feature']): string {
  if (feature === null) return 'the column';
  const { character, back } = feature;
  return `${JSON.stringify(character)}, ${back === 0 ? 'last read' : `${back} before the last`}`;
}
