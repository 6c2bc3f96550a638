import { NOTHING } from '../text/format.ts';
import { textCell } from './cells.ts';
import { readD80 } from './d80.ts';
import { modelPredictor } from './predictors.ts';
import { namedProbes } from './probes.ts';
import { bitsEntry, contextEntry, d80Entry, rateEntry, shareEntry } from './score-entry.ts';
import { type NamedSubject, namedSubjects, subjectsWith } from './subjects.ts';
import type { Proportion, Result, Score, Table } from './types.ts';

/** The headline figures: how far back first, then what is written, then what is predicted. */
export function scoresOf(result: Result): Score[] {
  const subjects = namedSubjects(result);
  return [
    ...reachScores(result),
    share('Brackets held', subjects, ({ delimiters }) => delimiters.overall),
    share('Indentation kept', subjects, ({ indentation }) => indentation.overall),
    share('Definitions that parse', subjects, ({ parse }) => parse.definitions),
    ...minorScores(result),
    bitsScore(result),
  ].filter(({ entries }) => entries.length > 0);
}

/** The same as one table. */
export function scoreTable(scores: readonly Score[]): Table {
  return {
    caption: 'All headline figures',
    columns: ['Figure', 'Of', 'Estimate', '95 % interval', 'Sample'],
    rows: scores.flatMap(({ title, entries }) =>
      entries.map(({ name, value, interval, sample }) =>
        [title, name, value, interval ?? NOTHING, sample].map(textCell),
      ),
    ),
  };
}

function share<S extends NamedSubject>(
  title: string,
  subjects: readonly S[],
  pick: (subject: S['subject']) => Proportion,
): Score {
  return {
    title,
    unit: 'share',
    entries: subjects.map(({ name, subject }) => shareEntry({ subject: subject.id, name }, pick(subject))),
  };
}

/** D80 and n*, in characters. */
function reachScores(result: Result): Score[] {
  const predictors = namedProbes(result);
  const d80: Score = {
    title: 'Closers held up to (D80), characters',
    unit: 'characters',
    entries: predictors.flatMap(({ name, style, probes: { closers } }) => [
      d80Entry({ subject: style, name }, readD80(closers.natural), closers.natural.overall.n),
      ...(closers.stretched === null
        ? []
        : [
            d80Entry(
              { subject: style, name: `${name}, stretched` },
              readD80(closers.stretched),
              closers.stretched.overall.n,
            ),
          ]),
    ]),
  };
  const context: Score = {
    title: 'Effective context (n*), characters',
    unit: 'characters',
    entries: predictors.map(({ name, style, probes }) =>
      contextEntry({ subject: style, name }, probes.effectiveContext),
    ),
  };
  return [d80, context];
}

function minorScores(result: Result): Score[] {
  const names: Score = {
    title: 'Undefined names per 100 loads',
    unit: 'rate',
    entries: subjectsWith(result, 'names').map(({ name, subject }) =>
      rateEntry(
        { subject: subject.id, name },
        subject.names.undefinedPer100Loads,
        subject.names.loads - subject.names.unknowable,
      ),
    ),
  };
  return [
    share('Strings closed', subjectsWith(result, 'strings'), ({ strings }) => strings.overall),
    share(
      'Control flow legal',
      subjectsWith(result, 'controlFlow'),
      ({ controlFlow }) => controlFlow.overall,
    ),
    names,
  ].map((score) => ({ ...score, minor: true }));
}

function bitsScore(result: Result): Score {
  const own = modelPredictor(result);
  const others = result.bitsPerCharacter.filter((entry) => entry !== own && entry.split === own?.split);
  const entries = [...(own === null ? [] : [own, ...others])].flatMap((entry) => {
    const measured = entry.carried ?? entry.reset;
    if (measured === null) return [];
    const who =
      entry === own
        ? ({ subject: 'model', name: 'model' } as const)
        : ({ subject: 'ngram', name: entry.predictor } as const);
    return [bitsEntry(who, measured, entry.characters)];
  });
  return { title: 'Bits per character', unit: 'bits', entries };
}
