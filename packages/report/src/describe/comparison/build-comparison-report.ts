import { checkArgument } from '@longrange/errors';
import type { Comparison as StoredComparison } from '@longrange/eval/internal';
import {
  type ComparisonReport,
  cell,
  type Definitions,
  type Figure,
  format,
  type Section,
  tableFigure,
} from '../../document/internal.ts';
import { placeWords, reasonWords, shortRange } from '../../words/range-words.ts';
import { howFigure, rowsOf } from '../provenance.ts';
import { differencesFigure, distanceFigure, forestFigures, valuesFigure } from './figures.ts';
import { comparisonHeadline, comparisonStandfirst, scopeSentence } from './headline.ts';
import { asShown, type ComparedMeasure, type Comparison, emergenceOf, isEachOnce } from './measures.ts';
import { settingsSentences, settingsTable } from './settings.ts';
import { emergenceFigure } from './steps.ts';
import { contendersTable, differencesTable, emergenceTable, listsOf } from './tables.ts';
import {
  differenceSentence,
  formatSigned,
  formatSignedInterval,
  hasTooFewSeeds,
  measureSentences,
  notShown,
  pairName,
  rangePhrase,
  wordsOf,
} from './words.ts';

/** Describes a comparison as data, for any rendering. */
export function describeComparison(stored: StoredComparison): ComparisonReport {
  const isComparison = stored?.format === 'longrange-comparison' && Array.isArray(stored.measures);
  checkArgument(isComparison, 'comparison', 'a comparison, as `parseComparison` gives it', stored);
  const comparison = asShown(stored);
  const whole = comparison.measures.filter(({ range }) => range === null);
  return {
    about: comparison.contenders.map(({ label }) => label).join(', '),
    createdAt: comparison.createdAt,
    headline: comparisonHeadline(comparison),
    scope: scopeSentence(comparison),
    differing: settingsSentences(comparison),
    ranges: rangesFigure(comparison),
    forest: forestFigures(comparison),
    standfirst: [comparisonStandfirst(comparison), ...notesOf(comparison)],
    verdicts: whole.flatMap((measure) =>
      measureSentences(comparison, measure).map((sentence) => `${measure.title}: ${sentence}`),
    ),
    lists: listsOf(comparison),
    sections: [
      ...whole
        .filter(({ measure }) => !isEachOnce(measure))
        .map((measure) => measureSection(comparison, measure)),
      provenanceSection(comparison),
    ],
  };
}

function measureSection(comparison: Comparison, measure: ComparedMeasure): Section {
  const ranges = comparison.measures.filter(
    (other) => other.measure === measure.measure && other.range !== null,
  );
  const emergences = emergenceOf(comparison).filter((one) => one.measure.measure === measure.measure);
  return {
    id: `measure-${measure.measure}`,
    title: measure.title,
    paragraphs: rangeParagraph(comparison, ranges),
    figures: [
      valuesFigure(comparison, measure),
      ...(measure.differences.length > 0 ? [differencesFigure(comparison, measure)] : []),
      ...(ranges.length > 0 ? rangeFigures(comparison, ranges) : []),
      ...(emergences.length > 0 ? [emergenceTable(comparison, emergences)] : []),
    ],
    definitions: definitionsFor(comparison, measure),
  };
}

/** States the differences that are shown at single distances; the others are only in the table. */
function rangeParagraph(comparison: Comparison, ranges: readonly ComparedMeasure[]): string[] {
  if (comparison.kind === 'checkpoints') return [];
  const shown = ranges.flatMap((measure) =>
    measure.differences
      .filter(({ verdict }) => verdict === 'a' || verdict === 'b')
      .map((difference) => ({ measure, sentence: differenceSentence(comparison, measure, difference) })),
  );
  if (shown.length > 0) {
    return shown.map(({ measure, sentence }) => `${format.capitalize(rangePhrase(measure))}: ${sentence}`);
  }
  const all = ranges.flatMap(({ differences }) => differences);
  if (all.length === 0) return [];
  return [
    all.some(({ verdict }) => verdict === 'withheld')
      ? 'No detectable difference at any distance with a verdict.'
      : 'No detectable difference at any distance.',
  ];
}

function rangeFigures(comparison: Comparison, ranges: readonly ComparedMeasure[]): Figure[] {
  const byDistance = distanceFigure(comparison, ranges);
  if (comparison.kind === 'checkpoints') return [emergenceFigure(comparison, ranges), byDistance];
  if (ranges.every(({ differences }) => differences.length === 0)) return [byDistance];
  const id = `${byDistance.id}-differences`;
  const { columns, rows } = differencesTable(comparison, ranges);
  return [
    byDistance,
    tableFigure({ id, title: `Differences ${format.uncapitalize(byDistance.title)}`, columns, rows }),
  ];
}

function definitionsFor(
  { tests: family }: Comparison,
  { paired, differences, unit }: ComparedMeasure,
): Definitions {
  if (differences.length === 0) return {};
  const isRange = unit === 'characters';
  const documents = isRange
    ? 'Resampling the documents gives the variance of the logarithm of the ratio, and Student’s t the interval.'
    : paired
      ? 'If the models were alike, the difference of each document could equally well have the opposite sign. The p-value is the share of all sign assignments with a difference at least as large (Fisher 1935), and not less than Student’s; the interval holds the differences that either test does not reject.'
      : 'If the models were alike, each whole sample could equally well come from the other model. The p-value is the share of random reassignments with a difference at least as large, in standard errors (Chung & Romano 2013), and not less than Student’s; the interval is Newcombe’s (1998), from intervals clustered by sample.';
  const seeds = paired
    ? 'All networks read the same documents. The variance of the difference is that over documents plus that over the seeds of either side, with Student’s t and Satterthwaite’s degrees of freedom: it covers other seeds and other documents.'
    : 'Each network has samples of its own, so the seed is the unit: Welch’s t (1947) over seeds.';
  const tests = new Set(differences.map(({ overSeeds }) => (overSeeds ? seeds : documents)));
  return {
    'p-value and interval': [...tests].join(' '),
    Corrected: `After Holm (1979), over all ${format.count(family)} comparisons of this page, which are one family: of many comparisons, one in twenty would otherwise show a difference by chance.`,
    ...(differences.some(({ bounded }) => bounded !== undefined) && {
      'No verdict': 'A figure is a bound, and its model may be better than it looks.',
    }),
  };
}

function provenanceSection(comparison: Comparison): Section {
  const { provenance, versions, createdAt, formatVersion } = comparison;
  const how = howFigure('What', [
    ['Command', provenance.command],
    ['Created', createdAt],
    ['Corpus SHA-256', provenance.corpusSha256],
    ['Held-out text SHA-256', provenance.heldOut.sha256],
    ['Seed of permutations', provenance.seed],
    ...rowsOf('Sampling', provenance.sampling),
    ...rowsOf('Version', versions),
    ['Comparison format', formatVersion],
  ]);
  return {
    id: 'provenance',
    title: 'Provenance',
    paragraphs: [],
    figures: [contendersTable(comparison), settingsTable(comparison), how].filter((one) => one !== null),
    definitions: {},
  };
}

/** Lists caveats: measures that some contenders lack, figures that are bounds, and what was left out for a model. */
function notesOf({ contenders, measures, leftOut = [] }: Comparison): string[] {
  const name = (index: number): string => contenders[index]!.label;
  const groups = new Map<string, string[]>();
  for (const { title, contenders: lacking } of leftOut) {
    const who = format.list(lacking.map(name));
    groups.set(who, [...(groups.get(who) ?? []), format.uncapitalize(title)]);
  }
  const missing = [...groups].map(([who, titles]) => `Not measured of ${who}: ${titles.join('; ')}.`);
  const bounds = measures
    .filter(({ range }) => range === null)
    .flatMap(({ measure, title, unit, values }) => {
      const who = values.flatMap(({ isBound }, index) => (isBound === true ? [name(index)] : []));
      if (who.length === 0 || measure === 'bits-carried-per-document') return [];
      return [
        unit === 'bits'
          ? `${title}: that of ${format.list(who)} is an upper bound, from the tokenizer’s own tokenization alone; all others are exact.`
          : `${title}: that of ${format.list(who)} is a lower bound; what the likeliest tokens do not decide counts as forgotten.`,
      ];
    });
  const untold = contenders.flatMap(({ label, runs }) =>
    (runs[0]!.leftOut ?? []).map((sentence) => `${label}: ${sentence}`),
  );
  return [...missing, ...bounds, ...untold];
}

type Run = Comparison['contenders'][number]['runs'][number];

/** Shows the reading ranges of all models side by side, with their ratios, and the writing ranges; null if none was measured. */
function rangesFigure(comparison: Comparison): Figure | null {
  const { contenders, provenance, measures } = comparison;
  const wrote = contenders.some(({ runs }) => runs.some(({ ranges }) => ranges !== undefined));
  const ways = (['range-shows', 'range-decides'] as const).map((id) =>
    measures.find(({ measure }) => measure === id),
  );
  const [shows, decides] = ways;
  if (!wrote && shows === undefined && decides === undefined) return null;
  const tested = ways.flatMap((way) => way?.differences ?? []);
  const ofPairs = new Map(tested.map((pair) => [pairName(comparison, pair, 'characters'), pair]));
  return tableFigure({
    id: 'ranges',
    title: 'How far back an open bracket counts, in characters',
    caption:
      'A bracket still shows as long as exchanging it moves the odds of its closer 2.7-fold (1 nat) at least half as often as nearby; it still decides as long as exchanging it changes which closer is the likelier one at least half as often. 95 % intervals over documents; of several seeds the geometric mean, over documents and seeds. Writing is not tested.',
    columns: [
      ...['Model', 'Still shows up to', 'Still decides up to'],
      `Writing at temperature ${provenance.sampling.temperature}`,
    ],
    rows: [
      ...contenders.map(({ label, runs }, index) => [
        label,
        ...ways.map((way) => rangeWords(way, index)),
        wroteWords(runs),
      ]),
      ...[...ofPairs].map(([name, pair]) => [name, ...ways.map((way) => ratioWords(way, pair)), null]),
    ],
  });
}

function rangeWords(measure: ComparedMeasure | undefined, index: number) {
  const value = measure?.values[index];
  if (value === undefined || value.n === 0) return 'not measured';
  if (value.estimate === null) return value.thin ? 'too few pairs' : 'not measurable: fewer than half nearby';
  const { figure, interval } = wordsOf(value, 'characters');
  if (value.byRun.length === 1) return cell.detailed(value.estimate, figure, interval);
  const seeds = `seeds ${format.list(value.byRun.map((one) => format.count(one!)))}`;
  const detail = hasTooFewSeeds(value) ? `${seeds}: too few for an interval` : `${interval}; ${seeds}`;
  return cell.detailed(value.estimate, figure, detail);
}

function ratioWords(measure: ComparedMeasure | undefined, { a, b }: { a: number; b: number }) {
  const found = measure?.differences.find((one) => one.a === a && one.b === b);
  if (found === undefined) return null;
  const interval =
    found.interval === null ? 'no interval' : formatSignedInterval(found.interval, 'characters');
  return cell.detailed(
    Math.exp(found.difference),
    formatSigned(found.difference, 'characters'),
    `${interval}: ${notShown[found.verdict] ?? 'shown'}`,
  );
}

function wroteWords(runs: readonly Run[]): string {
  const all = runs.map(({ ranges }) => ranges?.generation ?? null);
  const [first] = all;
  const places = all.map((one) => one?.range && placeWords(one.range));
  if (runs.length > 1 && places.every((one) => one != null)) return `seeds ${format.list(places)}`;
  if (runs.length > 1 && places.some((one) => one != null))
    return places
      .map(
        (place, index) =>
          `seed ${runs[index]!.trainingSeed ?? index + 1}${place ? `: ${place}` : ' not measurable'}`,
      )
      .join(', ');
  if (first == null) return 'not measured';
  return first.range === null ? `not measurable: ${reasonWords(first)}` : shortRange(first);
}
