import {
  type HalfLife,
  type LeaderboardRow,
  type Range,
  type RankedScores,
  rankScores,
} from '@longrange/eval/internal';
import {
  type Content,
  cell,
  chartFigure,
  type Dot,
  type Figure,
  type FigureTable,
  format,
  type Numeral,
  type Report,
  type Section,
  type SeriesStyle,
  tableFigure,
} from '../../document/internal.ts';
import { intervalWords, placeWords, samplesOf, shortRange } from '../../words/range-words.ts';

/** Row of the leaderboard with its name and, if somebody has measured the model again, the row of that. */
export interface LeaderboardEntry {
  readonly name: string;
  readonly row: LeaderboardRow;
  readonly again?: LeaderboardRow | undefined;
}

/** An entry with its place. */
interface Place extends RankedScores, LeaderboardEntry {}

/** Seed of resamples, as in all evaluations. */
const SEED = 0;

/**
 * Describes the leaderboard: models in the order of their half-lives, and where that order is shown.
 * @param entries one or more, with answers about the same items
 */
export function describeLeaderboard(entries: readonly LeaderboardEntry[]): Report {
  const ranked = rankScores(
    entries.map(({ row }) => row),
    SEED,
  );
  const places = ranked.map((one): Place => ({ ...one, ...entries[one.index]! }));
  const [first] = places as [Place];
  const { heldOut } = first.row;
  const tests = (places.length * (places.length - 1)) / 2;
  return {
    command: 'longrange',
    about: 'leaderboard',
    createdAt: null,
    headline: 'Leaderboard',
    question: 'Which model remembers longest?',
    scope: `${format.countOf(places.length, 'model')}, asked about the same ${samplesOf(first.halfLife)} (${heldOut.split === 'projects' ? 'whole projects held out' : `${heldOut.split} split`}), in the order of H, the half-life of what an open bracket adds to the prediction of its closer. The order is shown only where a column says so: ${format.countOf(tests, 'difference')}, one family of tests.`,
    language: '',
    numerals: [numeralOf(first, places)],
    standfirst: [],
    notices: [],
    figure: halfLifeFigure(places),
    scores: [],
    bars: null,
    sample: null,
    settings: null,
    parts: [{ title: 'All rows', sections: [memorySection(places, entries), modelsSection(places)] }],
    source: 'leaderboard/',
  };
}

/** The longest half-life in large type, with the first model that is shown to have a shorter one. */
function numeralOf({ name, halfLife, shownBelow }: Place, places: readonly Place[]): Numeral {
  const { range } = halfLife;
  const below = places.find(({ index }) => index === shownBelow);
  return {
    title: `${name}: half of an open bracket’s evidence is left after`,
    meaning: '',
    value: range && {
      bound: { before: 'less than', at: null, after: 'at least' }[range.side],
      number: format.count(range.characters),
      unit: 'characters',
    },
    note: `95 % interval ${intervalWords(halfLife)}`,
    beside: below
      ? [
          {
            style: styleOf(below),
            name: below.name,
            words: `${shortRange(below.halfLife)}, the first shown to be shorter`,
          },
        ]
      : [],
  };
}

function styleOf({ row }: LeaderboardEntry): SeriesStyle {
  return row.model.checkpoint === 'ngram' ? 'ngram' : 'model';
}

/** Draws the half-lives with their intervals. */
function halfLifeFigure(places: readonly Place[]): Figure | null {
  const drawn = places.filter(({ halfLife }) => halfLife.range !== null);
  if (drawn.length === 0) return null;
  const title = 'Half-life of an open bracket’s evidence, characters';
  return chartFigure({
    id: 'half-life',
    title,
    caption:
      'H: the distance at which exchanging a bracket moves the log-odds of its closer half as much as nearby. Bars: 95 % intervals over documents; they overlap more often than differences, which are paired, stay open.',
    description: `${drawn.map(({ name, halfLife }) => `${name}: ${shortRange(halfLife)}`).join('; ')}.`,
    chart: {
      kind: 'rows',
      axis: { label: title, unit: 'number', isLogarithmic: true },
      rows: drawn.map((place) => ({ name: place.name, dots: [dotOf(place)] })),
      legend: [],
    },
    columns: ['Model', 'H'],
    rows: places.map(({ name, halfLife }) => [name, rangeCell(halfLife)]),
  });
}

function dotOf(place: Place): Dot {
  const { name, halfLife } = place;
  const { range, low, high } = halfLife;
  const value = range!.characters;
  return {
    style: styleOf(place),
    value,
    low: low?.characters ?? value,
    high: high?.characters ?? value,
    hollow: null,
    title: `${name}: ${shortRange(halfLife)}`,
  };
}

function rangeCell(measured: Range | HalfLife): Content {
  const { range } = measured;
  if (range === null) return 'not measurable';
  const words = intervalWords(measured);
  const place = placeWords(range);
  return words === ''
    ? cell.number(range.characters, () => place)
    : cell.detailed(range.characters, place, words);
}

function memorySection(places: readonly Place[], entries: readonly LeaderboardEntry[]): Section {
  return {
    id: 'memory',
    title: 'How far brackets show and decide',
    paragraphs: [
      'In characters, with 95 % intervals over documents. A row is shown to exceed the row that it names, and nothing above that.',
    ],
    figures: [
      sortable('ranges', 'Ranges and bits', {
        columns: [
          'Model',
          'H',
          'First shown to be shorter',
          'Shows, one line',
          'Shows, several',
          'Decides, one line',
          'Decides, several',
          'Bits per character',
        ],
        rows: places.map(({ name, halfLife, shownBelow, onOneLine, overSeveral, bits }) => [
          name,
          rangeCell(halfLife),
          shownBelow === null ? 'none' : entries[shownBelow]!.name,
          ...[onOneLine.shows, overSeveral.shows, onOneLine.decides, overSeveral.decides].map(rangeCell),
          cell.detailed(bits.estimate, format.bits(bits.estimate), format.bitsInterval(bits)),
        ]),
      }),
    ],
    isOpen: true,
  };
}

function modelsSection(places: readonly Place[]): Section {
  const known = places.flatMap(({ row }) => (row.copies ? [[row.corpusSha256, row.copies] as const] : []));
  const copies = new Map(known);
  return {
    id: 'models',
    title: 'The models, and who measured them',
    paragraphs: ['A row is not run again until a second measurement of the same model lies beside it.'],
    figures: [
      sortable('models', 'Models', {
        columns: [
          'Model',
          'Network',
          'Parameters',
          'Characters read',
          'Items in its training text',
          'Pairs',
          'Documents',
          'Measured',
          'Run again',
        ],
        rows: places.map((place) => {
          const { name, row, halfLife } = place;
          const { description, parameters, charactersSeen } = row.model;
          const overlap = row.trainedOn === null ? undefined : copies.get(row.trainedOn);
          const copied = overlap?.copies.find(({ minimum }) => minimum === LEAST_COPY);
          return [
            name,
            description,
            parameters ?? '–',
            charactersSeen ?? 'unknown',
            overlap && copied ? format.percent(copied.characters / overlap.characters) : 'unknown',
            halfLife.n,
            halfLife.documents,
            row.createdAt.slice(0, 10),
            againWords(place),
          ];
        }),
      }),
      tableFigure({
        id: 'commands',
        title: 'Commands',
        columns: ['Model', 'Command'],
        rows: places.map(({ name, row }) => [name, cell.code(row.command)]),
      }),
    ],
    definitions: {
      'Items in its training text': `Share of the held-out characters in stretches of at least ${LEAST_COPY} that the training text has, too.`,
    },
    isOpen: true,
  };
}

/** Length from which a stretch counts as a copy. */
const LEAST_COPY = 50;

/** `54 on 2026-12-03`, with a note if it lies outside the interval of the row. */
function againWords({ again, halfLife }: Place): string {
  if (again === undefined) return 'not run again';
  const [{ halfLife: second }] = rankScores([again], SEED) as [RankedScores];
  const place = second.range?.characters ?? 0;
  const isWithin = place >= (halfLife.low?.characters ?? 0) && place <= (halfLife.high?.characters ?? 0);
  return `${shortRange(second)} on ${again.createdAt.slice(0, 10)}${isWithin ? '' : ', outside the interval'}`;
}

function sortable(id: string, title: string, table: FigureTable): Figure {
  const figure = tableFigure({ id, title, ...table });
  return { ...figure, table: { ...figure.table, isSortable: true } };
}
