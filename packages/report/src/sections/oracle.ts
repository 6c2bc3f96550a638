import { countCell, proportionCell, textCell } from '../document/cells.ts';
import { inTheTable, proportionSentences } from '../document/sentences.ts';
import { inSentence, type NamedSubjectWith, subjectsWith } from '../document/subjects.ts';
import type { Cell, Figure, Result, Section } from '../document/types.ts';
import { countOf, formatCount, formatPercent } from '../text/format.ts';

type Subjects = readonly NamedSubjectWith<'oracle'>[];

/** CPython's own parser beside tree-sitter. Null without it. */
export function oracleSection(result: Result): Section | null {
  const subjects = subjectsWith(result, 'oracle');
  if (subjects.length === 0) return null;
  const isFilled = subjects.some(({ subject }) => subject.oracle.agreement.n > 0);
  const figures = [isFilled ? agreement(subjects) : null, disagreements(subjects)];
  return {
    id: 'oracle',
    title: 'Does Python itself agree?',
    paragraphs: [
      `Each document was parsed by ${subjects[0]!.subject.oracle.python} too. Documents on which both parsers agree. ${proportionSentences(subjects, ({ oracle }) => oracle.agreement)} ${lenience(subjects)}`,
    ],
    figures: figures.filter((figure) => figure !== null),
    definitions: [
      { term: 'Agree', text: 'Both accept the whole document, or both reject it.' },
      {
        term: 'Why they differ',
        text: 'tree-sitter accepts some programs that Python does not compile, such as a return outside a function, and knows other versions of the language.',
      },
    ],
  };
}

function lenience(subjects: Subjects): string {
  const parts = subjects
    .filter(({ subject }) => subject.oracle.onlyTreeSitterAccepts + subject.oracle.onlyCPythonAccepts > 0)
    .map((named) => {
      const { onlyTreeSitterAccepts, onlyCPythonAccepts } = named.subject.oracle;
      return `in ${inSentence(named)}, tree-sitter alone accepts ${formatCount(onlyTreeSitterAccepts)} and Python alone ${countOf(onlyCPythonAccepts, 'document')}`;
    });
  if (parts.length === 0) return 'There is no disagreement.';
  const [first, ...rest] = parts;
  return `Where they disagree: ${[first, ...rest].join('; ')}.`;
}

function agreement(subjects: Subjects): Figure {
  const row = (label: string, pick: (subject: Subjects[number]['subject']) => Cell): Cell[] => [
    textCell(label),
    ...subjects.map(({ subject }) => pick(subject)),
  ];
  const title = 'Agreement of tree-sitter with Python';
  const facts = subjects.map(
    ({ name, subject }) => `${name}: ${formatPercent(subject.oracle.agreement.estimate)}`,
  );
  return {
    id: 'oracle-agreement',
    chart: 'oracle-agreement',
    title,
    caption: 'Whole documents. Samples are cut mid-statement, so that most are rejected by both.',
    chartNote: 'Bars are 95 % intervals.',
    description: `${facts.join('; ')}. ${inTheTable}`,
    table: {
      caption: title,
      columns: ['', ...subjects.map(({ name }) => name)],
      rows: [
        row('Both accept', ({ oracle }) => countCell(oracle.bothAccept)),
        row('Both reject', ({ oracle }) => countCell(oracle.bothReject)),
        row('Only tree-sitter accepts', ({ oracle }) => countCell(oracle.onlyTreeSitterAccepts)),
        row('Only Python accepts', ({ oracle }) => countCell(oracle.onlyCPythonAccepts)),
        row('Agreement', ({ oracle }) => proportionCell(oracle.agreement)),
      ],
    },
  };
}

function disagreements(subjects: Subjects): Figure | null {
  const rows = subjects.flatMap(({ name, subject }) =>
    subject.oracle.disagreements.map(({ document, message }): Cell[] => [
      { kind: 'code', text: document },
      textCell(name),
      textCell(message),
    ]),
  );
  if (rows.length === 0) return null;
  const title = 'Where they disagree';
  return {
    id: 'oracle-disagreements',
    chart: null,
    folded: true,
    title,
    caption: 'What Python said; the first few.',
    description: '',
    table: { caption: title, columns: ['Document', 'Subject', 'Python said'], rows },
  };
}
