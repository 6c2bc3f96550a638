import {
  capitalize,
  type FirstScreen,
  formatBits,
  type Notice,
  type Numeral,
  type Score,
  withInterval,
} from '@longrange/document/internal';
import type { Result } from '../../../result/schema.ts';
import { languageOf } from '../../names/language.ts';
import { modelPredictor } from '../../names/predictors.ts';
import { namedProbes } from '../../names/probes.ts';
import { findSubject, subjectsWith } from '../../names/subjects.ts';
import { bitsSection } from '../bits.ts';
import { contextPhrase, contextSection, excessSentence } from '../context.ts';
import { copySentence, novelAt, noveltySentence } from '../memorisation.ts';
import { shareEntry } from './score-entry.ts';
import { scoresOf } from './scores.ts';

/** What was measured, without what sections of other metrics show of the syntax of the language: the marks of what broke, and the ranges. */
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
      predictors: probes.predictors.map((one) => ({ ...one, swaps: { reading: [], writing: [] } })),
    },
  };
}

/** The first screen of such a text: bits per character, context and copying. */
export function otherScreen(result: Result): FirstScreen {
  const context = contextSection(withoutUntrained(result))?.figures[0];
  const isNot = `This text is not ${languageOf(result).name}`;
  const carried = modelPredictor(result)?.carried ?? null;
  const known = scoresOf(result);
  const scores = [
    ...known.filter(({ unit }) => unit === 'bits'),
    ...known.filter(({ unit }) => unit === 'characters'),
    newScore(result),
  ].filter(({ entries }) => entries.length > 0);
  return {
    headline:
      carried === null ? isNot : `${isNot}: this model needs ${formatBits(carried.bits)} bits per character`,
    numerals: { question: isNot, numerals: scores.map(numeralOf) },
    standfirst: standfirstOf(result),
    trust: languageNotice(result),
    range: context === undefined ? null : { ...context, id: `${context.id}-first` },
    scores,
    bars: null,
  };
}

/** The network before its training is a control of the sections, and not on the first screen. */
function withoutUntrained(result: Result): Result {
  const { probes } = result;
  const trained = probes?.predictors.filter(({ untrained }) => untrained === undefined) ?? [];
  return { ...result, probes: probes && { ...probes, predictors: trained } };
}

function standfirstOf(result: Result): string[] {
  const [own] = namedProbes(result);
  const memorised = subjectsWith(result, 'memorisation');
  return [
    bitsSection(result)?.paragraphs[0] ?? '',
    own === undefined ? '' : `${capitalize(contextPhrase(own))}. ${excessSentence(own)}`,
    memorised.length === 0 ? '' : `${noveltySentence(result, memorised)} ${copySentence(memorised)}`,
  ].filter(Boolean);
}

/** How much of what is written is not copied. */
function newScore(result: Result): Score {
  const novel = subjectsWith(result, 'memorisation').flatMap((named) => {
    const { length, proportion } = novelAt(named) ?? {};
    return proportion === undefined ? [] : [{ named, length, proportion }];
  });
  return {
    title: `Not copied, of ${novel[0]?.length} characters in a row`,
    unit: 'share',
    entries: novel.map(({ named: { name, subject }, proportion }) =>
      shareEntry({ subject: subject.id, name }, proportion),
    ),
  };
}

/** A headline figure in large type. */
function numeralOf({ title, unit, entries: [own, ...others] }: Score): Numeral {
  const { value, interval, isBound } = own!;
  return {
    title,
    value: { bound: isBound ? 'at most' : null, number: value, unit: unit === 'share' ? '' : unit },
    note: interval === null || !/^\d/.test(interval) ? (interval ?? '') : `95 % interval ${interval}`,
    // Compressors and the untrained network are in the table of all figures.
    beside: others
      .filter(({ subject, name }) => subject === 'real' || /-gram$/.test(name))
      .map((other) => ({
        ...{ style: other.subject, name: other.name },
        words: other.interval === null ? other.value : `${other.value} (${other.interval})`,
      })),
  };
}

/** In the place of the check of the checker: why nothing is said of the language. */
function languageNotice(result: Result): Notice {
  const { name } = languageOf(result);
  const { parse } = findSubject(result, 'real')!.subject;
  return {
    title: `Is it ${name}?`,
    warning: false,
    text: `Of the held-out files ${withInterval(parse.documents)} parse as ${name}. Under one in ten, with hardly a sound function or class among them, the text is taken for another language, and all that rests on the syntax of ${name} is left out: metrics 1 to 6, 10, 11, 18 and 19.`,
  };
}
