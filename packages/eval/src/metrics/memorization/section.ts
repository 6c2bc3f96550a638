import {
  codeCell,
  countOf,
  curveFigure,
  type Figure,
  formatCount,
  formatLargeCount,
  formatPercent,
  intervalsNote,
  joinWords,
  type SectionDraft,
  sharePoint,
  tableFigure,
} from '@longrange/document/internal';
import { shareSentence } from '../../words/sentences.ts';
import { inSentence, type Subjects } from '../../words/subjects.ts';
import type { Tests } from '../../words/tested.ts';
import type { SectionKit } from '../section-kit.ts';
import type { Memorization } from './memorization.ts';

type Measured = Subjects<{ readonly memorization: Memorization }>;

/** Long enough not to be an idiom of the language, short enough that most lengths measured include it. */
const LENGTH = 32;
const MOST_QUOTED = 1_200;

export function memorizationSection({ subjects, tests }: SectionKit<'memorization'>): SectionDraft {
  const primary = subjects[0]!;
  const { length, start, document, text } = primary.subject.memorization.longestCopy;
  const title = `Longest copy in ${inSentence(primary)}: ${countOf(length, 'character')}, from character ${formatCount(start)} of ${document}`;
  return {
    id: 'memorization',
    metric: 8,
    title: 'Written or copied?',
    paragraphs: [
      noveltySentence(subjects, tests),
      `Copied text says nothing about memory. ${copySentence(subjects)}`,
    ],
    figures: [
      byLength(subjects),
      tableFigure({
        id: 'longest-copies',
        title: 'Longest copies',
        folded: true,
        columns: ['', 'Characters', 'Document', 'From character'],
        rows: subjects.map(({ name, subject }) => {
          const { longestCopy } = subject.memorization;
          return [name, longestCopy.length, codeCell(longestCopy.document), longestCopy.start];
        }),
      }),
    ],
    quotations: length === 0 ? [] : [{ title, text: text.slice(0, MOST_QUOTED) }],
    definitions: {
      New: 'Not in the training text, character for character. Real text repeats itself too: it is the yardstick here.',
      'Longest copy': 'The longest stretch that is in the training text.',
    },
  };
}

export function noveltySentence(subjects: Measured, tests: Tests): string {
  const length = novelAt(subjects[0]!)?.length;
  if (length === undefined) return '';
  const measured = subjects.filter((one) => novelAt(one, length)?.length === length);
  return shareSentence(
    measured,
    {
      pick: ({ memorization: { novelByLength } }) =>
        novelByLength.find((entry) => entry.length === length)!.proportion,
      noun: `stretches of ${countOf(length, 'character')}`,
      say: (name, share) =>
        `of ${name}’s ${formatCount(length)}-character stretches, ${share} are not in the training text`,
      measure: `novel/${length}`,
    },
    tests,
  );
}

/** New stretches of the longest length measured that is at most this; null if none is. */
export function novelAt({ subject }: Measured[number], length = LENGTH) {
  return subject.memorization.novelByLength.filter((entry) => entry.length <= length).at(-1) ?? null;
}

export function copySentence(subjects: Measured): string {
  const parts = subjects.map((named, index) => {
    const { length } = named.subject.memorization.longestCopy;
    return `${index === 0 ? countOf(length, 'character') : formatCount(length)} in ${inSentence(named)}`;
  });
  return `The longest copy has ${joinWords(parts)}. Longer texts have longer copies, so compare texts of similar size only.`;
}

function byLength(subjects: Measured): Figure | null {
  const isFilled = subjects.some(({ subject }) =>
    subject.memorization.novelByLength.some(({ proportion }) => proportion.n > 0),
  );
  if (!isFilled) return null;
  const facts = subjects.map(
    (named) =>
      `${named.name}: ${formatPercent(novelAt(named)?.proportion.estimate ?? null)} at ${LENGTH} characters`,
  );
  const series = subjects.map(({ name, subject }) => ({
    ...{ style: subject.id, name, items: subject.memorization.novelByLength },
    points: subject.memorization.novelByLength.map(({ length, proportion }) =>
      sharePoint(length, `${name}, ${countOf(length, 'character')}`, proportion),
    ),
  }));
  return curveFigure([{ title: '', series }], {
    id: 'novel-by-length',
    horizontal: 'Length, characters',
    vertical: { label: 'Share not in the training text', scale: 'share' },
    title: 'New stretches, by length',
    caption: `Share not found in the training text of ${formatLargeCount(subjects[0]!.subject.memorization.trainingCharacters)} characters.`,
    chartNote: intervalsNote,
    description: `${facts.join('; ')}.`,
    heading: 'Length, characters',
    place: ({ length }) => length,
    label: ({ length }) => formatCount(length),
    cell: (entry) => entry?.proportion,
  });
}
