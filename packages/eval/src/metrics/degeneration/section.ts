import {
  type Cell,
  countCell,
  countOf,
  describeCharacter,
  type FigureTable,
  formatCount,
  formatPercent,
  type Notice,
  nothing,
  numberCell,
  type Section,
  subjectTable,
  tableFigure,
  textCell,
} from '@longrange/document/internal';
import { documentNoun, findSubject, type Subjects } from '../../words/subjects.ts';
import type { Degeneration } from './degeneration.ts';

type Measured = Subjects<{ readonly degeneration: Degeneration }>;

/** Metric 7, first on the page: every other rate is conditional on it. */
export function guardSection(subjects: Measured): Section {
  return {
    id: 'guard',
    metric: 7,
    title: 'Is it still text?',
    paragraphs: [
      findings(subjects),
      `Text full of loops or blank space breaks no brackets, so read this before any other figure. ${collapseSentence(subjects)}`.trim(),
    ],
    figures: [
      tableFigure({
        id: 'degeneration',
        title: 'Signs of degeneration',
        caption: 'Counts over the whole text, without intervals.',
        ...guardTable(subjects),
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

/** Verdict on degeneration, with the shares of text that collapsed, loops, or is blank. */
export function findings(subjects: Measured): string {
  const primary = subjects[0]!;
  const real = findSubject(subjects, 'real');
  const beside = real === undefined || real.subject === primary.subject ? null : real;
  const { degeneration, documents } = primary.subject;
  const { collapsedDocuments } = degeneration.firstCollapse;
  const verdict = isDegenerate(primary, real) ? 'Partly not text' : 'No sign of degeneration';
  const collapsed = `${collapsedDocuments === 0 ? 'none' : formatCount(collapsedDocuments)} of ${countOf(documents, documentNoun(primary))} collapsed`;
  const share = (pick: (one: Degeneration) => number) =>
    `${formatPercent(pick(degeneration))}${beside === null ? '' : ` (${beside.name} ${formatPercent(pick(beside.subject.degeneration))})`}`;
  return `${verdict}: ${collapsed}; loops make up ${share(({ loops }) => loops.share)} of the text and white space ${share(({ whitespaceShare }) => whitespaceShare)}.`;
}

function collapseSentence([primary]: Measured): string {
  if (primary === undefined) return '';
  const { firstCollapse } = primary.subject.degeneration;
  if (firstCollapse.collapsedDocuments === 0) return '';
  return `The median ${documentNoun(primary)} goes ${untilCollapse(firstCollapse)} characters before it collapses.`;
}

function guardTable(subjects: Measured): FigureTable {
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
    ...sizes.map((size): readonly [string, (subject: Measured[number]['subject']) => Cell] => [
      `Distinct ${size}-grams`,
      ({ degeneration: { distinctNgrams } }) =>
        numberCell(distinctNgrams.find(({ n }) => n === size)?.share ?? null, formatPercent),
    ]),
  ]);
}

/** A median that lies beyond all that was seen is larger than that. */
function untilCollapse({ medianCharacters, seenCharacters }: Degeneration['firstCollapse']): string {
  return medianCharacters === null
    ? `more than ${formatCount(seenCharacters)}`
    : formatCount(Math.round(medianCharacters));
}

/**
 * Metric 7 in one notice. It warns if a document collapsed, or if loops take up more than a hundredth of the text and twice what they do in
 * real code: then every other rate is about what is hardly text any more.
 */
export function guardNotice(subjects: Measured, isCode: boolean): Notice {
  const primary = subjects[0]!;
  const real = findSubject(subjects, 'real');
  const { degeneration, documents } = primary.subject;
  const noun = documentNoun(primary);
  const title = 'Is it still text?';
  const beside =
    real === undefined || real === primary
      ? ''
      : ` (${real.name}: ${formatPercent(real.subject.degeneration.loops.share)})`;
  const loops = `${formatPercent(degeneration.loops.share)} of the text is in loops${beside}`;
  const of = `${countOf(documents, noun)} collapsed into a loop or a run; ${loops}.`;
  if (!isDegenerate(primary, real)) return { title, warning: false, text: `None of ${of}` };
  const collapsed = formatCount(degeneration.firstCollapse.collapsedDocuments);
  const flatters = `Such text breaks little, so it may flatter the figures${noun === 'sample' ? ' on writing' : ''}.`;
  return { title, warning: true, text: `${collapsed} of ${of} ${isCode ? flatters : ''}`.trim() };
}

function isDegenerate({ subject }: Measured[number], real: Measured[number] | undefined): boolean {
  if (subject.id === 'real') return false;
  const { firstCollapse, loops } = subject.degeneration;
  const usual = real?.subject.degeneration.loops.share ?? 0;
  return firstCollapse.collapsedDocuments > 0 || loops.share > Math.max(0.01, 2 * usual);
}
