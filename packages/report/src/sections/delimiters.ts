import { type Definitions, notes, type SectionDraft } from '../document/index.ts';
import { incidenceFigure, incidenceSentence } from '../words/incidence.ts';
import { missingSubjects, sentences } from '../words/sentences.ts';
import {
  hazardFigure,
  hazardSentence,
  type OpenedBrackets,
  survivalFigure,
  survivalSentence,
} from './open-brackets.ts';
import type { SectionKit } from './section-kit.ts';
import { failedBrackets } from './shown-failures.ts';

export function delimitersSection(kit: SectionKit<'delimiters'>): SectionDraft {
  const { subjects } = kit;
  const series = subjects.map(({ name, subject }, index) => ({
    ...{ style: subject.id, name, ...subject.delimiters },
    failures: failedBrackets(`brackets-${index}`, name, subject),
  }));
  const open = { title: '', series };
  const incidence = ({ delimiters }: OpenedBrackets) => delimiters.incidenceByDistance;
  const held = (type: '()' | '[]' | '{}') =>
    [
      `Held, ${type}`,
      ({ delimiters }: OpenedBrackets) => delimiters.byType.find((one) => one.type === type)?.proportion,
    ] as const;
  return {
    id: 'delimiters',
    metric: 1,
    title: 'Brackets',
    paragraphs: [
      kit.share('delimiters', 'brackets', (name, share) => `${name} closes ${share} of its brackets`),
      sentences(hazardSentence(subjects), kit.order('delimiters', 'Per character,')),
      sentences(survivalSentence(subjects), missingSubjects(subjects)),
      incidenceSentence(subjects, incidence, 128, 'a bracket opens'),
    ],
    figures: [
      hazardFigure([open], { id: 'bracket-hazard', title: 'Failures of open brackets, by distance' }),
      survivalFigure([open], { id: 'bracket-survival', title: 'Open brackets that have not failed' }),
      kit.curve(({ delimiters }) => delimiters.byDistance, {
        id: 'delimiters-by-distance',
        axes: {
          vertical: 'Share closed in the end',
          horizontal: 'Still open after at least this many characters',
        },
        title: 'Open brackets that get closed, by distance',
        heading: 'Open after, characters',
        caption:
          'Of the brackets still open after this many characters, the share closed correctly in the end. A bracket that breaks or is forgotten counts against every distance at which it was open. The share depends on how long brackets are, so it says nothing about how far a memory goes.',
        chartNote: notes.bars,
      }),
      incidenceFigure(subjects, incidence, {
        id: 'closure',
        title: 'Closed, broken or still open',
        openers: 'brackets',
      }),
      kit.curve(({ delimiters }) => delimiters.byDepth, {
        id: 'delimiters-by-depth',
        axes: { vertical: 'Share held', horizontal: 'Nesting depth', isSteps: true },
        title: 'Brackets held, by nesting depth',
        heading: 'Depth',
        caption: 'A bracket inside no other has depth 1.',
      }),
      kit.curve(({ delimiters }) => delimiters.byAttractors, {
        id: 'delimiters-by-attractors',
        axes: { vertical: 'Share held', horizontal: 'Attractors', isSteps: true },
        title: 'Brackets held, by attractors',
        heading: 'Attractors',
        caption:
          'Attractors are openers of another type between the two ends: the more there are, the easier it is to close the wrong one.',
      }),
      kit.table(
        {
          id: 'incidence',
          title: 'What happened to every opener',
          folded: true,
          caption: 'Held: matched, as a share of all openers that were not censored.',
        },
        [
          ['Openers', ({ delimiters }) => delimiters.openers],
          ['Matched', ({ delimiters }) => delimiters.events.matched],
          ['Closed by the wrong type', ({ delimiters }) => delimiters.events.wrongType],
          ['Closed by force', ({ delimiters }) => delimiters.events.closedByForce],
          ['Unclosed', ({ delimiters }) => delimiters.events.unclosed],
          ['Censored: open at the cut', ({ delimiters }) => delimiters.events.censored],
          ['Stray closers', ({ delimiters }) => delimiters.strayClosers],
          ['Held', ({ delimiters }) => delimiters.overall],
          held('()'),
          held('[]'),
          held('{}'),
        ],
      ),
    ],
    definitions,
  };
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
