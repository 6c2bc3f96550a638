import { nothing, proportionCell, textCell } from '../document/cells.ts';
import { controlFlowChecks } from '../document/control-flow-checks.ts';
import { orderSentences } from '../document/order-sentence.ts';
import { inTheTable, proportionSentences } from '../document/sentences.ts';
import { inSentence, type NamedSubjectWith, subjectsWith } from '../document/subjects.ts';
import type { Cell, Figure, Result, Section } from '../document/types.ts';
import { formatPercent } from '../text/format.ts';
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
      `An else belongs to an if, perhaps many lines above; a return to a function. All checks together. ${proportionSentences(subjects, ({ controlFlow }) => controlFlow.overall, { result, measure: 'control flow' })}`,
      distanceSentence(result, subjects),
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

function distanceSentence(result: Result, subjects: Subjects): string {
  const [primary, ...others] = subjects;
  if (primary === undefined) return '';
  const side = (named: Subjects[number]) => ({ id: named.subject.id, name: inSentence(named) });
  return others
    .map((other) => orderSentences(result, 'clauses', side(primary), side(other)))
    .filter(Boolean)
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
