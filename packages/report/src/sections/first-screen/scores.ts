import { headlineFigures } from '@longrange/eval/metrics';
import { textCell } from '../../document/figures/cells.ts';
import { modelPredictor } from '../../document/names/predictors.ts';
import { type NamedProbes, namedProbes } from '../../document/names/probes.ts';
import { type NamedSubject, namedSubjects } from '../../document/names/subjects.ts';
import type { Result, Score, ScoreEntry, Table } from '../../document/types.ts';
import { NOTHING } from '../../text/format.ts';
import { bitsEntry, contextEntry, rateEntry, reachEntry, shareEntry } from './score-entry.ts';

/** The headline figures: how far back first, then what is written, then what is predicted. */
export function scoresOf(result: Result): Score[] {
  const subjects = namedSubjects(result);
  return [
    ...reachScores(result),
    ...headlineFigures.map((figure) => textScore(figure, subjects)),
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

/** Where the fitted curves fall below 80 %, and n*. All in characters. */
function reachScores(result: Result): Score[] {
  const predictors = namedProbes(result);
  const context: Score = {
    title: 'Effective context (n*), characters',
    unit: 'characters',
    entries: predictors.map(({ name, style, probes }) =>
      contextEntry({ subject: style, name }, probes.effectiveContext),
    ),
  };
  return [
    {
      title: 'Reading: closers held up to, characters',
      unit: 'characters',
      entries: predictors.flatMap(({ name, style, probes: { closers } }) => [
        closersEntry({ subject: style, name }, closers.natural),
        ...(closers.stretched === null
          ? []
          : [closersEntry({ subject: style, name: `${name}, stretched` }, closers.stretched)]),
      ]),
    },
    context,
  ];
}

function closersEntry(who: Pick<ScoreEntry, 'subject' | 'name'>, closers: CloserAccuracy): ScoreEntry {
  return reachEntry(who, closers.reach ?? null, closers.overall.n);
}

type CloserAccuracy = NamedProbes['probes']['closers']['natural'];

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
