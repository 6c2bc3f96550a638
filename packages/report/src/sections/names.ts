import { inSentence, type NamedSubjectWith, subjectsWith } from '../document/names/subjects.ts';
import {
  countCell,
  estimateCell,
  nothing,
  numberCell,
  proportionCell,
  textCell,
} from '../document/tables/cells.ts';
import type { Cell, CountBucket, Figure, Result, Section } from '../document/types.ts';
import { isThin, withInterval } from '../document/words/compare.ts';
import { comparisonSentence, inTheTable } from '../document/words/sentences.ts';
import {
  capitalize,
  countOf,
  formatBucket,
  formatCount,
  formatEstimate,
  formatPercent,
  joinWords,
} from '../text/format.ts';
import { intervalsNote } from './bucket-figure.ts';
import { knowableLoads, loadsIn, type Scope, scopeNames } from './name-scopes.ts';

type Subjects = readonly NamedSubjectWith<'names'>[];

const twoDigits = (value: number) => value.toFixed(2);

/** Metric 5. Null where names were not resolved. */
export function namesSection(result: Result): Section | null {
  const subjects = subjectsWith(result, 'names');
  if (subjects.length === 0) return null;
  const isKnown = subjects.some(({ subject }) => knowableLoads(subject.names) > 0);
  const figures = [
    isKnown ? rates(subjects) : null,
    isKnown ? scopes(subjects) : null,
    distances(subjects),
    missing(subjects),
  ];
  return {
    id: 'names',
    metric: 5,
    title: 'Names',
    paragraphs: [
      rateSentence(result, subjects),
      `A load is a place where a name is read. Its name must be bound: in the function, in the module, by an import or as a builtin. ${cutSentence(subjects)}`.trim(),
      [farSentence(subjects), argumentSentence(subjects)].filter(Boolean).join(' '),
    ].filter(Boolean),
    figures: figures.filter((figure) => figure !== null),
    definitions: [
      {
        term: 'Undefined',
        text: 'Bound in no scope that the language would look in, not imported, and not a builtin.',
      },
      {
        term: 'Unknowable',
        text: 'A star import may bind any name, and so may text beyond a cut: such loads count in no share.',
      },
      { term: 'Distance', text: 'Characters between a load and the nearest binding of its name.' },
    ],
  };
}

export function rateSentence(result: Result, [primary, ...others]: Subjects): string {
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
  return comparisonSentence(claim, primary, beside, { result, measure: 'undefined names', ...words });
}

/** What a function of a cut text reads and finds nowhere could still have been bound further down: in no rate, and often most of it. */
export function cutSentence(subjects: Subjects): string {
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

/** How much of what resolves reaches beyond 128 characters: plain counts, so no word about what is larger. */
export function farSentence(subjects: Subjects): string {
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

export function argumentSentence([primary]: Subjects): string {
  if (primary === undefined || primary.subject.names.argumentsUsed.estimate === null) return '';
  return `Parameters that the function body reads: ${withInterval(primary.subject.names.argumentsUsed)}.`;
}

function rates(subjects: Subjects): Figure {
  const row = (label: string, pick: (subject: Subjects[number]['subject']) => Cell): Cell[] => [
    textCell(label),
    ...subjects.map(({ subject }) => pick(subject)),
  ];
  const title = 'Undefined names per 100 loads';
  const facts = subjects.map(
    ({ name, subject }) => `${name}: ${twoDigits(subject.names.undefinedPer100Loads.value)}`,
  );
  return {
    id: 'names-undefined',
    chart: 'names-undefined',
    title,
    caption: 'Of the loads whose binding can be known.',
    chartNote: intervalsNote,
    description: `${facts.join('; ')}. ${inTheTable}`,
    table: {
      caption: title,
      columns: ['', ...subjects.map(({ name }) => name)],
      rows: [
        row('Loads', ({ names }) => countCell(names.loads)),
        row('Unknowable', ({ names }) => countCell(names.unknowable)),
        row('Names in lines that do not parse (not judged)', ({ names }) => countCell(names.inDamage)),
        row('Undefined', ({ names }) => countCell(names.undefined)),
        row('Undefined per 100', ({ names }) =>
          knowableLoads(names) === 0 ? nothing : estimateCell(names.undefinedPer100Loads, twoDigits),
        ),
        row('Parameters used', ({ names }) => proportionCell(names.argumentsUsed)),
      ],
    },
  };
}

function scopes(subjects: Subjects): Figure {
  const title = 'Where loads are bound';
  const rows = (Object.keys(scopeNames) as Scope[]).map((scope): Cell[] => [
    textCell(scopeNames[scope]),
    ...subjects.map(({ subject: { names } }) => {
      const loads = loadsIn(names, scope);
      const known = knowableLoads(names);
      return known === 0
        ? nothing
        : {
            kind: 'number' as const,
            value: loads / known,
            text: formatPercent(loads / known),
            detail: formatCount(loads),
          };
    }),
  ]);
  return {
    id: 'names-scopes',
    chart: 'names-scopes',
    title,
    caption: 'Of the loads whose binding can be known. Plain shares, without intervals.',
    description: `Shares of loads by the scope that binds them. ${inTheTable}`,
    table: { caption: title, columns: ['Bound by', ...subjects.map(({ name }) => name)], rows },
  };
}

function distances(subjects: Subjects): Figure | null {
  const drawn = subjects.filter(({ subject }) => subject.names.byDistance.some(({ n }) => n > 0));
  if (drawn.length === 0) return null;
  const title = 'Distance from load to binding';
  const starts = new Map(
    drawn.flatMap(({ subject }) => subject.names.byDistance.map((bucket) => [bucket.from, bucket])),
  );
  const rows = [...starts.values()]
    .sort((a, b) => a.from - b.from)
    .map((bucket): Cell[] => [
      textCell(formatBucket(bucket)),
      ...drawn.map(({ subject: { names } }) => {
        const total = names.byDistance.reduce((sum, { n }) => sum + n, 0);
        const n = names.byDistance.find(({ from }) => from === bucket.from)?.n ?? 0;
        return {
          kind: 'number' as const,
          value: n / total,
          text: formatPercent(n / total),
          detail: formatCount(n),
        };
      }),
    ]);
  const facts = drawn.map(
    ({ name, subject }) =>
      `${name}: ${formatPercent(shareBeyond(subject.names.byDistance, 128))} at 128 characters or more`,
  );
  return {
    id: 'names-by-distance',
    chart: 'names-by-distance',
    title,
    caption: 'Of the loads bound in the text, the share at each distance. Plain shares, without intervals.',
    description: `${facts.join('; ')}. ${inTheTable}`,
    table: { caption: title, columns: ['Distance, characters', ...drawn.map(({ name }) => name)], rows },
  };
}

function missing(subjects: Subjects): Figure | null {
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
  const title = 'Names most often undefined';
  return {
    id: 'names-missing',
    chart: null,
    folded: true,
    title,
    caption: '',
    description: '',
    table: { caption: title, columns: ['Name', 'Subject', 'Loads'], rows },
  };
}
