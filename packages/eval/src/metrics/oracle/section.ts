import {
  type Cell,
  capitalize,
  chartFigure,
  codeCell,
  countCell,
  countOf,
  type Figure,
  formatCount,
  formatPercent,
  intervalsNote,
  proportionCell,
  type SectionDraft,
  shareDots,
  subjectTable,
  tableFigure,
  textCell,
} from '@longrange/document/internal';
import { shareSentence } from '../../words/sentences.ts';
import { inSentence, type Subjects } from '../../words/subjects.ts';
import type { Oracle } from './oracle.ts';

type Measured = Subjects<{ readonly oracle: Oracle }>;

/** The language's own parser beside tree-sitter. Null without it. */
export function oracleSection(subjects: Measured, language: string): SectionDraft {
  const isFilled = subjects.some(({ subject }) => subject.oracle.agreement.n > 0);
  return {
    id: 'oracle',
    title: `Does ${language}’s own parser agree?`,
    paragraphs: [
      shareSentence(subjects, {
        pick: ({ oracle }) => oracle.agreement,
        noun: 'documents',
        say: (name, share) => `the two parsers agree on ${share} of the documents of ${name}`,
      }),
      `Each document was also parsed by ${subjects[0]!.subject.oracle.name}. ${lenience(subjects, language)}`,
    ],
    figures: [isFilled ? agreement(subjects, language) : null, disagreements(subjects, language)],
    definitions: {
      Agree: 'Both accept the whole document, or both reject it.',
      'Why they differ': `tree-sitter accepts some programs that ${language} itself rejects, such as those with a return outside a function, and covers other versions of the language.`,
    },
  };
}

export function lenience(subjects: Measured, language: string): string {
  const parts = subjects
    .filter(({ subject }) => subject.oracle.onlyTreeSitterAccepts + subject.oracle.onlyOracleAccepts > 0)
    .map((named) => {
      const { onlyTreeSitterAccepts, onlyOracleAccepts } = named.subject.oracle;
      return `of ${inSentence(named)}, tree-sitter alone accepts ${countOf(onlyTreeSitterAccepts, 'document')} and ${language} alone ${formatCount(onlyOracleAccepts)}`;
    });
  return parts.length === 0 ? 'They never disagree.' : `${capitalize(parts.join('; '))}.`;
}

function agreement(subjects: Measured, language: string): Figure {
  const facts = subjects.map(
    ({ name, subject }) => `${name}: ${formatPercent(subject.oracle.agreement.estimate)}`,
  );
  return chartFigure({
    id: 'oracle-agreement',
    chart: {
      kind: 'rows',
      axis: { label: 'Documents on which both parsers agree', unit: 'percent', least: 0, most: 1 },
      rows: subjects
        .filter(({ subject }) => subject.oracle.agreement.estimate !== null)
        .map(({ name, subject: { id, oracle } }) => ({
          name,
          value: formatPercent(oracle.agreement.estimate, oracle.agreement),
          style: id,
          dots: shareDots(id, name, oracle.agreement),
        })),
      legend: [],
    },
    title: `Agreement between tree-sitter and ${language}`,
    caption: 'Whole documents. Samples are cut in mid-statement, so both parsers reject most of them.',
    chartNote: intervalsNote,
    description: `${facts.join('; ')}.`,
    ...subjectTable(subjects, [
      ['Both accept', ({ oracle }) => countCell(oracle.bothAccept)],
      ['Both reject', ({ oracle }) => countCell(oracle.bothReject)],
      ['Only tree-sitter accepts', ({ oracle }) => countCell(oracle.onlyTreeSitterAccepts)],
      [`Only ${language} accepts`, ({ oracle }) => countCell(oracle.onlyOracleAccepts)],
      ['Agreement', ({ oracle }) => proportionCell(oracle.agreement)],
    ]),
  });
}

function disagreements(subjects: Measured, language: string): Figure | null {
  const rows = subjects.flatMap(({ name, subject }) =>
    subject.oracle.disagreements.map(({ document, message }): Cell[] => [
      codeCell(document),
      textCell(name),
      textCell(message),
    ]),
  );
  if (rows.length === 0) return null;
  const caption = `The first few, with the message of ${language}.`;
  return tableFigure({
    id: 'oracle-disagreements',
    title: 'Where they disagree',
    folded: true,
    caption,
    columns: ['Document', 'Subject', 'Message'],
    rows,
  });
}
