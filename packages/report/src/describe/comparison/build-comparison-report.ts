import { checkArgument } from '@longrange/errors';
import type { Comparison as StoredComparison } from '@longrange/eval/internal';
import {
  cell,
  format,
  type Notice,
  type Report,
  type Section,
  tableFigure,
} from '../../document/internal.ts';
import { howFigure, rowsOf } from '../provenance.ts';
import { differencesSection, forestFigure } from './differences.ts';
import { comparisonHeadline, scopeOf } from './headline.ts';
import { measureSections } from './measure-sections.ts';
import { asShown, type Comparison } from './measures.ts';
import { rangeNumerals } from './numerals.ts';
import { scoresOf } from './scores.ts';
import { settingsTable } from './settings.ts';
import { units } from './units.ts';

/** Maximum number of models that the top of the page names. */
const MOST_NAMED = 4;

/** Describes a comparison as data, for any rendering. */
export function describeComparison(stored: StoredComparison): Report {
  const isComparison = stored?.format === 'longrange-comparison' && Array.isArray(stored.measures);
  checkArgument(isComparison, 'comparison', 'a comparison, as `parseComparison` gives it', stored);
  const comparison = asShown(stored);
  const { contenders } = comparison;
  const headline = comparisonHeadline(comparison);
  const differences = differencesSection(comparison);
  return {
    command: 'longrange compare',
    about:
      contenders.length > MOST_NAMED
        ? `${contenders.length} models`
        : contenders.map(({ label }) => label).join(', '),
    createdAt: comparison.createdAt,
    headline,
    question: headline,
    scope: scopeOf(comparison),
    language: '',
    numerals: rangeNumerals(comparison),
    standfirst: [],
    notices: noticesOf(comparison),
    figure: forestFigure(comparison, 'characters'),
    scores: scoresOf(comparison),
    bars: null,
    sample: null,
    settings: settingsTable(comparison),
    parts: [
      ...(differences === null ? [] : [{ title: 'What the tests show', sections: [differences] }]),
      { title: 'Each measure', sections: measureSections(comparison) },
      { title: 'How it was made', sections: [provenanceSection(comparison)] },
    ],
    source: 'comparison.json',
  };
}

function provenanceSection({
  provenance,
  versions,
  createdAt,
  formatVersion,
  contenders,
}: Comparison): Section {
  return {
    id: 'provenance',
    title: 'Provenance',
    paragraphs: [],
    figures: [
      tableFigure({
        id: 'contenders',
        title: 'The models',
        columns: [
          'Model',
          'Run',
          'Step',
          'Characters seen',
          'Seed',
          'Architecture',
          'Weights SHA-256',
          'Scores',
        ],
        rows: contenders.flatMap(({ label, runs }) =>
          runs.map((run) => [
            label,
            cell.code(run.run),
            run.step,
            run.charactersSeen,
            cell.number(run.trainingSeed, format.count),
            run.description,
            cell.code(run.sha256?.slice(0, 12)),
            run.reusedFrom === null ? 'measured now' : cell.code(run.reusedFrom),
          ]),
        ),
      }),
      howFigure('What', [
        ['Command', provenance.command],
        ['Created', createdAt],
        ['Corpus SHA-256', provenance.corpusSha256],
        ['Held-out text SHA-256', provenance.heldOut.sha256],
        ['Seed of permutations', provenance.seed],
        ...rowsOf('Sampling', provenance.sampling),
        ...rowsOf('Version', versions),
        ['Comparison format', formatVersion],
      ]),
    ],
  };
}

/** Lists caveats: measures that some models lack, figures that are bounds, and what was left out for a model. */
function noticesOf({ contenders, measures, leftOut = [] }: Comparison): Notice[] {
  const name = (index: number): string => contenders[index]!.label;
  const lacking = new Map<string, string[]>();
  for (const { title, contenders: without } of leftOut) {
    const names = format.list(without.map(name));
    lacking.set(names, [...(lacking.get(names) ?? []), format.uncapitalize(title)]);
  }
  const bounds = measures
    .filter(({ range, measure }) => range === null && measure !== 'bits-carried-per-document')
    .flatMap(({ title, unit, values }) => {
      const bounded = values.flatMap(({ isBound }, index) => (isBound === true ? [name(index)] : []));
      const side = units[unit].isLowerBetter ? 'upper' : 'lower';
      return bounded.length === 0 ? [] : [`${title}: ${format.list(bounded)}, ${side} bound`];
    });
  const texts = [
    ...[...lacking].map(([names, titles]) => `Not measured of ${names}: ${titles.join('; ')}.`),
    bounds.length === 0 ? '' : `Bounds: ${bounds.join('; ')}.`,
    ...contenders.flatMap(({ label, runs }) => (runs[0]!.leftOut ?? []).map((text) => `${label}: ${text}`)),
  ];
  return texts.filter(Boolean).map((text) => ({ title: 'Left out', warning: false, text }));
}
