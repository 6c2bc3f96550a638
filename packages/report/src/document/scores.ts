import { formatCount, formatLargeCount, NO_BREAK_SPACE } from '../text/format.ts';
import { modelPredictor } from './predictors.ts';
import { type NamedSubject, namedSubjects } from './subjects.ts';
import type { Proportion, Result, Score, Subject } from './types.ts';

/** The figures of the first screen. */
export function scoresOf(result: Result): Score[] {
  const subjects = namedSubjects(result);
  const scores: Score[] = [
    share('Brackets held', subjects, ({ delimiters }) => delimiters.overall),
    share('Indentation kept', subjects, ({ indentation }) => indentation.overall),
    share('Definitions that parse', subjects, ({ parse }) => parse.definitions),
  ];
  const bits = bitsScore(result);
  return bits === null ? scores : [...scores, bits];
}

function share(
  title: string,
  subjects: readonly NamedSubject[],
  pick: (subject: Subject) => Proportion,
): Score {
  return {
    title,
    unit: 'share',
    entries: subjects.map(({ name, subject }) => {
      const { estimate, low, high, n } = pick(subject);
      return {
        subject: subject.id,
        name,
        estimate,
        low,
        high,
        sample: `n${NO_BREAK_SPACE}${formatCount(n)}`,
      };
    }),
  };
}

function bitsScore(result: Result): Score | null {
  const own = modelPredictor(result);
  if (own === null) return null;
  const others = result.bitsPerCharacter.filter((entry) => entry !== own && entry.split === own.split);
  const entries = [own, ...others].flatMap((entry) => {
    const measured = entry.carried ?? entry.reset;
    if (measured === null) return [];
    return [
      {
        subject: entry === own ? ('model' as const) : ('ngram' as const),
        name: entry === own ? 'model' : entry.predictor,
        estimate: measured.bits,
        low: measured.low,
        high: measured.high,
        sample: `n${NO_BREAK_SPACE}${formatLargeCount(entry.characters)}`,
      },
    ];
  });
  return entries.length === 0 ? null : { title: 'Bits per character', unit: 'bits', entries };
}
