import { countOf } from '../text/format.ts';
import { modelPredictor } from './predictors.ts';
import { type NamedSubject, namedSubjects } from './subjects.ts';
import type { Proportion, Result, Score, Subject } from './types.ts';

/** The figures of the first screen. */
export function scoresOf(result: Result): Score[] {
  const subjects = namedSubjects(result);
  const scores: Score[] = [
    share('Brackets held', subjects, 'bracket', ({ delimiters }) => delimiters.overall),
    share('Indentation kept', subjects, 'check', ({ indentation }) => indentation.overall),
    share('Definitions that parse', subjects, 'definition', ({ parse }) => parse.definitions),
  ];
  const bits = bitsScore(result);
  return bits === null ? scores : [...scores, bits];
}

function share(
  title: string,
  subjects: readonly NamedSubject[],
  unit: string,
  pick: (subject: Subject) => Proportion,
): Score {
  return {
    title,
    unit: 'share',
    entries: subjects.map(({ name, subject }) => {
      const { estimate, low, high, n } = pick(subject);
      return { subject: subject.id, name, estimate, low, high, sample: countOf(n, unit) };
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
        sample: countOf(entry.characters, 'character'),
      },
    ];
  });
  return entries.length === 0
    ? null
    : { title: `Bits per character, ${own.split} split`, unit: 'bits', entries };
}
