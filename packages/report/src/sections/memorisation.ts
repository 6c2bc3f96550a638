import { countCell, nothing, proportionCell, textCell } from '../document/cells.ts';
import { withInterval } from '../document/compare.ts';
import { inTheTable, relationOf } from '../document/sentences.ts';
import { inSentence, type NamedSubjectWith, subjectsWith } from '../document/subjects.ts';
import type { Cell, Figure, Result, Section } from '../document/types.ts';
import { capitalize, countOf, formatCount, formatLargeCount, formatPercent } from '../text/format.ts';

type Subjects = readonly NamedSubjectWith<'memorisation'>[];

/** Long enough not to be an idiom of the language, short enough that most lengths measured include it. */
const LENGTH = 32;
const MOST_QUOTED = 1_200;

/** Metric 8. Null where the training text is not known. */
export function memorisationSection(result: Result): Section | null {
  const subjects = subjectsWith(result, 'memorisation');
  if (subjects.length === 0) return null;
  const figures = [byLength(subjects), longest(subjects)];
  const [primary] = subjects;
  const { longestCopy } = primary!.subject.memorisation;
  return {
    id: 'memorisation',
    metric: 8,
    title: 'Written, or copied?',
    paragraphs: [
      `A text that was copied from the training text shows no memory of its own. ${noveltySentences(result, subjects)} ${copySentence(subjects)}`,
    ],
    figures: figures.filter((figure) => figure !== null),
    quotations:
      longestCopy.length === 0
        ? []
        : [
            {
              title: `The longest copy of ${inSentence(primary!)}: ${countOf(longestCopy.length, 'character')}, in ${longestCopy.document} from character ${formatCount(longestCopy.start)}`,
              text: longestCopy.text.slice(0, MOST_QUOTED),
            },
          ],
    definitions: [
      { term: 'Novel', text: 'A stretch that stands nowhere in the training text, character for character.' },
      {
        term: 'Longest copy',
        text: 'The longest stretch that does. Real code repeats itself as well: compare with it.',
      },
    ],
  };
}

function noveltySentences(result: Result, [primary, ...others]: Subjects): string {
  if (primary === undefined) return '';
  const own = novelAt(primary, LENGTH);
  if (own === null || own.proportion.estimate === null) return '';
  const name = inSentence(primary);
  const sentences = others.flatMap((other) => {
    const theirs = novelAt(other, own.length);
    if (theirs === null || theirs.length !== own.length || theirs.proportion.estimate === null) return [];
    const tested = { result, measure: `novel/${own.length}` };
    const relation = relationOf(tested, other, primary, ['more', 'less']);
    return [`${capitalize(inSentence(other))}: ${withInterval(theirs.proportion)}${relation}.`];
  });
  return [
    `Of the stretches of ${countOf(own.length, 'character')} in ${name}, ${withInterval(own.proportion)} are novel.`,
    ...sentences,
  ].join(' ');
}

/** The longest length measured that is at most this. */
function novelAt({ subject }: Subjects[number], length: number) {
  return subject.memorisation.novelByLength.filter((entry) => entry.length <= length).at(-1) ?? null;
}

function copySentence(subjects: Subjects): string {
  const parts = subjects.map(
    (named) => `${formatCount(named.subject.memorisation.longestCopy.length)} in ${inSentence(named)}`,
  );
  return `The longest copy, in characters: ${parts.join(', ')}. It grows with the amount of text, so compare texts of similar size only.`;
}

function byLength(subjects: Subjects): Figure | null {
  const lengths = [
    ...new Set(
      subjects.flatMap(({ subject }) => subject.memorisation.novelByLength.map(({ length }) => length)),
    ),
  ].sort((a, b) => a - b);
  const isFilled = subjects.some(({ subject }) =>
    subject.memorisation.novelByLength.some(({ proportion }) => proportion.n > 0),
  );
  if (!isFilled) return null;
  const title = 'Share of stretches not in the training text, by length';
  const facts = subjects.map(
    (named) =>
      `${named.name}: ${formatPercent(novelAt(named, LENGTH)?.proportion.estimate ?? null)} at ${LENGTH} characters`,
  );
  return {
    id: 'novel-by-length',
    chart: 'novel-by-length',
    title,
    caption: `Compared with ${formatLargeCount(subjects[0]!.subject.memorisation.trainingCharacters)} characters of training text.`,
    chartNote: 'Bars are 95 % intervals, over documents.',
    description: `${facts.join('; ')}. ${inTheTable}`,
    table: {
      caption: title,
      columns: ['Length, characters', ...subjects.map(({ name }) => name)],
      rows: lengths.map((length): Cell[] => [
        textCell(formatCount(length)),
        ...subjects.map(({ subject }) => {
          const found = subject.memorisation.novelByLength.find((entry) => entry.length === length);
          return found === undefined ? nothing : proportionCell(found.proportion);
        }),
      ]),
    },
  };
}

function longest(subjects: Subjects): Figure {
  const title = 'The longest copies';
  return {
    id: 'longest-copies',
    chart: null,
    folded: true,
    title,
    caption: '',
    description: '',
    table: {
      caption: title,
      columns: ['', 'Characters', 'Document', 'From character'],
      rows: subjects.map(
        ({
          name,
          subject: {
            memorisation: { longestCopy },
          },
        }): Cell[] => [
          textCell(name),
          countCell(longestCopy.length),
          { kind: 'code', text: longestCopy.document },
          countCell(longestCopy.start),
        ],
      ),
    },
  };
}
