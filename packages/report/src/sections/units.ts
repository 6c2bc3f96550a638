import type { Units } from '@longrange/eval/internal';
import { type Definitions, format, type SectionDraft } from '../document/index.ts';
import { sentences } from '../words/sentences.ts';
import type { Probed } from './named-probes.ts';
import { bestFigure, propertyNames } from './units-figures.ts';

type Best = Units['best'][number];
type Difference = Best['aboveUntrained'];

/** Metric 16, the cells: what single units detect, and text colored by them. Null if there are neither. */
export function unitsSection({ probes }: Probed): SectionDraft | null {
  const units = probes?.units ?? null;
  if (units === null || (units.best.length === 0 && units.pictures.length === 0)) return null;
  const detection = detectionSentences(units.best);
  return {
    id: 'units',
    metric: 16,
    title: 'What single units detect',
    paragraphs: [
      detection.answer,
      sentences(
        detection.rest,
        'Each unit was chosen on one half of the documents and measured on the other, so the best of many is not flattered by chance. It is compared with the best unit of the same network before training and with the best surface feature: one of the last eight characters, or the column.',
      ),
    ],
    figures: [bestFigure(units)],
    pictures: units.pictures.map(({ property, ...picture }) => ({
      title: `${format.capitalize(propertyNames[property])}: unit ${picture.unit} of layer ${picture.layer}`,
      ...picture,
    })),
    definitions,
  };
}

const definitions: Definitions = {
  AUC: 'The area under the ROC curve: the chance that the unit is more active (or less, whichever it does) at a place with the property than at one without it. 0.5 is chance, 1 is perfect.',
  Properties:
    'Open brackets, open strings: at least one is open. Deep indentation: at least two blocks. Column 40 and beyond: at least 40 characters since the line break.',
  'Colored text':
    'Each character by the unit’s activation after reading it, after Karpathy, Johnson & Li 2015.',
};

/** True if the paired test, corrected for all comparisons, shows the first to be larger. */
function isLarger({ low, pValue }: Difference): boolean {
  return low !== null && low > 0 && pValue < 0.05;
}

/**
 * Says which properties are detected better than by an untrained network and by the surface of the text; `rest` has the others. The
 * answer is empty only if there is no property.
 */
export function detectionSentences(all: readonly Best[]): { answer: string; rest: string } {
  const names = (some: readonly Best[]) => format.list(some.map(({ property }) => propertyNames[property]));
  const learned = all.filter((one) => isLarger(one.aboveUntrained));
  const both = learned.filter((one) => isLarger(one.aboveSurface));
  const surface = learned.filter((one) => !isLarger(one.aboveSurface));
  const neither = all.filter((one) => !isLarger(one.aboveUntrained));
  const detected = [...new Set(both.map(unitName))].map((who, index) => {
    const what = format.list(both.filter((one) => unitName(one) === who).map(withArea));
    return `${who}${index === 0 ? ' detects' : ''} ${what}`;
  });
  const told = [
    ...(both.length > 0
      ? [
          `${format.capitalize(format.list(detected))}, better than the untrained network and any surface feature.`,
        ]
      : []),
    ...(surface.length > 0
      ? [
          `Better than the untrained network, but not detectably better than a surface feature: ${names(surface)}.`,
        ]
      : []),
    ...(neither.length > 0 ? [`Not detectably better than the untrained network: ${names(neither)}.`] : []),
  ];
  const [answer = '', ...rest] = told;
  return { answer, rest: rest.join(' ') };
}

function unitName({ unit, layer }: Best): string {
  return `unit ${unit} of layer ${layer}`;
}

/** `open brackets (AUC 0.94, 0.90–0.97)`. */
function withArea({ property, auc: { value, low, high } }: Best): string {
  const two = (area: number) => format.decimal(area, 2);
  const interval = low === null || high === null ? format.NO_INTERVAL : `${two(low)}–${two(high)}`;
  return `${propertyNames[property]} (AUC ${two(value)}, ${interval})`;
}
