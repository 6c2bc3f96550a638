import type { Oracle } from '@longrange/eval/internal';
import type { Figure, SectionDraft } from '../document/index.ts';
import { cell, chartFigure, format, notes, plot, subjectTable, tableFigure } from '../document/index.ts';
import { shareSentence } from '../words/sentences.ts';
import { inSentence, type Subjects } from '../words/subjects.ts';
import type { SectionKit } from './section-kit.ts';

type Measured = Subjects<{ readonly oracle: Oracle }>;

/** Compares the language's own parser with tree-sitter. */
export function oracleSection({ subjects }: SectionKit<'oracle'>, language: string): SectionDraft {
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

function lenience(subjects: Measured, language: string): string {
  const parts = subjects
    .filter(({ subject }) => subject.oracle.onlyTreeSitterAccepts + subject.oracle.onlyOracleAccepts > 0)
    .map((named) => {
      const { onlyTreeSitterAccepts, onlyOracleAccepts } = named.subject.oracle;
      return `of ${inSentence(named)}, tree-sitter alone accepts ${format.countOf(onlyTreeSitterAccepts, 'document')} and ${language} alone ${format.count(onlyOracleAccepts)}`;
    });
  return parts.length === 0 ? 'They never disagree.' : `${format.capitalize(parts.join('; '))}.`;
}

function agreement(subjects: Measured, language: string): Figure {
  const facts = subjects.map(
    ({ name, subject }) => `${name}: ${format.percent(subject.oracle.agreement.estimate)}`,
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
          value: format.percent(oracle.agreement.estimate, oracle.agreement),
          style: id,
          dots: plot.dots(id, name, oracle.agreement),
        })),
      legend: [],
    },
    title: `Agreement between tree-sitter and ${language}`,
    caption: 'Whole documents. Samples are cut in mid-statement, so both parsers reject most of them.',
    chartNote: notes.intervals,
    description: `${facts.join('; ')}.`,
    ...subjectTable(subjects, [
      ['Both accept', ({ oracle }) => oracle.bothAccept],
      ['Both reject', ({ oracle }) => oracle.bothReject],
      ['Only tree-sitter accepts', ({ oracle }) => oracle.onlyTreeSitterAccepts],
      [`Only ${language} accepts`, ({ oracle }) => oracle.onlyOracleAccepts],
      ['Agreement', ({ oracle }) => oracle.agreement],
    ]),
  });
}

function disagreements(subjects: Measured, language: string): Figure {
  return tableFigure({
    id: 'oracle-disagreements',
    title: 'Where they disagree',
    folded: true,
    caption: `The first few, with the message of ${language}.`,
    columns: ['Document', 'Subject', 'Message'],
    rows: subjects.flatMap(({ name, subject }) =>
      subject.oracle.disagreements.map(({ document, message }) => [cell.code(document), name, message]),
    ),
  });
}
