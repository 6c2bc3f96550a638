import {
  type Cell,
  countCell,
  type Definitions,
  formatPercent,
  nothing,
  numberCell,
  proportionCell,
  type Section,
  subjectTable,
  tableFigure,
} from '@longrange/document/internal';
import { shareSentence } from '../../words/sentences.ts';
import type { Subjects } from '../../words/subjects.ts';
import type { Tests } from '../../words/tested.ts';
import type { Parse } from './parse.ts';

type Measured = Subjects<{ readonly parse: Parse }>;

/** Metric 6. */
export function parseSection(subjects: Measured, tests: Tests): Section {
  const hasDefinitions = subjects.every(({ subject }) => subject.parse.definitions !== null);
  return {
    id: 'parse',
    metric: 6,
    title: 'Does it parse?',
    paragraphs: hasDefinitions
      ? [
          shareSentence(
            subjects,
            {
              pick: ({ parse }) => parse.definitions!,
              noun: 'functions or classes',
              say: (name, share) => `of ${name}’s functions and classes, ${share} parse`,
              measure: 'definitions',
            },
            tests,
          ),
          'To parse, a definition needs everything above at once.',
        ]
      : [
          shareSentence(subjects, {
            pick: ({ parse }) => parse.documents,
            noun: 'documents',
            say: (name, share) => `of the documents of ${name}, ${share} parse`,
          }),
        ],
    figures: [
      tableFigure({
        id: 'parse',
        title: 'What parses',
        caption: 'The parser recovers after an error, so one mistake does not fail everything after it.',
        ...subjectTable(subjects, [
          ['Whole documents', ({ parse }) => proportionCell(parse.documents)],
          ['Definitions', ({ parse }) => proportionCell(parse.definitions)],
          ['Definitions at the top level', ({ parse }) => atDepth(parse, 0)],
          ['Methods, and others one block deep', ({ parse }) => atDepth(parse, 1)],
          ['Definitions cut off (not counted)', ({ parse }) => countCell(parse.definitionsCensored)],
          ['Characters inside errors', ({ parse }) => numberCell(parse.errorCharacterShare, formatPercent)],
          [
            'Characters before the first error, median',
            ({ parse }) => countCell(parse.longestCleanPrefix.medianCharacters),
          ],
          [
            'Characters before the first error, maximum',
            ({ parse }) => countCell(parse.longestCleanPrefix.maxCharacters),
          ],
        ]),
      }),
    ],
    definitions: {
      Parses:
        'The syntax tree has no ERROR and no MISSING node. The parser, tree-sitter, is more lenient than the language itself.',
      ...(hasDefinitions ? definition : {}),
      'Whole documents':
        'Few samples can parse as a whole, because they end in the middle of a statement; files can.',
    },
  };
}

const definition: Definitions = {
  Definition:
    'A function or class, at any depth and any indentation, judged without those inside it. One cut off by the end of a sample is not counted.',
};

function atDepth({ definitionsByDepth }: Parse, depth: number): Cell {
  const bucket = definitionsByDepth.find(({ from }) => from === depth);
  return bucket === undefined ? nothing : proportionCell(bucket);
}
