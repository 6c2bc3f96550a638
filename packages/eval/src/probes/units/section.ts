import { type Definitions, format, type SectionDraft } from '@longrange/document/internal';
import { sentences } from '../../words/sentences.ts';
import type { Probed } from '../named-probes.ts';
import type { Units } from '../schema.ts';
import { ablationFigure, bestFigure, linearFigure, propertyNames } from './figures.ts';

type Best = Units['best'][number];
type Linear = Units['linear'][number];
type Ablation = Units['ablation'][number];
type Difference = Best['aboveUntrained'];

/** Metric 16, the cells: what single units detect, and text colored by them. Null if there are neither. */
export function unitsSection({ probes }: Probed): SectionDraft | null {
  const units = probes?.units ?? null;
  if (units === null || (units.best.length === 0 && units.pictures.length === 0)) return null;
  const detection = detectionSentences(units.best, unitName);
  const probe = detectionSentences(units.linear, () => 'a linear probe on all units');
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
      units.linear.length === 0
        ? ''
        : sentences('A property may be spread over many units.', probe.answer, probe.rest),
      ...units.ablation.map(ablationSentence),
    ],
    figures: [bestFigure(units), linearFigure(units), ablationFigure(units)],
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
  'Linear probe':
    'Logistic regression from the states of all units, trained on one half of the documents and tested on the other.',
  'Control, selectivity':
    'After Hewitt & Liang 2019: the same probe on random labels, which are the same after the same four characters. What it gets right there, it has memorized. Selectivity is the AUC minus that of the control.',
  'Held at its mean':
    'The network reads on with the unit’s state fixed at its mean. What becomes less probable was being read from that unit.',
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
export function detectionSentences<T extends Best | Linear>(
  all: readonly T[],
  detector: (one: T) => string,
): { answer: string; rest: string } {
  const names = (some: readonly T[]) => format.list(some.map(({ property }) => propertyNames[property]));
  const learned = all.filter((one) => isLarger(one.aboveUntrained));
  const both = learned.filter((one) => isLarger(one.aboveSurface));
  const surface = learned.filter((one) => !isLarger(one.aboveSurface));
  const neither = all.filter((one) => !isLarger(one.aboveUntrained));
  const detected = [...new Set(both.map(detector))].map((who, index) => {
    const what = format.list(both.filter((one) => detector(one) === who).map(withArea));
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

export function unitName({ unit, layer }: Best): string {
  return `unit ${unit} of layer ${layer}`;
}

/** `open brackets (AUC 0.94, 0.90–0.97)`. */
function withArea(one: Best | Linear): string {
  const { value, low, high } =
    'auc' in one ? one.auc : one.probes.find(({ source }) => source === 'model')!.auc;
  const two = (area: number) => format.decimal(area, 2);
  const interval = low === null || high === null ? format.NO_INTERVAL : `${two(low)}–${two(high)}`;
  return `${propertyNames[one.property]} (AUC ${two(value)}, ${interval})`;
}

const closers: Readonly<Partial<Record<Ablation['property'], string>>> = {
  bracketDepth: 'the right closing bracket',
  inString: 'the quote that ends a string',
};

/** Says what holding the unit costs, compared with other units. */
export function ablationSentence({
  property,
  layer,
  unit,
  probability,
  drop,
  others,
  excess,
}: Ablation): string {
  const asMuch = others.filter((other) => other.drop >= drop.value).length;
  const what = closers[property] ?? 'the closer';
  const held = `Holding unit ${unit} of layer ${layer} at its mean`;
  if (drop.low === null || drop.low <= 0)
    return `${held} does not detectably lower the probability of ${what}: from ${format.decimal(probability.value)} by ${format.estimate(drop)}.`;
  const verdict = isLarger(excess)
    ? `${format.estimate(excess)} more than holding other units of the layer does`
    : 'not detectably more than holding other units of the layer does';
  const drawn = format.countOf(others.length, 'other unit');
  const random = `Of ${drawn} drawn at random, ${asMuch === 0 ? 'none costs' : `${format.count(asMuch)} ${asMuch === 1 ? 'costs' : 'cost'}`} as much.`;
  return `${held} lowers the probability of ${what} from ${format.decimal(probability.value)} by ${format.estimate(drop)}, ${verdict}. ${random}`;
}
