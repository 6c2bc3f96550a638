import { countCell, nothing, numberCell, proportionCell, textCell } from '../document/cells.ts';
import { proportionSentences } from '../document/sentences.ts';
import { namedSubjects } from '../document/subjects.ts';
import type { Cell, Result, Section, Subject } from '../document/types.ts';
import { formatPercent } from '../text/format.ts';

/** Metric 6. */
export function parseSection(result: Result): Section {
  const subjects = namedSubjects(result);
  const row = (label: string, pick: (subject: Subject) => Cell): Cell[] => [
    textCell(label),
    ...subjects.map(({ subject }) => pick(subject)),
  ];
  return {
    id: 'parse',
    metric: 6,
    title: 'Does it parse?',
    paragraphs: [
      `All of the above at once: does a whole function or class make sense to a parser? ${proportionSentences(subjects, ({ parse }) => parse.definitions, { result, measure: 'definitions' })}`,
    ],
    figures: [
      {
        id: 'parse',
        chart: null,
        title: 'What the parser says',
        caption: 'The parser recovers after an error, so that one mistake does not condemn all that follows.',
        description: '',
        table: {
          caption: 'What the parser says',
          columns: ['', ...subjects.map(({ name }) => name)],
          rows: [
            row('Whole documents', ({ parse }) => proportionCell(parse.documents)),
            row('Definitions', ({ parse }) => proportionCell(parse.definitions)),
            row('Definitions at the top level', ({ parse }) => atDepth(parse, 0)),
            row('Methods and nested ones, in one block', ({ parse }) => atDepth(parse, 1)),
            row('Definitions cut off, not counted', ({ parse }) => countCell(parse.definitionsCensored)),
            row('Characters in error', ({ parse }) => numberCell(parse.errorCharacterShare, formatPercent)),
            row('Characters before the first error, median', ({ parse }) =>
              countCell(parse.longestCleanPrefix.medianCharacters),
            ),
            row('Characters before the first error, most', ({ parse }) =>
              countCell(parse.longestCleanPrefix.maxCharacters),
            ),
          ],
        },
      },
    ],
    definitions: [
      {
        term: 'Parses',
        text: 'No ERROR and no MISSING node in the tree of tree-sitter-python. It is more lenient than Python itself.',
      },
      {
        term: 'Definition',
        text: 'A function or class, at whatever depth and however indented, judged without those inside it. One that the end of a sample cuts off is not counted.',
      },
      {
        term: 'Whole documents',
        text: 'Samples end in the middle of a statement, so that few of them can parse as a whole; files can.',
      },
    ],
  };
}

function atDepth({ definitionsByDepth }: Subject['parse'], depth: number): Cell {
  const bucket = definitionsByDepth.find(({ from }) => from === depth);
  return bucket === undefined ? nothing : proportionCell(bucket);
}
