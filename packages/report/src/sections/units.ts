import type { Units } from '@longrange/eval';
import { countCell, estimateCell, numberCell, textCell } from '../document/cells.ts';
import { inTheTable } from '../document/sentences.ts';
import type { Cell, Figure, Result, Section } from '../document/types.ts';
import { propertyNames, sourceNames } from '../document/units.ts';
import {
  countOf,
  describeCharacter,
  formatCount,
  formatDecimal,
  formatEstimate,
  joinWords,
} from '../text/format.ts';

type Best = Units['best'][number];
type Linear = Units['linear'][number];
type Ablation = Units['ablation'][number];
type Difference = Best['aboveUntrained'];

const three = (value: number) => formatDecimal(value);

/** Metric 16, the cells: what single units tell, and text coloured by them. Null where none was looked for. */
export function unitsSection(result: Result): Section | null {
  const units = result.probes?.units ?? null;
  if (units === null || (units.best.length === 0 && units.pictures.length === 0)) return null;
  const figures = [best(units), linear(units), ablation(units)];
  return {
    id: 'units',
    metric: 16,
    title: 'What units tell',
    paragraphs: [
      `Some units of a trained network stand for something one can name. Each was chosen on one half of the documents and measured on the other, so that the best of many is not flattered by chance; so were the best unit of the same network before its training, and the best feature of the surface: one of the last eight characters, or the column. ${toldSentence('The best unit', units.best)}`,
      units.linear.length === 0
        ? ''
        : `A property may be spread over many units. ${toldSentence('A linear probe on all units', units.linear)}`,
      ...units.ablation.map(ablationSentence),
    ].filter(Boolean),
    figures: figures.filter((figure) => figure !== null),
    pictures: units.pictures,
    definitions,
  };
}

const definitions = [
  {
    term: 'AUC',
    text: 'The area under the ROC curve: the chance that the unit is more active (or less, whichever it does) at a place with the property than at one without. 0.5 is chance, 1 is perfect. Intervals over documents.',
  },
  {
    term: 'Linear probe',
    text: 'Logistic regression from the states of all units. It is trained on one half of the documents and tried on the other.',
  },
  {
    term: 'Control, selectivity',
    text: 'After Hewitt & Liang 2019: the same probe with labels dealt at random, always the same after the same four characters. What it gets right there it has learnt by heart. Selectivity is the AUC minus that of the control.',
  },
  {
    term: 'Held at its mean',
    text: 'The network reads on with the unit’s state at its mean, whatever comes. What then becomes less probable had been read from that unit.',
  },
  {
    term: 'Coloured text',
    text: 'After Karpathy, Johnson & Li 2015: each character by the unit’s activation after reading it.',
  },
];

/** Whether the paired test, corrected for all comparisons, says that the one is larger. */
function isLarger({ low, pValue }: Difference): boolean {
  return low !== null && low > 0 && pValue < 0.05;
}

/** Of which properties more is told than by an untrained network and by the surface, and of which not. */
export function toldSentence(who: string, all: readonly (Best | Linear)[]): string {
  const names = (some: typeof all) => joinWords(some.map(({ property }) => propertyNames[property]));
  const learnt = all.filter((one) => isLarger(one.aboveUntrained));
  const both = learnt.filter((one) => isLarger(one.aboveSurface));
  const surface = learnt.filter((one) => !isLarger(one.aboveSurface));
  const neither = all.filter((one) => !isLarger(one.aboveUntrained));
  return [
    ...(both.length > 0
      ? [
          `${who} tells more than the untrained network and more than the surface of ${joinWords(both.map(withArea))}.`,
        ]
      : []),
    ...(surface.length > 0
      ? [`More than the untrained network, but not shown to tell more than the surface: ${names(surface)}.`]
      : []),
    ...(neither.length > 0 ? [`Not shown to tell more than the untrained network: ${names(neither)}.`] : []),
  ].join(' ');
}

function withArea(one: Best | Linear): string {
  const auc = 'auc' in one ? one.auc : one.probes.find(({ source }) => source === 'model')!.auc;
  const unit = 'unit' in one ? `unit ${one.unit} of layer ${one.layer}, ` : '';
  return `${propertyNames[one.property]} (${unit}AUC ${formatEstimate(auc, (value) => formatDecimal(value, 2))})`;
}

const closers: Readonly<Partial<Record<Ablation['property'], string>>> = {
  bracketDepth: 'the right closer of a bracket',
  inString: 'the quote that ends a string',
};

/** What the held unit costs, beside other units. */
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
  const verdict = isLarger(excess)
    ? `more than other units of the layer do, by ${formatEstimate(excess)}`
    : 'not shown to be more than other units of the layer cost';
  return `With unit ${unit} of layer ${layer} held at its mean, the probability of ${what} goes from ${three(probability.value)} down by ${formatEstimate(drop)}: ${verdict}. Of ${countOf(others.length, 'other unit')} drawn at random, ${asMuch === 0 ? 'none costs' : `${formatCount(asMuch)} cost${asMuch === 1 ? 's' : ''}`} as much.`;
}

function differenceCell({ value, low, high, pValue }: Difference): Cell {
  const interval = low === null || high === null ? 'no interval' : `${three(low)} to ${three(high)}`;
  return {
    kind: 'number',
    value,
    text: three(value),
    detail: `${interval} · p ${pValue < 0.001 ? '<0.001' : three(pValue)}`,
  };
}

function featureName(feature: Best['surface']['feature']): string {
  if (feature === null) return 'the column';
  const { character, back } = feature;
  return `${describeCharacter(character)} ${back === 0 ? 'last read' : `${back} before that`}`;
}

function best({ best: all }: Units): Figure | null {
  if (all.length === 0) return null;
  const title = 'The unit that tells best, by property';
  return {
    id: 'best-units',
    chart: 'best-units',
    title,
    caption: 'For each property, the one unit of all layers that tells it best, and what stands beside it.',
    chartNote: 'Bars are 95 % intervals. The dashed line is chance.',
    description: `${all.map(({ property, auc, untrained, surface }) => `${propertyNames[property]}: ${three(auc.value)}, untrained ${three(untrained.auc.value)}, surface ${three(surface.auc.value)}`).join('; ')}. ${inTheTable}`,
    table: {
      caption: title,
      columns: [
        'Property',
        'Layer',
        'Unit',
        'AUC',
        'Untrained',
        'Surface',
        'Feature',
        'Above untrained',
        'Above surface',
      ],
      rows: all.map((one): Cell[] => [
        textCell(propertyNames[one.property]),
        countCell(one.layer),
        numberCell(one.unit, String),
        estimateCell({ ...one.auc, n: one.n }, three),
        estimateCell(one.untrained.auc, three),
        estimateCell(one.surface.auc, three),
        textCell(featureName(one.surface.feature)),
        differenceCell(one.aboveUntrained),
        differenceCell(one.aboveSurface),
      ]),
    },
  };
}

function linear({ linear: all }: Units): Figure | null {
  if (all.length === 0) return null;
  const title = 'What a linear probe tells from all units, by property';
  const facts = all.map(
    ({ property, probes }) =>
      `${propertyNames[property]}: ${probes.map(({ source, auc }) => `${sourceNames[source]} ${three(auc.value)}`).join(', ')}`,
  );
  return {
    id: 'linear-probes',
    chart: 'linear-probes',
    title,
    caption: `Trained on ${countOf(all[0]!.training, 'character')} of one half of the documents, tried on ${countOf(all[0]!.test, 'character')} of the other.`,
    chartNote: 'Bars are 95 % intervals. The dashed line is chance.',
    description: `${facts.join('; ')}. ${inTheTable}`,
    table: {
      caption: title,
      columns: ['Property', 'From', 'AUC', 'Control', 'Selectivity', 'Model above it'],
      rows: all.flatMap(({ property, probes, aboveUntrained, aboveSurface }) =>
        probes.map(({ source, auc, control, selectivity }): Cell[] => [
          textCell(propertyNames[property]),
          textCell(sourceNames[source]),
          estimateCell(auc, three),
          estimateCell(control, three),
          estimateCell(selectivity, three),
          source === 'model'
            ? { kind: 'nothing' }
            : differenceCell(source === 'untrained' ? aboveUntrained : aboveSurface),
        ]),
      ),
    },
  };
}

function ablation({ ablation: all }: Units): Figure | null {
  if (all.length === 0) return null;
  const title = 'What it costs to hold the best unit at its mean';
  return {
    id: 'ablation',
    chart: null,
    title,
    caption:
      'Mean probability of closers. Other units of the layer, drawn at random, are held one at a time; the last column is the drop beyond their mean, paired by document.',
    description: '',
    table: {
      caption: title,
      columns: [
        'Property',
        'Layer',
        'Unit',
        'Closers',
        'All free',
        'Drop',
        'Drop with others held',
        'Beyond those',
      ],
      rows: all.map(({ property, layer, unit, targets, probability, drop, others, excess }): Cell[] => {
        const drops = others.map((other) => other.drop);
        const mean = drops.reduce((sum, value) => sum + value, 0) / Math.max(1, drops.length);
        return [
          textCell(propertyNames[property]),
          countCell(layer),
          numberCell(unit, String),
          countCell(targets),
          estimateCell(probability, three),
          estimateCell(drop, three),
          {
            kind: 'number',
            value: mean,
            text: three(mean),
            detail: `${three(Math.min(...drops))} to ${three(Math.max(...drops))}, ${countOf(drops.length, 'unit')}`,
          },
          differenceCell(excess),
        ];
      }),
    },
  };
}
