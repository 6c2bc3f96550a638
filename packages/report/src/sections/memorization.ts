import type { Memorization } from '@longrange/eval/internal';
import type { Figure, SectionDraft } from '../document/index.ts';
import { cell, curveFigure, format, notes, plot, tableFigure } from '../document/index.ts';
import { shareSentence } from '../words/sentences.ts';
import { inSentence, type Subjects } from '../words/subjects.ts';
import type { Tests } from '../words/tested.ts';
import type { SectionKit } from './section-kit.ts';

type Measured = Subjects<{ readonly memorization: Memorization }>;

/** Length that is too long for an idiom of the language, but short enough to be among most lengths measured. */
const LENGTH = 32;
const MOST_QUOTED = 1_200;

export function memorizationSection({ subjects, tests }: SectionKit<'memorization'>): SectionDraft {
  const primary = subjects[0]!;
  const { length, start, document, text } = primary.subject.memorization.longestCopy;
  const title = `Longest copy in ${inSentence(primary)}: ${format.countOf(length, 'character')}, from character ${format.count(start)} of ${document}`;
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
          return [name, longestCopy.length, cell.code(longestCopy.document), longestCopy.start];
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
      noun: `stretches of ${format.countOf(length, 'character')}`,
      say: (name, share) =>
        `of ${name}’s ${format.count(length)}-character stretches, ${share} are not in the training text`,
      measure: `novel/${length}`,
    },
    tests,
  );
}

/** Returns the new stretches of the longest measured length that is at most `length`; null if there is none. */
export function novelAt({ subject }: Measured[number], length = LENGTH) {
  return subject.memorization.novelByLength.filter((entry) => entry.length <= length).at(-1) ?? null;
}

export function copySentence(subjects: Measured): string {
  const parts = subjects.map((named, index) => {
    const { length } = named.subject.memorization.longestCopy;
    return `${index === 0 ? format.countOf(length, 'character') : format.count(length)} in ${inSentence(named)}`;
  });
  return `The longest copy has ${format.list(parts)}. Longer texts have longer copies, so compare texts of similar size only.`;
}

function byLength(subjects: Measured): Figure | null {
  const isFilled = subjects.some(({ subject }) =>
    subject.memorization.novelByLength.some(({ proportion }) => proportion.n > 0),
  );
  if (!isFilled) return null;
  const facts = subjects.map(
    (named) =>
      `${named.name}: ${format.percent(novelAt(named)?.proportion.estimate ?? null)} at ${LENGTH} characters`,
  );
  const series = subjects.map(({ name, subject }) => ({
    ...{ style: subject.id, name, items: subject.memorization.novelByLength },
    points: subject.memorization.novelByLength.map(({ length, proportion }) =>
      plot.share(length, `${name}, ${format.countOf(length, 'character')}`, proportion),
    ),
  }));
  return curveFigure([{ title: '', series }], {
    id: 'novel-by-length',
    horizontal: 'Length, characters',
    vertical: { label: 'Share not in the training text', scale: 'share' },
    title: 'New stretches, by length',
    caption: `Share not found in the training text of ${format.largeCount(subjects[0]!.subject.memorization.trainingCharacters)} characters.`,
    chartNote: notes.intervals,
    description: `${facts.join('; ')}.`,
    heading: 'Length, characters',
    place: ({ length }) => length,
    label: ({ length }) => format.count(length),
    cell: (entry) => entry?.proportion,
  });
}
