import { countCell, estimateCell, nothing, numberCell, proportionCell, textCell } from '../document/cells.ts';
import { withInterval } from '../document/compare.ts';
import { knowableLoads, loadsIn, type Scope, scopeNames } from '../document/name-scopes.ts';
import { inTheTable, relationOf } from '../document/sentences.ts';
import { inSentence, type NamedSubjectWith, subjectsWith } from '../document/subjects.ts';
import type { Cell, CountBucket, Figure, Result, Section } from '../document/types.ts';
import { capitalize, formatBucket, formatCount, formatEstimate, formatPercent } from '../text/format.ts';

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
      `A name that is read must have been bound: in the function, in the module, by an import, or by Python. ${rateSentences(result, subjects)}`,
      cutSentence(subjects),
      [farSentence(subjects), argumentSentence(subjects)].filter(Boolean).join(' '),
    ].filter(Boolean),
    figures: figures.filter((figure) => figure !== null),
    definitions: [
      { term: 'Load', text: 'A name where it is read.' },
      {
        term: 'Undefined',
        text: 'Bound in no scope that Python would look in, nor imported, nor a builtin.',
      },
      {
        term: 'Unknowable',
        text: 'A star import may bind any name, and so may what would have come after a cut: such loads are counted in no share.',
      },
      { term: 'Distance', text: 'Characters between the load and the nearest binding of that name.' },
    ],
  };
}

function rateSentences(result: Result, [primary, ...others]: Subjects): string {
  if (primary === undefined) return '';
  const own = primary.subject.names.undefinedPer100Loads;
  const name = inSentence(primary);
  if (knowableLoads(primary.subject.names) === 0)
    return `${capitalize(name)} reads no name that could be resolved.`;
  const sentences = [
    `${capitalize(name)} leaves ${formatEstimate(own, twoDigits)} names in 100 loads undefined.`,
    ...others
      .filter(({ subject }) => knowableLoads(subject.names) > 0)
      .map((other) => {
        const theirs = other.subject.names.undefinedPer100Loads;
        const relation = relationOf({ result, measure: 'undefined names' }, other, primary, [
          'more',
          'fewer',
        ]);
        return `${capitalize(inSentence(other))}: ${formatEstimate(theirs, twoDigits)}${relation}.`;
      }),
  ];
  return sentences.join(' ');
}

/** What a function of a cut text reads and finds nowhere could still have been bound further down: in no rate, and often most of it. */
function cutSentence(subjects: Subjects): string {
  const parts = subjects.flatMap((named) => {
    const { loads, unboundAtCut = 0, undefinedPer100LoadsAtMost: most } = named.subject.names;
    if (unboundAtCut === 0 || most === undefined) return [];
    return [
      `${formatPercent(unboundAtCut / loads)} of the loads of ${inSentence(named)}; if none of them were bound, ${formatEstimate(most, twoDigits)} in 100 would be undefined`,
    ];
  });
  if (parts.length === 0) return '';
  return `Not judged, since the text was cut and could have bound them further down: ${parts.join('. And ')}. The truth lies between the two rates; whole files have no cut, so compare them with care.`;
}

/** How much of what resolves reaches beyond 128 characters: plain counts, so no word about what is larger. */
function farSentence(subjects: Subjects): string {
  const parts = subjects.flatMap((named) => {
    const share = shareBeyond(named.subject.names.byDistance, 128);
    return share === null ? [] : [`${formatPercent(share)} in ${inSentence(named)}`];
  });
  return parts.length === 0
    ? ''
    : `Of the loads that resolve in the text, bound 128 characters away or more: ${parts.join(', ')}.`;
}

function shareBeyond(buckets: readonly CountBucket[], distance: number): number | null {
  const sum = (part: readonly CountBucket[]) => part.reduce((total, { n }) => total + n, 0);
  const all = sum(buckets);
  return all === 0 ? null : sum(buckets.filter(({ from }) => from >= distance)) / all;
}

function argumentSentence([primary]: Subjects): string {
  if (primary === undefined || primary.subject.names.argumentsUsed.estimate === null) return '';
  return `Of the parameters that ${inSentence(primary)} declares, ${withInterval(primary.subject.names.argumentsUsed)} are read in the body.`;
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
    caption: 'Loads of which it can be known where they resolve to.',
    chartNote: 'Bars are 95 % intervals, over documents.',
    description: `${facts.join('; ')}. ${inTheTable}`,
    table: {
      caption: title,
      columns: ['', ...subjects.map(({ name }) => name)],
      rows: [
        row('Loads', ({ names }) => countCell(names.loads)),
        row('Unknowable', ({ names }) => countCell(names.unknowable)),
        row('Names in lines that do not parse, not judged', ({ names }) => countCell(names.inDamage)),
        row('Undefined', ({ names }) => countCell(names.undefined)),
        row('Undefined per 100', ({ names }) =>
          knowableLoads(names) === 0 ? nothing : estimateCell(names.undefinedPer100Loads, twoDigits),
        ),
        row('Parameters read', ({ names }) => proportionCell(names.argumentsUsed)),
      ],
    },
  };
}

function scopes(subjects: Subjects): Figure {
  const title = 'Where loads resolve to';
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
    caption: 'Shares of the loads that can be known. Plain counts, without intervals.',
    description: `Shares of loads by the scope they resolve to. ${inTheTable}`,
    table: { caption: title, columns: ['Bound by', ...subjects.map(({ name }) => name)], rows },
  };
}

function distances(subjects: Subjects): Figure | null {
  const drawn = subjects.filter(({ subject }) => subject.names.byDistance.some(({ n }) => n > 0));
  if (drawn.length === 0) return null;
  const title = 'How far back names reach';
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
    caption:
      'Of the loads that resolve to a binding in the text, the share at each distance. Plain counts, without intervals.',
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
  const title = 'The names most often undefined';
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
