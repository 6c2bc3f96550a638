import {
  type Cell,
  countCell,
  countOf,
  describeCharacter,
  type FigureTable,
  formatCount,
  formatPercent,
  nothing,
  numberCell,
  type Section,
  subjectTable,
  tableFigure,
  textCell,
} from '@longrange/document/internal';
import type { Subject } from '../../metrics/subject-schema.ts';
import type { Result } from '../../result/schema.ts';
import { documentNoun, findSubject, namedSubjects, primarySubject } from '../names/subjects.ts';
import { isDegenerate } from './first-screen/guard.ts';

/** Metric 7, first on the page: every other rate is conditional on it. */
export function guardSection(result: Result): Section {
  return {
    id: 'guard',
    metric: 7,
    title: 'Is it still text?',
    paragraphs: [
      findings(result),
      `Text full of loops or blank space breaks no brackets, so read this before any other figure. ${collapseSentence(result)}`.trim(),
    ],
    figures: [
      tableFigure({
        id: 'degeneration',
        title: 'Signs of degeneration',
        caption: 'Counts over the whole text, without intervals.',
        ...guardTable(result),
      }),
    ],
    definitions: {
      Loop: 'A stretch of at most 200 characters that repeats at least 4 times in a row.',
      Collapse:
        'The first loop, or long run of one character, in a document. For the median, documents that did not collapse are censored at their end (Kaplan–Meier).',
      'Distinct n-grams':
        'Different strings of n characters, as a share of all strings of n characters. It falls with the length of the text, so compare texts of similar length only.',
    },
  };
}

/** Whether the text has degenerated, by how much of it collapsed, loops, or is blank. */
export function findings(result: Result): string {
  const primary = primarySubject(result);
  const real = findSubject(result, 'real');
  const beside = real === undefined || real.subject === primary.subject ? null : real;
  const { degeneration, documents } = primary.subject;
  const { collapsedDocuments } = degeneration.firstCollapse;
  const verdict = isDegenerate(primary.subject, real?.subject)
    ? 'Partly not text'
    : 'No sign of degeneration';
  const collapsed = `${collapsedDocuments === 0 ? 'none' : formatCount(collapsedDocuments)} of ${countOf(documents, documentNoun(primary))} collapsed`;
  const share = (pick: (one: Subject['degeneration']) => number) =>
    `${formatPercent(pick(degeneration))}${beside === null ? '' : ` (${beside.name} ${formatPercent(pick(beside.subject.degeneration))})`}`;
  return `${verdict}: ${collapsed}; loops make up ${share(({ loops }) => loops.share)} of the text and white space ${share(({ whitespaceShare }) => whitespaceShare)}.`;
}

function collapseSentence(result: Result): string {
  const primary = primarySubject(result);
  const { firstCollapse } = primary.subject.degeneration;
  if (firstCollapse.collapsedDocuments === 0) return '';
  return `The median ${documentNoun(primary)} goes ${untilCollapse(firstCollapse)} characters before it collapses.`;
}

function guardTable(result: Result): FigureTable {
  const subjects = namedSubjects(result);
  const sizes = [
    ...new Set(subjects.flatMap(({ subject }) => subject.degeneration.distinctNgrams.map(({ n }) => n))),
  ].sort((a, b) => a - b);
  return subjectTable(subjects, [
    ['Characters', ({ characters }) => countCell(characters)],
    ['White space', ({ degeneration }) => numberCell(degeneration.whitespaceShare, formatPercent)],
    ['Characters in loops', ({ degeneration }) => numberCell(degeneration.loops.share, formatPercent)],
    ['Loops', ({ degeneration }) => countCell(degeneration.loops.count)],
    [
      'Longest run of one character',
      ({ degeneration: { longestRun } }) =>
        numberCell(
          longestRun.length,
          (length) => `${formatCount(length)} (${describeCharacter(longestRun.character)})`,
        ),
    ],
    [
      'Documents that collapsed',
      ({ degeneration, documents }) =>
        numberCell(
          degeneration.firstCollapse.collapsedDocuments,
          (count) => `${formatCount(count)} of ${formatCount(documents)}`,
        ),
    ],
    [
      'Characters before the collapse, median',
      ({ degeneration: { firstCollapse } }) =>
        firstCollapse.collapsedDocuments === 0 ? nothing : textCell(untilCollapse(firstCollapse)),
    ],
    ...sizes.map((size): readonly [string, (subject: Subject) => Cell] => [
      `Distinct ${size}-grams`,
      ({ degeneration: { distinctNgrams } }) =>
        numberCell(distinctNgrams.find(({ n }) => n === size)?.share ?? null, formatPercent),
    ]),
  ]);
}

/** A median that lies beyond all that was seen is larger than that. */
function untilCollapse({
  medianCharacters,
  seenCharacters,
}: Subject['degeneration']['firstCollapse']): string {
  return medianCharacters === null
    ? `more than ${formatCount(seenCharacters)}`
    : formatCount(Math.round(medianCharacters));
}
