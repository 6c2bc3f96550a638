import type { Score } from '@longrange/document/internal';
import type { Subject } from '../../metrics/subject-schema.ts';
import { headlineFigures } from '../../metrics/text-figures.ts';
import type { Named } from '../../words/subjects.ts';
import type { View } from '../view.ts';
import {
  bitsEntry,
  contextEntry,
  rangeEntry,
  rateEntry,
  shareEntry,
  upperBoundEntry,
} from './score-entry.ts';

/** The headline figures: how far back first, then what is written, then what is predicted. */
export function scoresOf({ ranges, probed, subjects, scored }: View): Score[] {
  return [
    ...rangeScores(ranges, probed.predictors),
    ...headlineFigures.map((figure) => textScore(figure, subjects)),
    bitsScore(scored),
  ].filter(({ entries }) => entries.length > 0);
}

/** A figure of text, of the subjects on which it was measured. */
function textScore(figure: (typeof headlineFigures)[number], subjects: readonly Named<Subject>[]): Score {
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
function rangeScores(ranges: View['ranges'], predictors: View['probed']['predictors']): Score[] {
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
      entries: predictors.flatMap(({ name, style, probes: { effectiveContext } }) =>
        effectiveContext.targets === 0 ? [] : [contextEntry({ subject: style, name }, effectiveContext)],
      ),
    },
  ];
}

function bitsScore({ own, entries: all }: View['scored']): Score {
  const others = all.filter((entry) => entry !== own && entry.split === own?.split);
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
