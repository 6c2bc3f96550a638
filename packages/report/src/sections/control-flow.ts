import { hasCounts } from '../document/bucket-table.ts';
import { nothing, proportionCell, textCell } from '../document/cells.ts';
import { compareIntervals, withInterval } from '../document/compare.ts';
import { controlFlowChecks } from '../document/control-flow-checks.ts';
import { orderSentences } from '../document/order-sentence.ts';
import { inTheTable, proportionSentences } from '../document/sentences.ts';
import { inSentence, type NamedSubjectWith, subjectsWith } from '../document/subjects.ts';
import type { Cell, Figure, Result, Section } from '../document/types.ts';
import { formatPercent, joinWords } from '../text/format.ts';
import { bucketFigure, criterionNote } from './bucket-figure.ts';

type Subjects = readonly NamedSubjectWith<'controlFlow'>[];

/** Metric 4. Null where control flow was not measured. */
export function controlFlowSection(result: Result): Section | null {
  const subjects = subjectsWith(result, 'controlFlow');
  if (subjects.length === 0) return null;
  const figures = [byCheck(subjects), byDistance(subjects)];
  return {
    id: 'control-flow',
    metric: 4,
    title: 'Control flow',
    paragraphs: [
      `An else belongs to an if, perhaps many lines above; a return to a function. All checks together. ${proportionSentences(subjects, ({ controlFlow }) => controlFlow.overall)}`,
      [weakestSentence(subjects), distanceSentence(subjects)].filter(Boolean).join(' '),
    ].filter(Boolean),
    figures: figures.filter((figure) => figure !== null),
    definitions: [
      {
        term: 'Clause',
        text: 'else, elif, except, finally and case. Legal where a statement that takes it stands open at the same indent.',
      },
      { term: 'Distance', text: 'Characters from the keyword that opens the statement to the clause.' },
      { term: 'Handler', text: 'A try needs an except or a finally.' },
    ],
  };
}

/** The check that is shown to do worst: its interval lies below that of every other. Nothing where none is. */
function weakestSentence(subjects: Subjects): string {
  const [primary] = subjects;
  if (primary === undefined) return '';
  const checks = controlFlowChecks([primary]).flatMap(({ name, proportions: [proportion] }) =>
    proportion !== undefined && proportion.n >= 30 ? [{ name, proportion }] : [],
  );
  if (checks.length < 2) return '';
  const sorted = checks.sort((a, b) => a.proportion.estimate! - b.proportion.estimate!);
  const [first, ...rest] = sorted;
  const level = rest.filter(
    ({ proportion }) => compareIntervals(first!.proportion, proportion) === 'overlapping',
  );
  if (level.length === rest.length || level.length > 2) return 'No kind of check stands out as the hardest.';
  const lowest = [first!, ...level].map(({ name, proportion }) => `${name} at ${withInterval(proportion)}`);
  return level.length === 0
    ? `Hardest is ${lowest[0]}.`
    : `Lowest, and not told apart, are ${joinWords(lowest)}.`;
}

function distanceSentence(subjects: Subjects): string {
  const [primary, ...others] = subjects;
  if (primary === undefined || !hasCounts(primary.subject.controlFlow.byDistance)) return '';
  const side = (named: NamedSubjectWith<'controlFlow'>) => ({
    name: inSentence(named),
    buckets: named.subject.controlFlow.byDistance,
  });
  return others
    .filter(({ subject }) => hasCounts(subject.controlFlow.byDistance))
    .map((other) => orderSentences(side(primary), side(other)))
    .join(' ');
}

function byCheck(subjects: Subjects): Figure | null {
  const rows = controlFlowChecks(subjects);
  if (rows.length === 0) return null;
  const title = 'Share legal, by kind of check';
  const [first] = subjects;
  const facts = rows.map(({ name, proportions: [own] }) => `${name} ${formatPercent(own?.estimate ?? null)}`);
  return {
    id: 'control-flow-checks',
    chart: 'control-flow-checks',
    title,
    caption: 'Each clause or jump, and whether it may stand where it stands.',
    chartNote: 'Bars are 95 % intervals; hollow points have fewer than 30 cases.',
    description: `${first!.name}: ${facts.join('; ')}. ${inTheTable}`,
    table: {
      caption: title,
      columns: ['', ...subjects.map(({ name }) => name)],
      rows: rows.map(({ name, proportions }): Cell[] => [
        textCell(name),
        ...proportions.map((proportion) => (proportion === undefined ? nothing : proportionCell(proportion))),
      ]),
    },
  };
}

function byDistance(subjects: Subjects): Figure | null {
  return bucketFigure(subjects, ({ controlFlow }) => controlFlow.byDistance, {
    id: 'control-flow-by-distance',
    chart: 'control-flow-by-distance',
    title: 'Share of clauses legal, by distance to what opens them',
    caption:
      'Clauses with a legal opener, and those without by how far back the statement begins that they should belong to.',
    chartNote: criterionNote,
    heading: 'Distance, characters',
  });
}
