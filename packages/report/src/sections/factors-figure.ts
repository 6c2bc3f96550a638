import type { Factors } from '@longrange/eval/internal';
import type { Bounds, BucketPanel, Cell, Definitions, Figure } from '../document/index.ts';
import { cell, format, notes, shareFigure, tableFigure } from '../document/index.ts';
import { shortRange } from '../words/range-words.ts';
import { sentences } from '../words/sentences.ts';
import { bracketsRead, type NamedProbes, probedInSentence } from './named-probes.ts';

interface NamedFactors {
  readonly named: NamedProbes;
  readonly factors: Factors;
}

/** Parts of a section on what lies between a bracket's opener and its closer; empty if that was not measured. */
export function factorParts(predictors: readonly NamedProbes[]): {
  readonly paragraph: string;
  readonly figures: readonly (Figure | null)[];
  readonly definitions: Definitions;
} {
  const all = predictors.flatMap((named): NamedFactors[] => {
    const factors = bracketsRead(named)?.factors;
    return factors === undefined ? [] : [{ named, factors }];
  });
  const [own] = all;
  if (own === undefined) return { paragraph: '', figures: [], definitions: {} };
  return {
    paragraph: changesSentence(own),
    figures: [rangesTable(all), effectsTable(all), sharesFigure(own.factors)],
    definitions: {
      'At equal distance':
        'Pairs are compared with others whose distance differs by less than 19 % and which are alike in the other two respects. A group of n₁ pairs with and n₀ without weighs n₁n₀ / (n₁ + n₀).',
      'Line breaks put in and taken out':
        'Between the brackets a line break takes the place of each space after a comma, or a space that of each line break: the code means the same, and no distance changes. Comments and strings keep theirs.',
    },
  };
}

const names = {
  nested: { with: 'nesting between', without: 'no nesting between' },
  lineBreak: { with: 'a line break between', without: 'no line break between' },
} as const;

const effectNames = {
  nested: names.nested.with,
  lineBreak: names.lineBreak.with,
  distance: 'twice the distance',
  broken: 'line breaks put in',
  joined: 'line breaks taken out',
} as const;

/** Formats a difference of shares as points. */
function points(value: number, bounds?: Bounds): string {
  const within = 100 * Math.max(-1, Math.min(1, value));
  return format.decimals(1)(within, format.timesHundred(bounds));
}

/** Changes between pairs that are alike except in one respect, or the same except for their line breaks. */
function changesOf({ effects, reformatted }: Factors) {
  return [
    ...effects.map((one) => ({ ...one, name: effectNames[one.factor], n: one.decides.all?.with ?? 0 })),
    ...reformatted.map((one) => ({ ...one, name: effectNames[one.direction] })),
  ];
}

function changesSentence({ named, factors }: NamedFactors): string {
  const measure = measureOf(factors);
  const changes = changesOf(factors).flatMap(({ name, [measure]: change }) =>
    change?.all == null ? [] : [`${name} ${format.estimate(change.all, points)}`],
  );
  return sentences(
    changes.length === 0
      ? ''
      : `Does ${probedInSentence(named)} forget by characters, by lines, or by what is nested? All else equal, each changes the percentage of pairs in which the opener still ${measure} by so many points: ${format.list(changes)}.`,
    factors.notReformatted === 'alphabet'
      ? 'Line breaks are neither put in nor taken out: a space or a line break is not in the alphabet.'
      : '',
  );
}

function rangesTable(all: readonly NamedFactors[]): Figure {
  return tableFigure({
    id: 'range-factors',
    title: 'The range, by what lies between',
    caption:
      'Reading brackets. Each range ends where the share is half of that of the nearest of all pairs; below 30 pairs it is not measurable.',
    columns: ['', 'Still shows, characters', 'Still decides, characters', 'Pairs'],
    rows: all.flatMap(({ named, factors: { levels, reformatted } }) =>
      [
        ...levels.map(({ factor, level, ...curves }) => ({
          name: factor === 'types' ? level.replace(' ', ' against ') : names[factor][level as 'with'],
          curves,
        })),
        ...reformatted.flatMap(({ direction, before, after }) => [
          { name: `before: ${effectNames[direction]}`, curves: before },
          { name: `after: ${effectNames[direction]}`, curves: after },
        ]),
      ].map(({ name, curves: { decides, shows } }): Cell[] => [
        cell.text(`${name}: ${named.name}`),
        cell.text(shortRange(shows?.range ?? null)),
        cell.text(shortRange(decides.range)),
        cell.of(decides.range.n),
      ]),
    ),
  });
}

function effectsTable(all: readonly NamedFactors[]): Figure {
  return tableFigure({
    id: 'range-effects',
    title: 'What each changes at equal distance',
    caption:
      'Reading brackets: pairs with it less pairs without, or reformatted pairs less the same as they were.',
    columns: ['', 'Still shows, points', 'Still decides, points', 'Evidence, nats', 'Pairs with it'],
    rows: all.flatMap(({ named, factors }) =>
      changesOf(factors).map(({ name, n, shows, decides, evidence }): Cell[] => [
        cell.text(`${name}: ${named.name}`),
        cell.estimate(shows?.all, points),
        cell.estimate(decides.all, points),
        cell.estimate(evidence?.all, format.threeDecimals),
        cell.of(n),
      ]),
    ),
  });
}

function measureOf({ levels }: Factors): 'shows' | 'decides' {
  return levels.every(({ shows }) => shows !== null) ? 'shows' : 'decides';
}

/** Draws the share of pairs by distance, with and without each factor, in which the opener shows or, if that is unknown, decides. */
function sharesFigure(factors: Factors): Figure | null {
  const { levels, reformatted } = factors;
  const measure = measureOf(factors);
  const series = (isWith: boolean, column: string, curves: Factors['reformatted'][number]['before']) => ({
    style: isWith ? ('text' as const) : ('model' as const),
    ...{ name: isWith ? 'with it' : 'without it', column, buckets: curves[measure]!.byDistance },
  });
  const panels: BucketPanel[] = [
    ...(['nested', 'lineBreak'] as const).map((factor) => ({
      title: names[factor].with,
      series: levels
        .filter((one) => one.factor === factor)
        .map((one) => series(one.level === 'with', names[factor][one.level as 'with'], one)),
    })),
    ...reformatted.map(({ direction, before, after }) => ({
      title: effectNames[direction],
      series: [
        series(false, `before: ${effectNames[direction]}`, before),
        series(true, `after: ${effectNames[direction]}`, after),
      ],
    })),
  ];
  return shareFigure(panels, {
    id: 'range-by-factor',
    title: `The opener still ${measure}, by distance and by what lies between`,
    caption: 'Reading brackets of real code.',
    chartNote: notes.bars,
    axes: {
      vertical: `Share of pairs in which the bracket still ${measure}`,
      horizontal: 'Distance, characters',
    },
    heading: 'Distance, characters',
  });
}
