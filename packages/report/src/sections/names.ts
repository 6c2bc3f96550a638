import type { CountBucket, Names } from '@longrange/eval/internal';
import type { Cell, Figure, SectionDraft } from '../document/index.ts';
import {
  byBucket,
  cell,
  chartFigure,
  curveFigure,
  format,
  notes,
  plot,
  subjectTable,
  tableFigure,
} from '../document/index.ts';
import { comparisonSentence, sentences } from '../words/sentences.ts';
import { inSentence, type Named, type Subjects } from '../words/subjects.ts';
import type { Tests } from '../words/tested.ts';
import type { SectionKit } from './section-kit.ts';

const twoDigits = format.decimals(2);

interface Measured {
  readonly names: Names;
}

/** Scopes that a load may resolve to, in the order of lookup, then none. */
const scopeNames = {
  local: 'the same function',
  enclosing: 'an enclosing function',
  global: 'the module',
  imported: 'an import',
  builtin: 'a builtin',
  undefined: 'nothing',
} as const;

type Scope = keyof typeof scopeNames;

/** Loads whose binding can be known. */
function knowableLoads({ loads, unknowable }: Names): number {
  return loads - unknowable;
}

export function namesSection({ subjects, tests }: SectionKit<'names'>): SectionDraft {
  const known = subjects.filter(({ subject }) => knowableLoads(subject.names) > 0);
  return {
    id: 'names',
    metric: 5,
    title: 'Names',
    paragraphs: [
      rateSentence(subjects, tests),
      `A load is a place where a name is read. Its name must be bound: in the function, in the module, by an import or as a builtin. ${cutSentence(subjects)}`.trim(),
      sentences(farSentence(subjects), argumentSentence(subjects[0]!)),
    ],
    figures: [
      ...(known.length === 0 ? [] : [rates(subjects, known), scopes(subjects, known)]),
      distances(subjects),
      tableFigure({
        id: 'names-missing',
        title: 'Names most often undefined',
        folded: true,
        columns: ['Name', 'Subject', 'Loads'],
        rows: subjects.flatMap(({ name, subject }) =>
          subject.names.mostUndefined.slice(0, 10).map((one) => [cell.code(one.name), name, one.count]),
        ),
      }),
    ],
    definitions: {
      Undefined: 'Bound in no scope that the language would look in, not imported, and not a builtin.',
      Unknowable:
        'A star import may bind any name, and so may text beyond a cut: such loads count in no share.',
      Distance: 'Characters between a load and the nearest binding of its name.',
    },
  };
}

export function rateSentence(subjects: Subjects<Measured>, tests: Tests): string {
  const primary = subjects[0]!;
  const rateOf = ({ subject }: Named<Measured>) =>
    format.estimate(subject.names.undefinedPer100Loads, twoDigits);
  const who = inSentence(primary);
  const beside = subjects
    .slice(1)
    .filter(({ subject }) => knowableLoads(subject.names) > 0)
    .map((named) => ({ named, figure: rateOf(named) }));
  const loads = knowableLoads(primary.subject.names);
  if (loads === 0)
    return comparisonSentence(
      `${format.capitalize(who)} reads no name that could be resolved`,
      primary,
      beside,
    );
  const claim = `Of every 100 names that ${who} reads, ${rateOf(primary)} are undefined`;
  if (format.isThin({ n: loads })) {
    const size = `${format.countOf(loads, 'name')} ${loads === 1 ? 'is' : 'are'} too few to judge`;
    return comparisonSentence(`${claim}, but ${size}`, primary, beside);
  }
  const words = { more: 'more', less: 'fewer' };
  return comparisonSentence(claim, primary, beside, { tests, measure: 'undefined names', ...words });
}

/** Explains loads that were unbound at a cut: they could have been bound after it, so they count in no rate, and are often most of it. */
export function cutSentence(subjects: Subjects<Measured>): string {
  const cut = subjects.filter(({ subject }) => subject.names.unboundAtCut > 0);
  if (cut.length === 0) return '';
  const shares = cut.map(
    (named) =>
      `${format.percent(named.subject.names.unboundAtCut / named.subject.names.loads)} of the loads of ${inSentence(named)}`,
  );
  const bounds = cut.map(
    (named) =>
      `${format.estimate(named.subject.names.undefinedPer100LoadsAtMost, twoDigits)} of 100 for ${inSentence(named)}`,
  );
  return `Not judged: ${format.list(shares)}, because the text was cut before a binding could have come. If none of them were ever bound, the rate would be ${format.list(bounds)}; the true one lies in between. Whole files have no cut, so compare them with care.`;
}

/** States the share of loads bound at least 128 characters away. These are untested counts, so none is called larger. */
function farSentence(subjects: Subjects<Measured>): string {
  const parts = subjects.flatMap((named) => {
    const share = farShare(named.subject.names.byDistance);
    return share === null ? [] : [`${format.percent(share)} in ${inSentence(named)}`];
  });
  return parts.length === 0
    ? ''
    : `Loads bound at least 128 characters away, of those that resolve in the text: ${parts.join(', ')}.`;
}

function farShare(buckets: readonly CountBucket[]): number | null {
  const all = sumOf(buckets);
  return all === 0 ? null : sumOf(buckets.filter(({ from }) => from >= 128)) / all;
}

function sumOf(buckets: readonly CountBucket[]): number {
  return buckets.reduce((total, { n }) => total + n, 0);
}

function argumentSentence({ subject: { names } }: Named<Measured>): string {
  return names.argumentsUsed.estimate === null
    ? ''
    : `Parameters that the function body reads: ${format.share(names.argumentsUsed)}.`;
}

function rates(subjects: Subjects<Measured>, known: Subjects<Measured>): Figure {
  const facts = subjects.map(
    ({ name, subject }) => `${name}: ${twoDigits(subject.names.undefinedPer100Loads.value)}`,
  );
  return chartFigure({
    id: 'names-undefined',
    chart: {
      kind: 'rows',
      axis: {
        label: 'Undefined names per 100 names read (lower is better)',
        unit: 'number',
        least: 0,
        most: 1,
      },
      rows: known.map(({ name, subject: { id, names } }) => ({
        name,
        value: twoDigits(names.undefinedPer100Loads.value, names.undefinedPer100Loads),
        style: id,
        dots: [plot.dot(id, name, names.undefinedPer100Loads, twoDigits, ' per 100 names read')],
      })),
      legend: [],
    },
    title: 'Undefined names per 100 names read',
    caption: 'Loads whose binding can be known.',
    chartNote: notes.intervals,
    description: `${facts.join('; ')}.`,
    ...subjectTable(subjects, [
      ['Loads', ({ names }) => names.loads],
      ['Unknowable', ({ names }) => names.unknowable],
      ['Names in lines that do not parse (not judged)', ({ names }) => names.inDamage],
      ['Undefined', ({ names }) => names.undefined],
      [
        'Undefined per 100',
        ({ names }) => knowableLoads(names) > 0 && cell.estimate(names.undefinedPer100Loads, twoDigits),
      ],
      ['Parameters used', ({ names }) => names.argumentsUsed],
    ]),
  });
}

function scopes(subjects: Subjects<Measured>, known: Subjects<Measured>): Figure {
  const loadsIn = (names: Names, scope: Scope) =>
    scope === 'undefined' ? names.undefined : names.scopes[scope];
  const all = Object.entries(scopeNames) as [Scope, string][];
  return chartFigure({
    id: 'names-scopes',
    chart: {
      kind: 'rows',
      axis: { label: 'Share of loads', unit: 'percent', least: 0, most: 0 },
      isSpread: true,
      rows: all.map(([scope, words]) => ({
        name: words,
        dots: known.map(({ name, subject: { id, names } }) => {
          const value = loadsIn(names, scope) / knowableLoads(names);
          const title = `${name}, ${words}: ${format.percent(value)} of loads`;
          return { style: id, value, low: value, high: value, hollow: null, title };
        }),
      })),
      legend: known.map(({ name, subject }) => ({ style: subject.id, name })),
    },
    title: 'Where loads are bound',
    caption: 'Loads whose binding can be known. Plain shares, without intervals.',
    description: 'Shares of loads by the scope that binds them.',
    ...subjectTable(
      subjects,
      all.map(([scope, words]) => [
        words,
        ({ names }) =>
          knowableLoads(names) > 0 && plainShareCell(loadsIn(names, scope), knowableLoads(names)),
      ]),
      'Bound by',
    ),
  });
}

function plainShareCell(n: number, of: number): Cell {
  return cell.detailed(n / of, format.percent(n / of), format.count(n));
}

function distances(subjects: Subjects<Measured>): Figure | null {
  const series = subjects.flatMap(({ name, subject: { id, names } }) => {
    const of = sumOf(names.byDistance);
    if (of === 0) return [];
    const points = names.byDistance.map((bucket) => {
      const words = `${format.distances(bucket)}: ${format.percent(bucket.n / of)} (${format.count(bucket.n)})`;
      return plot.plain(plot.middle(bucket), bucket.n / of, `${name}, ${words}`);
    });
    const far = `${name}: ${format.percent(farShare(names.byDistance))} at 128 characters or more`;
    return [{ style: id, name, items: names.byDistance.map((bucket) => ({ ...bucket, of })), points, far }];
  });
  if (series.length === 0) return null;
  return curveFigure([{ title: '', series }], {
    id: 'names-by-distance',
    horizontal: 'Distance to the nearest binding, characters',
    vertical: { label: 'Share of loads', scale: 'value', unit: 'percent' },
    title: 'Distance from load to binding',
    caption: 'Share of the loads bound in the text, by distance. Plain shares, without intervals.',
    description: `${series.map(({ far }) => far).join('; ')}.`,
    heading: 'Distance, characters',
    ...byBucket,
    cell: (bucket) => plainShareCell(bucket?.n ?? 0, bucket?.of ?? 1),
  });
}
