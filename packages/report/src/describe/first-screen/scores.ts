import type { EffectiveContext, HalfLife, Range, Subject } from '@longrange/eval/internal';
import { headlinesOf, lineLevels, sectionsOfProbes } from '@longrange/eval/internal';
import type { Bounds, Estimate, Proportion, Score, ScoreEntry } from '../../document/internal.ts';
import { format } from '../../document/internal.ts';
import { sidesOf } from '../../sections/draw-probe.ts';
import { contextInterval, intervalWords, placeWords } from '../../words/range-words.ts';
import type { Named } from '../../words/subjects.ts';
import type { View } from '../view.ts';

/** Returns the headline figures: first how far back, then what is written, then what is predicted. */
export function scoresOf({ ranges, probed, subjects, scored, metrics }: View): Score[] {
  return [
    ...rangeScores(ranges, probed.predictors),
    ...headlinesOf(metrics).map((figure) => textScore(figure, subjects)),
    bitsScore(scored),
    ...probeScores(probed),
  ].filter(({ entries }) => entries.length > 0);
}

/** Returns a figure of text for the subjects on which it was measured. */
function textScore(
  figure: ReturnType<typeof headlinesOf>[number],
  subjects: readonly Named<Subject>[],
): Score {
  const entries = subjects.flatMap(({ name, subject }) => {
    const side = { subject: subject.id, name };
    if (figure.unit === 'share') {
      const proportion = figure.pick(subject);
      return proportion === null ? [] : [shareEntry(side, proportion)];
    }
    const rate = figure.pick(subject);
    return rate === null ? [] : [rateEntry(side, rate, rate.n)];
  });
  return { title: figure.title, unit: figure.unit, entries };
}

/** Returns the shares and rates that probes declare for the first figures. */
function probeScores(probed: View['probed']): Score[] {
  return sectionsOfProbes().flatMap((section) =>
    (section.lead ?? []).flatMap((lead): Score[] => {
      if (!('headline' in lead)) return [];
      const found = sidesOf(section, probed).flatMap(({ style: subject, name, fields }) => {
        const value = lead.pick(fields);
        return typeof value === 'object' && value !== null ? [{ side: { subject, name }, value }] : [];
      });
      const shares = found.flatMap(({ side, value }) =>
        'estimate' in value ? [shareEntry(side, value)] : [],
      );
      const rates = found.flatMap(({ side, value }) =>
        'value' in value ? [rateEntry(side, value, value.n ?? 0)] : [],
      );
      return [
        { title: lead.title, unit: 'share', entries: shares },
        { title: lead.title, unit: 'rate', entries: rates },
      ];
    }),
  );
}

/** Returns the ranges and n*, all in characters. */
function rangeScores(ranges: View['ranges'], predictors: View['probed']['predictors']): Score[] {
  const score = (title: string, entries: readonly ScoreEntry[]): Score => ({
    title,
    unit: 'characters',
    entries,
  });
  const entriesOf = (way: 'scoring' | 'generation', range: 'shows' | 'halfLife' | 'decides') =>
    ranges.flatMap(({ style: subject, name, [way]: measured }) =>
      measured?.[range] == null ? [] : [rangeEntry({ subject, name }, measured[range])],
    );
  const entriesByLine = (lines: string, range: 'shows' | 'decides') =>
    ranges.flatMap(({ style: subject, name, byLine }) => {
      const measured = byLine.find((one) => one.lines === lines)?.[range];
      return measured == null ? [] : [rangeEntry({ subject, name }, measured)];
    });
  const temperature = ranges.find(({ generation }) => generation !== null)?.generation?.temperature;
  return [
    score('Reading: an open bracket still shows for, characters', entriesOf('scoring', 'shows')),
    score('Reading: half of its evidence is left after, characters', entriesOf('scoring', 'halfLife')),
    score('Reading: it still decides its closer for, characters', entriesOf('scoring', 'decides')),
    ...Object.values(lineLevels).flatMap((lines) => [
      score(`Reading, ${lines}: it still shows for, characters`, entriesByLine(lines, 'shows')),
      score(`Reading, ${lines}: it still decides for, characters`, entriesByLine(lines, 'decides')),
    ]),
    score(
      `Writing at temperature ${temperature}: it still shows for, characters`,
      entriesOf('generation', 'shows'),
    ),
    score(
      `Writing at temperature ${temperature}: it still decides for, characters`,
      entriesOf('generation', 'decides'),
    ),
    score(
      'Effective context (n*), characters',
      predictors.flatMap(({ name, style: subject, probes: { effectiveContext } }) =>
        effectiveContext.targets === 0 ? [] : [contextEntry({ subject, name }, effectiveContext)],
      ),
    ),
  ];
}

function bitsScore({ model, entries: all }: View['scored']): Score {
  const others = all.filter((entry) => entry !== model && entry.split === model?.split);
  const entries = [...(model === null ? [] : [model, ...others])].flatMap((entry) => {
    const isModel = entry === model;
    const side = { subject: isModel ? 'model' : 'ngram', name: isModel ? 'model' : entry.predictor } as const;
    const measured = entry.carried ?? entry.reset;
    const { upperBound } = entry;
    return [
      ...(measured === null ? [] : [bitsEntry(side, measured, entry.characters)]),
      ...(upperBound === undefined ? [] : [upperBoundEntry(side, upperBound, entry.characters)]),
    ];
  });
  return { title: 'Bits per character', unit: 'bits', entries };
}

/** Subject of an entry. */
export type ScoreSide = Pick<ScoreEntry, 'subject' | 'name'>;

/** Makes an entry, which counts as not measured if its value is null. */
export function entryOf(
  side: ScoreSide,
  value: string | null,
  interval: string | null,
  size: string,
): ScoreEntry {
  return {
    ...side,
    isMeasured: value !== null,
    value: value ?? format.NOTHING,
    interval: value === null ? null : interval,
    sample: `n${format.NO_BREAK_SPACE}${size}`,
  };
}

export function shareEntry(side: ScoreSide, proportion: Proportion): ScoreEntry {
  const { estimate, n } = proportion;
  const value = estimate === null ? null : format.percent(estimate, proportion);
  return entryOf(side, value, format.percentInterval(proportion), format.count(n));
}

function bitsEntry(side: ScoreSide, measured: { bits: number } & Bounds, characters: number): ScoreEntry {
  const [value, interval] = [format.bits(measured.bits), format.bitsInterval(measured)];
  return entryOf(side, value, interval, format.largeCount(characters));
}

/** Makes an entry for bits by a single tokenization, that of the tokenizer. */
function upperBoundEntry(...[side, bound, characters]: Parameters<typeof bitsEntry>): ScoreEntry {
  return { ...bitsEntry({ ...side, name: `${side.name}, upper bound` }, bound, characters), isBound: true };
}

/** A rate per hundred. */
function rateEntry(side: ScoreSide, { value, low, high }: Estimate, n: number): ScoreEntry {
  const text = (rate: number) => format.decimals(2)(rate, { low, high });
  const interval = low === null || high === null ? format.NO_INTERVAL : `${text(low)}–${text(high)}`;
  return entryOf(side, n > 0 ? text(value) : null, interval, format.count(n));
}

/** A range: `25`, `at least 512`, `less than 2`, `not measurable`. */
export function rangeEntry(side: ScoreSide, measured: Range | HalfLife): ScoreEntry {
  const { range, n, documents } = measured;
  const size = `${format.count(n)}, ${format.countOf(documents, 'document')}`;
  const entry = entryOf(side, range && placeWords(range), intervalWords(measured) || null, size);
  return range === null ? { ...entry, value: 'not measurable' } : entry;
}

function contextEntry(side: ScoreSide, context: EffectiveContext): ScoreEntry {
  const { effective, byContext, targets } = context;
  const most = Math.max(1, ...byContext.map(({ n }) => n));
  const value = effective === null ? `over ${format.count(most)}` : format.count(effective);
  const isMeasured = byContext.length > 0;
  return entryOf(side, isMeasured ? value : null, contextInterval(context), format.largeCount(targets));
}
