import type { Result, Subject } from '@longrange/eval/internal';
import { textFigures } from '@longrange/eval/internal';
import type { FirstScreen, Notice, Numeral, Score } from '../../document/internal.ts';
import { format } from '../../document/internal.ts';
import { drawBits } from '../../sections/bits.ts';
import { guardNotice } from '../../sections/degeneration.ts';
import { declaredProbe, drawProbe } from '../../sections/draw-probe.ts';
import { leadSentence } from '../../words/lead.ts';
import type { Named } from '../../words/subjects.ts';
import { subjectsWith, type View } from '../view.ts';
import { scoresOf, shareEntry } from './scores.ts';

/** Returns the result without marks of broken syntax and without ranges, which other sections would show. */
export function withoutSyntax(result: Result): Result {
  const { subjects, probes } = result;
  return {
    ...result,
    subjects: subjects.map((subject) => ({
      ...subject,
      label: subject.id === 'real' ? 'held-out text' : subject.label,
      excerpt: subject.excerpt === null ? null : { ...subject.excerpt, marks: [] },
    })),
    probes: probes && {
      ...probes,
      predictors: probes.predictors.map((one) => ({ ...one, minimalPairs: { scoring: [], generation: [] } })),
    },
  };
}

/** Builds the first screen for text in another language: bits per character, context and copying. */
export function otherScreen(view: View): FirstScreen {
  const { scored, probed, tests } = view;
  const memorized = subjectsWith(view, 'memorization');
  const context = drawProbe(declaredProbe('context')!, probed, { isUntrainedShown: false });
  const isNot = `This text is not ${view.result.language.name}`;
  const carried = scored.model?.carried ?? null;
  const known = scoresOf(view);
  const scores = [
    ...known.filter(({ unit }) => unit === 'bits'),
    ...known.filter(({ unit }) => unit === 'characters'),
    newScore(memorized),
  ].filter(({ entries }) => entries.length > 0);
  return {
    headline:
      carried === null ? isNot : `${isNot}: this model needs ${format.bits(carried.bits)} bits per character`,
    question: isNot,
    numerals: scores.map(numeralOf),
    standfirst: [
      drawBits(scored)?.paragraphs[0] ?? '',
      context?.paragraphs.slice(0, -1).join(' ') ?? '',
      leadSentence({ id, title, pick }, memorized.map(sideOf), tests),
    ].filter(Boolean),
    notices: [guardNotice(view.subjects, false), languageNotice(view)],
    figure: context === null ? null : { ...context.figures[0]!, id: `${context.id}-first` },
    scores,
    bars: null,
  };
}

/** Share of what is written that is not copied. */
const { id, title, pick } = textFigures.find((figure) => figure.id === 'novel/32')!;

function sideOf({ name, subject }: Named<Subject>) {
  return { id: subject.id, name, style: subject.id, fields: subject };
}

function newScore(memorized: readonly Named<Subject>[]): Score {
  return {
    title: 'Not copied, of 32 characters in a row',
    unit: 'share',
    entries: memorized.flatMap(({ name, subject }) => {
      const share = pick(subject);
      return share !== null && 'estimate' in share ? [shareEntry({ subject: subject.id, name }, share)] : [];
    }),
  };
}

/** Shows a headline figure in large type. */
function numeralOf({ title, unit, entries: [first, ...others] }: Score): Numeral {
  const { value, interval, isBound } = first!;
  return {
    title,
    meaning: '',
    value: { bound: isBound ? 'at most' : null, number: value, unit: unit === 'share' ? '' : unit },
    note: interval === null || !/^\d/.test(interval) ? (interval ?? '') : `95 % interval ${interval}`,
    // Compressors and the untrained network are in the table of all figures.
    beside: others
      .filter(({ subject, name }) => subject === 'real' || /-gram$/.test(name))
      .map((other) => ({
        style: other.subject,
        name: other.name,
        words: other.interval === null ? other.value : `${other.value} (${other.interval})`,
      })),
  };
}

/** Explains, in place of the check of the checker, why nothing is said about the language. */
function languageNotice({ result, real }: View): Notice {
  const { name } = result.language;
  const { parse } = real!.subject;
  return {
    title: `Is it ${name}?`,
    warning: false,
    text: `Of the held-out files ${format.share(parse.documents)} parse as ${name}. Under one in ten, with hardly a sound function or class among them, the text is taken for another language, and all that rests on the syntax of ${name} is left out.`,
  };
}
