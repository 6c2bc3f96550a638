import type { Degeneration } from '@longrange/eval/internal';
import { type Content, cell, format, type Notice, type SectionDraft } from '../document/index.ts';
import { documentNoun, findSubject, type Named, type Subjects } from '../words/subjects.ts';
import type { SectionKit } from './section-kit.ts';

interface Measured {
  readonly degeneration: Degeneration;
}

/** Comes first on the page: every other rate is conditional on it. */
export function guardSection(kit: SectionKit<'degeneration'>): SectionDraft {
  const { subjects } = kit;
  const sizes = subjects.flatMap(({ subject }) => subject.degeneration.distinctNgrams.map(({ n }) => n));
  const share = (value: number | null) => cell.number(value, format.percent);
  return {
    id: 'guard',
    metric: 7,
    title: 'Is it still text?',
    paragraphs: [
      findings(subjects),
      `Text full of loops or blank space breaks no brackets, so read this before any other figure. ${collapseSentence(subjects)}`.trim(),
    ],
    figures: [
      kit.table(
        {
          id: 'degeneration',
          title: 'Signs of degeneration',
          caption: 'Counts over the whole text, without intervals.',
        },
        [
          ['Characters', ({ characters }) => characters],
          ['White space', ({ degeneration }) => share(degeneration.whitespaceShare)],
          ['Characters in loops', ({ degeneration }) => share(degeneration.loops.share)],
          ['Loops', ({ degeneration }) => degeneration.loops.count],
          [
            'Longest run of one character',
            ({ degeneration: { longestRun } }) =>
              cell.number(
                longestRun.length,
                (length) => `${format.count(length)} (${format.character(longestRun.character)})`,
              ),
          ],
          [
            'Documents that collapsed',
            ({ degeneration, documents }) =>
              cell.number(
                degeneration.firstCollapse.collapsedDocuments,
                (count) => `${format.count(count)} of ${format.count(documents)}`,
              ),
          ],
          [
            'Characters before the collapse, median',
            ({ degeneration: { firstCollapse } }) =>
              firstCollapse.collapsedDocuments === 0 ? null : untilCollapse(firstCollapse),
          ],
          ...[...new Set(sizes)]
            .sort((a, b) => a - b)
            .map((size): readonly [string, (subject: Measured) => Content] => [
              `Distinct ${size}-grams`,
              ({ degeneration: { distinctNgrams } }) =>
                share(distinctNgrams.find(({ n }) => n === size)?.share ?? null),
            ]),
        ],
      ),
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
export function findings(subjects: Subjects<Measured>): string {
  const primary = subjects[0]!;
  const real = findSubject(subjects, 'real');
  const beside = real === undefined || real.subject === primary.subject ? null : real;
  const { degeneration, documents } = primary.subject;
  const { collapsedDocuments } = degeneration.firstCollapse;
  const verdict = isDegenerate(primary, real) ? 'Partly not text' : 'No sign of degeneration';
  const noun = documentNoun(primary);
  const none = documents === 1 ? `the ${noun} did not get` : `none of ${format.countOf(documents, noun)} got`;
  const some = `${format.count(collapsedDocuments)} of ${format.countOf(documents, noun)} got`;
  const collapsed = `${collapsedDocuments === 0 ? none : some} stuck repeating ${documents === 1 ? 'itself' : 'themselves'}`;
  const share = (pick: (one: Degeneration) => number) =>
    `${format.percent(pick(degeneration))}${beside === null ? '' : ` (${beside.name} ${format.percent(pick(beside.subject.degeneration))})`}`;
  return `${verdict}: ${collapsed}; loops make up ${share(({ loops }) => loops.share)} of the text and white space ${share(({ whitespaceShare }) => whitespaceShare)}.`;
}

function collapseSentence(subjects: Subjects<Measured>): string {
  const primary = subjects[0]!;
  const { firstCollapse } = primary.subject.degeneration;
  if (firstCollapse.collapsedDocuments === 0) return '';
  return `The median ${documentNoun(primary)} goes ${untilCollapse(firstCollapse)} characters before it collapses.`;
}

/** States the median; if it was not reached, that it is larger than all that was seen. */
function untilCollapse({ medianCharacters, seenCharacters }: Degeneration['firstCollapse']): string {
  return medianCharacters === null
    ? `more than ${format.count(seenCharacters)}`
    : format.count(Math.round(medianCharacters));
}

/**
 * Metric 7 in one notice. It warns if a document collapsed, or if loops take up more than a hundredth of the text and more than twice their
 * share of real code: then every other rate describes what is hardly text anymore.
 */
export function guardNotice(subjects: Subjects<Measured>, isCode: boolean): Notice {
  const primary = subjects[0]!;
  const real = findSubject(subjects, 'real');
  const { degeneration, documents } = primary.subject;
  const noun = documentNoun(primary);
  const title = 'Is it still text?';
  const beside =
    real === undefined || real === primary
      ? ''
      : ` (${real.name}: ${format.percent(real.subject.degeneration.loops.share)})`;
  const loops = `${format.percent(degeneration.loops.share)} of the text is in loops${beside}`;
  const of = `${format.countOf(documents, noun)} collapsed into a loop or a run; ${loops}.`;
  if (!isDegenerate(primary, real)) return { title, warning: false, text: `None of ${of}` };
  const collapsed = format.count(degeneration.firstCollapse.collapsedDocuments);
  const flatters = `Such text breaks little, so it may flatter the figures${noun === 'sample' ? ' on writing' : ''}.`;
  return { title, warning: true, text: `${collapsed} of ${of} ${isCode ? flatters : ''}`.trim() };
}

function isDegenerate({ subject }: Named<Measured>, real: Named<Measured> | undefined): boolean {
  if (subject.id === 'real') return false;
  const { firstCollapse, loops } = subject.degeneration;
  const usual = real?.subject.degeneration.loops.share ?? 0;
  return firstCollapse.collapsedDocuments > 0 || loops.share > Math.max(0.01, 2 * usual);
}
