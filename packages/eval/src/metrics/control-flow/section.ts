import {
  barsNote,
  type Cell,
  chartFigure,
  criterionNote,
  type Figure,
  formatPercent,
  joinWords,
  nothing,
  type Proportion,
  proportionCell,
  type Section,
  shareDots,
  subjectFigure,
  textCell,
  uncapitalize,
} from '@longrange/document/internal';
import { shareSentence } from '../../words/sentences.ts';
import { inSentence, type Subjects } from '../../words/subjects.ts';
import type { Tests } from '../../words/tested.ts';
import { orderSentence } from '../../words/tested.ts';
import type { ControlFlow } from './control-flow.ts';

type Measured = Subjects<{ readonly controlFlow: ControlFlow }>;

/** Metric 4. Null where control flow was not measured. */
export function controlFlowSection(subjects: Measured, tests: Tests): Section {
  const figures = [
    byCheck(subjects),
    subjectFigure(subjects, ({ controlFlow }) => controlFlow.byDistance, {
      id: 'control-flow-by-distance',
      axes: {
        vertical: 'Share legal',
        horizontal: 'Distance from opener to clause, characters',
        threshold: true,
      },
      title: 'Legal clauses, by distance',
      caption:
        'Distance: characters back to the statement that the clause belongs to, or should belong to if it is illegal.',
      chartNote: criterionNote,
      heading: 'Distance, characters',
    }),
  ];
  return {
    id: 'control-flow',
    metric: 4,
    title: 'Control flow',
    paragraphs: [
      shareSentence(
        subjects,
        {
          pick: ({ controlFlow }) => controlFlow.overall,
          noun: 'control flow',
          say: (name, share) => `${name} passes ${share} of its control-flow checks`,
          measure: 'control flow',
        },
        tests,
      ),
      `An else must belong to an if, perhaps many lines above; a return to a function. ${distanceSentence(subjects, tests)}`.trim(),
    ],
    figures: figures.filter((figure) => figure !== null),
    definitions: {
      Clause: `${clausesOf(subjects)}legal if a statement that takes it is open at the same indent.`,
      Handler: 'The clause without which a statement may not end, as a try without except or finally.',
    },
  };
}

/** `else or except: `, those that were counted. */
function clausesOf(subjects: Measured): string {
  const counted = subjects.flatMap(({ subject }) => subject.controlFlow.clauses.map(({ clause }) => clause));
  const names = joinWords([...new Set(counted)], 'or');
  return names === '' ? '' : `${names}: `;
}

function distanceSentence(subjects: Measured, tests: Tests): string {
  const [primary, ...others] = subjects;
  if (primary === undefined) return '';
  const side = (named: Measured[number]) => ({ id: named.subject.id, name: inSentence(named) });
  const sentence = orderSentence(tests, 'clauses', side(primary), others.map(side));
  return sentence === '' ? '' : `Clauses by distance: ${uncapitalize(sentence)}`;
}

function byCheck(subjects: Measured): Figure | null {
  const rows = controlFlowChecks(subjects);
  if (rows.length === 0) return null;
  const [first] = subjects;
  const facts = rows.map(({ name, proportions: [own] }) => `${name} ${formatPercent(own?.estimate ?? null)}`);
  return chartFigure({
    id: 'control-flow-checks',
    chart: {
      kind: 'rows',
      axis: { label: 'Share legal', unit: 'percent', least: 0, most: 1 },
      isSpread: true,
      rows: rows.map(({ name, proportions }) => ({
        name,
        dots: subjects.flatMap(({ name: who, subject }, index) =>
          shareDots(subject.id, `${who}, ${name}`, proportions[index]),
        ),
      })),
      legend: subjects.map(({ name, subject }) => ({ style: subject.id, name })),
    },
    title: 'Legal, by check',
    caption: 'Whether each clause or jump is legal where it is.',
    chartNote: barsNote,
    description: `${first!.name}: ${facts.join('; ')}.`,
    columns: ['', ...subjects.map(({ name }) => name)],
    rows: rows.map(({ name, proportions }): Cell[] => [
      textCell(name),
      ...proportions.map((proportion) => (proportion === undefined ? nothing : proportionCell(proportion))),
    ]),
  });
}

interface CheckRow {
  name: string;
  /** One per subject; undefined where it has no such check. */
  proportions: readonly (Proportion | undefined)[];
}

/** Every check of control flow that any subject has cases of, the clauses first. */
function controlFlowChecks(subjects: Measured): CheckRow[] {
  const clauses = [
    ...new Set(subjects.flatMap(({ subject }) => subject.controlFlow.clauses.map(({ clause }) => clause))),
  ];
  const rows: CheckRow[] = [
    ...clauses.map((name) => ({
      name,
      proportions: subjects.map(
        ({ subject }) => subject.controlFlow.clauses.find(({ clause }) => clause === name)?.proportion,
      ),
    })),
    { name: 'try with a handler', proportions: subjects.map(({ subject }) => subject.controlFlow.handlers) },
    { name: 'return in a function', proportions: subjects.map(({ subject }) => subject.controlFlow.returns) },
    {
      name: 'break, continue in a loop',
      proportions: subjects.map(({ subject }) => subject.controlFlow.loopJumps),
    },
  ];
  return rows.filter(({ proportions }) => proportions.some((proportion) => (proportion?.n ?? 0) > 0));
}
