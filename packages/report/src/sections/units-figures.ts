import type { Units } from '@longrange/eval/internal';
import type { Figure, RowsChart, SeriesStyle } from '../document/index.ts';
import { cell, chartFigure, format, notes, plot } from '../document/index.ts';
import { tableOf } from '../words/subjects.ts';

type Best = Units['best'][number];

function featureName(feature: Best['surface']['feature']): string {
  if (feature === null) return 'the column';
  const { character, back } = feature;
  return `${format.character(character)}, ${back === 0 ? 'last read' : `${back} before the last`}`;
}

export function bestFigure({ best: all }: Units): Figure | null {
  if (all.length === 0) return null;
  return chartFigure({
    id: 'best-units',
    chart: areaRows(
      all.map(({ property, auc, untrained, surface }) => ({
        name: propertyNames[property],
        areas: { model: auc, untrained: untrained.auc, surface: surface.auc },
      })),
    ),
    title: 'Best unit, by property',
    caption:
      'The unit of any layer that detects the property best, compared with an untrained unit and a surface feature.',
    chartNote: `${notes.intervals} Dashed: chance.`,
    description: `${all.map(({ property, auc, untrained, surface }) => `${propertyNames[property]}: ${format.decimal(auc.value)}, untrained ${format.decimal(untrained.auc.value)}, surface ${format.decimal(surface.auc.value)}`).join('; ')}.`,
    ...tableOf(all, {
      Property: ({ property }) => cell.text(propertyNames[property]),
      Layer: ({ layer }) => cell.of(layer),
      Unit: ({ unit }) => cell.number(unit, String),
      AUC: ({ auc, n }) => cell.estimate({ ...auc, n }, format.threeDecimals),
      Untrained: ({ untrained }) => cell.estimate(untrained.auc, format.threeDecimals),
      Surface: ({ surface }) => cell.estimate(surface.auc, format.threeDecimals),
      Feature: ({ surface }) => cell.text(featureName(surface.feature)),
      'Above untrained': ({ aboveUntrained }) => cell.difference(aboveUntrained, format.threeDecimals),
      'Above surface': ({ aboveSurface }) => cell.difference(aboveSurface, format.threeDecimals),
    }),
  });
}

const sources = ['model', 'untrained', 'surface'] as const;
type Source = (typeof sources)[number];

const sourceStyles: Readonly<Record<Source, SeriesStyle>> = {
  model: 'model',
  untrained: 'ngram',
  surface: 'real',
};

/** Areas under the ROC curves of the model and its controls, one row per property; the line is chance. */
function areaRows(
  rows: readonly { name: string; areas: Readonly<Record<Source, Best['auc']>> }[],
): RowsChart {
  return {
    kind: 'rows',
    axis: {
      label: 'Area under the ROC curve (0.5 is chance)',
      unit: 'number',
      least: 0.45,
      most: 1,
      level: 0.5,
    },
    isSpread: true,
    rows: rows.map(({ name, areas }) => ({
      name,
      value: format.decimal(areas.model.value, 2),
      dots: sources.map((source) =>
        plot.dot(sourceStyles[source], `${name}, ${sourceNames[source]}`, areas[source]),
      ),
    })),
    legend: sources.map((source) => ({ style: sourceStyles[source], name: sourceNames[source] })),
  };
}

/** Names of the properties that a unit may detect. */
export const propertyNames: Readonly<Record<Units['pictures'][number]['property'], string>> = {
  bracketDepth: 'open brackets',
  inString: 'open strings',
  indent: 'deep indentation',
  column: 'column 40 and beyond',
};

/** Names of the sources that a property may be detected from. */
const sourceNames: Readonly<Record<Source, string>> = {
  model: 'model',
  untrained: 'untrained network',
  surface: 'surface of the text',
};
