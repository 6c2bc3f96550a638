import {
  bucketMiddle,
  byBucket,
  type Cell,
  capitalize,
  chartFigure,
  countCell,
  countOf,
  curveFigure,
  decimals,
  estimateCell,
  estimateDot,
  type Figure,
  formatCount,
  formatDistances,
  formatEstimate,
  formatPercent,
  intervalsNote,
  isThin,
  joinWords,
  nothing,
  numberCell,
  plainPoint,
  proportionCell,
  type SectionDraft,
  subjectTable,
  tableFigure,
  textCell,
  withInterval,
} from '@longrange/document/internal';
import type { CountBucket } from '../../statistics/shapes.ts';
import { comparisonSentence, sentences } from '../../words/sentences.ts';
import { inSentence, type Subjects } from '../../words/subjects.ts';
import type { Tests } from '../../words/tested.ts';
import type { Names } from './names.ts';

const twoDigits = decimals(2);

type Measured = Subjects<{ readonly names: Names }>;

/** Scopes that a load may resolve to, in the order of lookup, and none. */
const scopeNames = {
  local: 'the same function',
  enclosing: 'an enclosing function',
  global: 'the module',
  imported: 'an import',
  builtin: 'a builtin',
  undefined: 'nothing',
} as const;

type Scope = keyof typeof scopeNames;

/** Number of loads that resolve there. */
function loadsIn(names: Names, scope: Scope): number {
  return scope === 'undefined' ? names.undefined : names.scopes[scope];
}

/** Loads of which it can be known where they resolve to. */
function knowableLoads({ loads, unknowable }: Names): number {
  return loads - unknowable;
}

/** Metric 5. Null where names were not resolved. */
export function namesSection(subjects: Measured, tests: Tests): SectionDraft {
  const isKnown = subjects.some(({ subject }) => knowableLoads(subject.names) > 0);
  return {
    id: 'names',
    metric: 5,
    title: 'Names',
    paragraphs: [
      rateSentence(subjects, tests),
      `A load is a place where a name is read. Its name must be bound: in the function, in the module, by an import or as a builtin. ${cutSentence(subjects)}`.trim(),
      sentences(farSentence(subjects), argumentSentence(subjects)),
    ],
    figures: [
      isKnown ? rates(subjects) : null,
      isKnown ? scopes(subjects) : null,
      distances(subjects),
      missing(subjects),
    ],
    definitions: {
      Undefined: 'Bound in no scope that the language would look in, not imported, and not a builtin.',
      Unknowable:
        'A star import may bind any name, and so may text beyond a cut: such loads count in no share.',
      Distance: 'Characters between a load and the nearest binding of its name.',
    },
  };
}

export function rateSentence([primary, ...others]: Measured, tests: Tests): string {
  if (primary === undefined) return '';
  const who = inSentence(primary);
  const beside = others
    .filter(({ subject }) => knowableLoads(subject.names) > 0)
    .map((named) => ({
      named,
      figure: formatEstimate(named.subject.names.undefinedPer100Loads, twoDigits),
    }));
  const loads = knowableLoads(primary.subject.names);
  if (loads === 0)
    return comparisonSentence(`${capitalize(who)} reads no name that could be resolved`, primary, beside);
  const own = formatEstimate(primary.subject.names.undefinedPer100Loads, twoDigits);
  const claim = `Of every 100 names that ${who} reads, ${own} are undefined`;
  if (isThin({ n: loads })) {
    const size = `${countOf(loads, 'name')} ${loads === 1 ? 'is' : 'are'} too few to judge`;
    return comparisonSentence(`${claim}, but ${size}`, primary, beside);
  }
  const words = { more: 'more', less: 'fewer' };
  return comparisonSentence(claim, primary, beside, { tests, measure: 'undefined names', ...words });
}

/** Names that a function of a truncated text reads could still have been bound further down: they count in no rate, and are often most of it. */
export function cutSentence(subjects: Measured): string {
  const cut = subjects.flatMap((named) => {
    const { loads, unboundAtCut = 0, undefinedPer100LoadsAtMost: most } = named.subject.names;
    if (unboundAtCut === 0 || most === undefined) return [];
    return [{ who: inSentence(named), share: formatPercent(unboundAtCut / loads), most }];
  });
  if (cut.length === 0) return '';
  const shares = cut.map(({ who, share }) => `${share} of the loads of ${who}`);
  const bounds = cut.map(({ who, most }) => `${formatEstimate(most, twoDigits)} of 100 for ${who}`);
  return `Not judged: ${joinWords(shares)}, because the text was cut before a binding could have come. If none of them were ever bound, the rate would be ${joinWords(bounds)}; the true one lies in between. Whole files have no cut, so compare them with care.`;
}

/** Share of loads bound at least 128 characters away. These are plain counts, so nothing is said to be larger. */
export function farSentence(subjects: Measured): string {
  const parts = subjects.flatMap((named) => {
    const share = shareBeyond(named.subject.names.byDistance, 128);
    return share === null ? [] : [`${formatPercent(share)} in ${inSentence(named)}`];
  });
  return parts.length === 0
    ? ''
    : `Loads bound at least 128 characters away, of those that resolve in the text: ${parts.join(', ')}.`;
}

function shareBeyond(buckets: readonly CountBucket[], distance: number): number | null {
  const sum = (part: readonly CountBucket[]) => part.reduce((total, { n }) => total + n, 0);
  const all = sum(buckets);
  return all === 0 ? null : sum(buckets.filter(({ from }) => from >= distance)) / all;
}

export function argumentSentence([primary]: Measured): string {
  if (primary === undefined || primary.subject.names.argumentsUsed.estimate === null) return '';
  return `Parameters that the function body reads: ${withInterval(primary.subject.names.argumentsUsed)}.`;
}

function rates(subjects: Measured): Figure {
  const facts = subjects.map(
    ({ name, subject }) => `${name}: ${twoDigits(subject.names.undefinedPer100Loads.value)}`,
  );
  return chartFigure({
    id: 'names-undefined',
    chart: {
      kind: 'rows',
      axis: { label: 'Undefined names per 100 loads (lower is better)', unit: 'number', least: 0, most: 1 },
      rows: subjects
        .filter(({ subject }) => knowableLoads(subject.names) > 0)
        .map(({ name, subject: { id, names } }) => {
          const { value } = names.undefinedPer100Loads;
          return {
            name,
            value: twoDigits(value, names.undefinedPer100Loads),
            style: id,
            dots: [estimateDot(id, name, names.undefinedPer100Loads, twoDigits, ' per 100 loads')],
          };
        }),
      legend: [],
    },
    title: 'Undefined names per 100 loads',
    caption: 'Of the loads whose binding can be known.',
    chartNote: intervalsNote,
    description: `${facts.join('; ')}.`,
    ...subjectTable(subjects, [
      ['Loads', ({ names }) => countCell(names.loads)],
      ['Unknowable', ({ names }) => countCell(names.unknowable)],
      ['Names in lines that do not parse (not judged)', ({ names }) => countCell(names.inDamage)],
      ['Undefined', ({ names }) => countCell(names.undefined)],
      [
        'Undefined per 100',
        ({ names }) =>
          knowableLoads(names) === 0 ? nothing : estimateCell(names.undefinedPer100Loads, twoDigits),
      ],
      ['Parameters used', ({ names }) => proportionCell(names.argumentsUsed)],
    ]),
  });
}

function scopes(subjects: Measured): Figure {
  const known = subjects.filter(({ subject }) => knowableLoads(subject.names) > 0);
  const shareIn = (names: Names, scope: Scope) => loadsIn(names, scope) / knowableLoads(names);
  const all = Object.keys(scopeNames) as Scope[];
  return chartFigure({
    id: 'names-scopes',
    chart: {
      kind: 'rows',
      axis: { label: 'Share of loads', unit: 'percent', least: 0, most: 0 },
      isSpread: true,
      rows: all.map((scope) => ({
        name: scopeNames[scope],
        dots: known.map(({ name, subject }) => {
          const value = shareIn(subject.names, scope);
          const title = `${name}, ${scopeNames[scope]}: ${formatPercent(value)} of loads`;
          return { style: subject.id, value, low: value, high: value, hollow: false, title };
        }),
      })),
      legend: known.map(({ name, subject }) => ({ style: subject.id, name })),
    },
    title: 'Where loads are bound',
    caption: 'Of the loads whose binding can be known. Plain shares, without intervals.',
    description: `Shares of loads by the scope that binds them.`,
    ...subjectTable(
      subjects,
      all.map((scope) => [
        scopeNames[scope],
        ({ names }) =>
          knowableLoads(names) === 0 ? nothing : plainShareCell(shareIn(names, scope), loadsIn(names, scope)),
      ]),
      'Bound by',
    ),
  });
}

function plainShareCell(share: number, n: number): Cell {
  return { kind: 'number', value: share, text: formatPercent(share), detail: formatCount(n) };
}

function distances(subjects: Measured): Figure | null {
  const drawn = subjects.flatMap(({ name, subject: { id, names } }) => {
    const total = names.byDistance.reduce((sum, { n }) => sum + n, 0);
    const shares = names.byDistance.map((bucket) => ({ ...bucket, share: bucket.n / total }));
    return total === 0 ? [] : [{ name, style: id, shares, buckets: names.byDistance }];
  });
  if (drawn.length === 0) return null;
  const series = drawn.map(({ name, style, shares }) => ({
    ...{ style, name, items: shares },
    points: shares.map(({ share, ...bucket }) => {
      const words = `${formatDistances(bucket)}: ${formatPercent(share)} (${formatCount(bucket.n)})`;
      return plainPoint(bucketMiddle(bucket), share, `${name}, ${words}`);
    }),
  }));
  const facts = drawn.map(
    ({ name, buckets }) => `${name}: ${formatPercent(shareBeyond(buckets, 128))} at 128 characters or more`,
  );
  return curveFigure([{ title: '', series }], {
    id: 'names-by-distance',
    horizontal: 'Distance to the nearest binding, characters',
    vertical: { label: 'Share of loads', scale: 'value', unit: 'percent' },
    title: 'Distance from load to binding',
    caption: 'Of the loads bound in the text, the share at each distance. Plain shares, without intervals.',
    description: `${facts.join('; ')}.`,
    heading: 'Distance, characters',
    ...byBucket,
    cell: (bucket) => plainShareCell(bucket?.share ?? 0, bucket?.n ?? 0),
  });
}

function missing(subjects: Measured): Figure | null {
  const rows = subjects.flatMap(({ name, subject }) =>
    subject.names.mostUndefined
      .slice(0, 10)
      .map((entry): Cell[] => [
        { kind: 'code', text: entry.name },
        textCell(name),
        numberCell(entry.count, formatCount),
      ]),
  );
  if (rows.length === 0) return null;
  return tableFigure({
    id: 'names-missing',
    title: 'Names most often undefined',
    folded: true,
    columns: ['Name', 'Subject', 'Loads'],
    rows,
  });
}
