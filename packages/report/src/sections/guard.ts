import { countCell, numberCell, textCell } from '../document/cells.ts';
import { isDegenerate } from '../document/guard.ts';
import {
  documentNoun,
  findSubject,
  inSentence,
  namedSubjects,
  primarySubject,
} from '../document/subjects.ts';
import type { Cell, Result, Section, Table } from '../document/types.ts';
import { capitalize, countOf, describeCharacter, formatCount, formatPercent } from '../text/format.ts';

/** Metric 7, first on the page: every other rate is conditional on it. */
export function guardSection(result: Result): Section {
  return {
    id: 'guard',
    metric: 7,
    title: 'Is it still code?',
    paragraphs: [
      'A model that falls into a loop, or into one long run of spaces, breaks no brackets. So this comes first, and every other rate is conditional on it.',
      findings(result),
    ],
    figures: [
      {
        id: 'degeneration',
        chart: null,
        title: 'Degeneration',
        caption: 'Plain counts over the whole text, without intervals. Compare each column with real code.',
        description: '',
        table: guardTable(result),
      },
    ],
    definitions: [
      {
        term: 'Loop',
        text: 'A stretch that repeats itself: a period of at most 200 characters, at least 4 times in a row.',
      },
      {
        term: 'Collapse',
        text: 'The first loop or long run of one character in a document. The median is over all documents, those that did not collapse seen for as long as they are (Kaplan–Meier).',
      },
      {
        term: 'Distinct n-grams',
        text: 'Different strings of n characters over all strings of n characters. The longer the text, the lower the share: compare texts of similar length only.',
      },
    ],
  };
}

function findings(result: Result): string {
  const primary = primarySubject(result);
  const real = findSubject(result, 'real')?.subject;
  const { degeneration, documents } = primary.subject;
  const { collapsedDocuments } = degeneration.firstCollapse;
  const name = capitalize(inSentence(primary));
  const after =
    collapsedDocuments === 0
      ? ''
      : `; the median of all until then is ${untilCollapse(degeneration.firstCollapse)} characters`;
  const collapse = `${name}: of ${countOf(documents, documentNoun(primary))}, ${collapsedDocuments === 0 ? 'none' : formatCount(collapsedDocuments)} collapsed${after}.`;
  const verdict = isDegenerate(primary.subject, real)
    ? 'The rates below therefore describe, in part, text that is no longer code.'
    : 'Nothing here stands in the way of reading on.';
  return `${collapse} White space makes up ${formatPercent(degeneration.whitespaceShare)} of it and loops ${formatPercent(degeneration.loops.share)}. ${verdict}`;
}

function guardTable(result: Result): Table {
  const subjects = namedSubjects(result);
  const sizes = [
    ...new Set(subjects.flatMap(({ subject }) => subject.degeneration.distinctNgrams.map(({ n }) => n))),
  ].sort((a, b) => a - b);
  type Pick = (subject: (typeof subjects)[number]['subject']) => Cell;
  const row = (label: string, pick: Pick): Cell[] => [
    textCell(label),
    ...subjects.map(({ subject }) => pick(subject)),
  ];
  return {
    caption: 'Degeneration guard by subject',
    columns: ['', ...subjects.map(({ name }) => name)],
    rows: [
      row('Characters', ({ characters }) => countCell(characters)),
      row('White space', ({ degeneration }) => numberCell(degeneration.whitespaceShare, formatPercent)),
      row('Characters in loops', ({ degeneration }) => numberCell(degeneration.loops.share, formatPercent)),
      row('Loops', ({ degeneration }) => countCell(degeneration.loops.count)),
      row('Longest run of one character', ({ degeneration: { longestRun } }) =>
        numberCell(
          longestRun.length,
          (length) => `${formatCount(length)} (${describeCharacter(longestRun.character)})`,
        ),
      ),
      row('Documents that collapsed', ({ degeneration, documents }) =>
        numberCell(
          degeneration.firstCollapse.collapsedDocuments,
          (count) => `${formatCount(count)} of ${formatCount(documents)}`,
        ),
      ),
      row('Characters until the collapse, median', ({ degeneration: { firstCollapse } }) =>
        textCell(firstCollapse.collapsedDocuments === 0 ? '–' : untilCollapse(firstCollapse)),
      ),
      ...sizes.map((size) =>
        row(`Distinct ${size}-grams`, ({ degeneration }) =>
          numberCell(degeneration.distinctNgrams.find(({ n }) => n === size)?.share ?? null, formatPercent),
        ),
      ),
    ],
  };
}

/** A median that lies beyond all that was seen is larger than that. */
function untilCollapse({
  medianCharacters,
  seenCharacters,
}: Result['subjects'][number]['degeneration']['firstCollapse']): string {
  return medianCharacters === null
    ? `more than ${formatCount(seenCharacters)}`
    : formatCount(Math.round(medianCharacters));
}
