import type { Score } from '@longrange/document/internal';
import { headlineFigures } from '../../../metrics/text-figures.ts';
import type { Result } from '../../../result/schema.ts';
import { modelPredictor } from '../../names/predictors.ts';
import { namedProbes } from '../../names/probes.ts';
import { type NamedSubject, namedSubjects } from '../../names/subjects.ts';
import { rangesOf } from '../../words/ranges.ts';
import {
  bitsEntry,
  contextEntry,
  rangeEntry,
  rateEntry,
  shareEntry,
  upperBoundEntry,
} from './score-entry.ts';

/** The headline figures: how far back first, then what is written, then what is predicted. */
export function scoresOf(result: Result): Score[] {
  const subjects = namedSubjects(result);
  return [
    ...rangeScores(result),
    ...headlineFigures.map((figure) => textScore(figure, subjects)),
    bitsScore(result),
  ].filter(({ entries }) => entries.length > 0);
}

/** A figure of text, of the subjects on which it was measured. */
function textScore(figure: (typeof headlineFigures)[number], subjects: readonly NamedSubject[]): Score {
  const entries = subjects.flatMap(({ name, subject }) => {
    const who = { subject: subject.id, name };
    if (figure.unit === 'share') {
      const proportion = figure.pick(subject);
      return proportion === null ? [] : [shareEntry(who, proportion)];
    }
    const rate = figure.pick(subject);
    return rate === null ? [] : [rateEntry(who, rate, rate.n)];
  });
  return { title: figure.title, unit: figure.unit, entries };
}

/** The ranges, and n*. All in characters. */
function rangeScores(result: Result): Score[] {
  const ranges = rangesOf(result);
  const writing = ranges.find((one) => one.writing !== null)?.writing ?? null;
  return [
    {
      title: 'Reading: an open bracket remembered for, characters',
      unit: 'characters',
      entries: ranges.flatMap(({ style, name, reading }) =>
        reading === null ? [] : [rangeEntry({ subject: style, name }, reading)],
      ),
    },
    {
      title: `Writing at temperature ${writing?.temperature}: the same, characters`,
      unit: 'characters',
      entries: ranges.flatMap((one) =>
        one.writing === null ? [] : [rangeEntry({ subject: one.style, name: one.name }, one.writing)],
      ),
    },
    {
      title: 'Effective context (n*), characters',
      unit: 'characters',
      entries: namedProbes(result).flatMap(({ name, style, probes: { effectiveContext } }) =>
        effectiveContext.targets === 0 ? [] : [contextEntry({ subject: style, name }, effectiveContext)],
      ),
    },
  ];
}

function bitsScore(result: Result): Score {
  const own = modelPredictor(result);
  const others = result.bitsPerCharacter.filter((entry) => entry !== own && entry.split === own?.split);
  const entries = [...(own === null ? [] : [own, ...others])].flatMap((entry) => {
    const isOwn = entry === own;
    const who = { subject: isOwn ? 'model' : 'ngram', name: isOwn ? 'model' : entry.predictor } as const;
    const measured = entry.carried ?? entry.reset;
    const { upperBound } = entry;
    return [
      ...(measured === null ? [] : [bitsEntry(who, measured, entry.characters)]),
      ...(upperBound === undefined ? [] : [upperBoundEntry(who, upperBound, entry.characters)]),
    ];
  });
  return { title: 'Bits per character', unit: 'bits', entries };
}
