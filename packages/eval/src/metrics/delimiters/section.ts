import {
  barsNote,
  countCell,
  type Definitions,
  type Figure,
  nothing,
  proportionCell,
  type SectionDraft,
  subjectFigure,
  subjectTable,
  tableFigure,
  uncapitalize,
} from '@longrange/document/internal';
import { incidenceFigure, incidenceSentence } from '../../words/incidence.ts';
import { missingSubjects, sentences, shareSentence } from '../../words/sentences.ts';
import { findSubject, inSentence, type Subjects } from '../../words/subjects.ts';
import type { Tests } from '../../words/tested.ts';
import { orderSentence } from '../../words/tested.ts';
import { type BrokenBrackets, failedBrackets } from '../failures/shown-failures.ts';
import {
  hazardFigure,
  hazardSentence,
  type OpenBrackets,
  type OpenedBrackets,
  survivalFigure,
  survivalSentence,
} from './open-brackets.ts';

type Measured = Subjects<OpenedBrackets & BrokenBrackets>;

/** Metric 1. */
export function delimitersSection(subjects: Measured, tests: Tests): SectionDraft {
  const open = { title: '', series: subjects.map(openBrackets) };
  return {
    id: 'delimiters',
    metric: 1,
    title: 'Brackets',
    paragraphs: [
      shareSentence(
        subjects,
        {
          pick: ({ delimiters }) => delimiters.overall,
          noun: 'brackets',
          say: (name, share) => `${name} closes ${share} of its brackets`,
          measure: 'delimiters',
        },
        tests,
      ),
      sentences(hazardSentence(subjects), distanceSentence(subjects, tests)),
      sentences(survivalSentence(subjects), missingSubjects(subjects)),
      incidenceSentence(subjects, ({ delimiters }) => delimiters.incidenceByDistance, 128, 'a bracket opens'),
    ],
    figures: [
      hazardFigure([open], { id: 'bracket-hazard', title: 'Failures of open brackets, by distance' }),
      survivalFigure([open], { id: 'bracket-survival', title: 'Open brackets that have not failed' }),
      subjectFigure(subjects, ({ delimiters }) => delimiters.byDistance, {
        id: 'delimiters-by-distance',
        axes: {
          vertical: 'Share closed in the end',
          horizontal: 'Still open after at least this many characters',
        },
        title: 'Open brackets that get closed, by distance',
        heading: 'Open after, characters',
        caption:
          'Of the brackets still open after this many characters, the share closed correctly in the end. A bracket that breaks or is forgotten counts against every distance at which it was open. The share depends on how long brackets are, so it says nothing about how far a memory goes.',
        chartNote: barsNote,
      }),
      incidenceFigure(subjects, ({ delimiters }) => delimiters.incidenceByDistance, {
        id: 'closure',
        title: 'Closed, broken or still open',
        openers: 'brackets',
      }),
      subjectFigure(subjects, ({ delimiters }) => delimiters.byDepth, {
        id: 'delimiters-by-depth',
        axes: { vertical: 'Share held', horizontal: 'Nesting depth', isSteps: true },
        title: 'Brackets held, by nesting depth',
        heading: 'Depth',
        caption: 'A bracket inside no other has depth 1.',
      }),
      subjectFigure(subjects, ({ delimiters }) => delimiters.byAttractors, {
        id: 'delimiters-by-attractors',
        axes: { vertical: 'Share held', horizontal: 'Attractors', isSteps: true },
        title: 'Brackets held, by attractors',
        heading: 'Attractors',
        caption:
          'Attractors are openers of another type between the two ends: the more there are, the easier it is to close the wrong one.',
      }),
      events(subjects),
    ],
    definitions,
  };
}

function openBrackets({ name, subject }: Measured[number], index: number): OpenBrackets {
  const { hazard, netSurvival } = subject.delimiters;
  const failures = failedBrackets(`brackets-${index}`, name, subject);
  return { style: subject.id, name, hazard, netSurvival, failures };
}

/** Result of the tests of failures per character at each distance. */
function distanceSentence([primary, ...others]: Measured, tests: Tests): string {
  if (primary === undefined) return '';
  const side = (named: Measured[number]) => ({ id: named.subject.id, name: inSentence(named) });
  const compared = (['real', 'ngram'] as const).flatMap((id) => findSubject(others, id) ?? []);
  const order = orderSentence(tests, 'delimiters', side(primary), compared.map(side));
  return order === '' ? '' : `Per character, ${uncapitalize(order)}`;
}

function events(subjects: Measured): Figure {
  const held = (type: '()' | '[]' | '{}') =>
    [
      `Held, ${type}`,
      ({ delimiters }: OpenedBrackets) => {
        const found = delimiters.byType.find((entry) => entry.type === type);
        return found === undefined ? nothing : proportionCell(found.proportion);
      },
    ] as const;
  const caption = 'Held: matched, as a share of all openers that were not censored.';
  return tableFigure({
    id: 'incidence',
    title: 'What happened to every opener',
    folded: true,
    caption,
    ...subjectTable(subjects, [
      ['Openers', ({ delimiters }) => countCell(delimiters.openers)],
      ['Matched', ({ delimiters }) => countCell(delimiters.events.matched)],
      ['Closed by the wrong type', ({ delimiters }) => countCell(delimiters.events.wrongType)],
      ['Closed by force', ({ delimiters }) => countCell(delimiters.events.closedByForce)],
      ['Unclosed', ({ delimiters }) => countCell(delimiters.events.unclosed)],
      ['Censored: open at the cut', ({ delimiters }) => countCell(delimiters.events.censored)],
      ['Stray closers', ({ delimiters }) => countCell(delimiters.strayClosers)],
      ['Held', ({ delimiters }) => proportionCell(delimiters.overall)],
      held('()'),
      held('[]'),
      held('{}'),
    ]),
  });
}

const definitions: Definitions = {
  Distance:
    'Characters from the opener to whatever decided how it ended. Each bracket counts at every distance up to its own.',
  Failure: 'Closed by the wrong type, closed by force, or unclosed.',
  'Failures per 100 characters':
    'The cause-specific hazard: failures at a distance, divided by the characters there at which a bracket was open. A bracket that is closed, or cut off, counts until then.',
  'Net survival':
    'What would be left if only failures ended brackets: the Kaplan–Meier curve of failing, correct closings censored.',
  'Held, matched': 'Closed by a bracket of its own type. Brackets inside strings and comments do not count.',
  'Wrong type': 'The closer that came was of another type.',
  'Closed by force': 'The closer of a bracket further out came first.',
  Unclosed: 'The text, or a new statement, came before the closer.',
  Censored:
    'Still open where the sample was cut: neither held nor broken. The curves of closed, broken and still open account for it (Aalen–Johansen).',
  '95 % interval':
    'Wilson’s interval, clustered by document, for each point by itself. Of many points, one in twenty may miss by chance, so every statement of better or worse comes from a test corrected for the number of tests.',
  'Design effect':
    'The factor by which cases count for less because those of one document resemble each other; named where it is above 2.',
  'At risk': 'Openers that are still open and still seen at that distance.',
  Thin: 'Fewer than 30 cases: drawn hollow, and nothing is concluded from it.',
};
