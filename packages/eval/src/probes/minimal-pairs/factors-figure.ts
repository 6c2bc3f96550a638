import type { Bounds, Bucket, BucketPanel, Cell, Definitions, Figure } from '@longrange/document/internal';
import { cell, format, notes, shareFigure, tableFigure } from '@longrange/document/internal';
import { shortRange } from '../../words/range-words.ts';
import { sentences } from '../../words/sentences.ts';
import { bracketsRead, type NamedProbes, probedInSentence } from '../named-probes.ts';
import type { Factors } from './factors-schema.ts';

interface NamedFactors {
  readonly named: NamedProbes;
  readonly factors: Factors;
}

/** Parts of a section on what lies between a bracket's opener and its closer; empty if nothing was asked about it. */
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
    paragraph: sentences(effectsSentence(own), reformattedSentence(own.factors)),
    figures: [levelsTable(all), effectsTable(all), reformattedTable(all), sharesFigure(own.factors)],
    definitions: {
      'At equal distance':
        'Pairs are compared with others whose distance differs by less than 19 % and which are alike in the other two respects. A group of n₁ pairs with and n₀ without weighs n₁n₀ / (n₁ + n₀).',
      'Line breaks put in and taken out':
        'Between the brackets a line break takes the place of each space after a comma, or a space that of each line break: the code means the same, and no distance changes. Comments and strings keep theirs.',
    },
  };
}

const names = {
  nested: { with: 'something nested between', without: 'nothing nested between' },
  lineBreak: { with: 'a line break between', without: 'no line break between' },
} as const;

const effectNames = { ...names, distance: { with: 'twice the distance' } } as const;

const directionNames = { broken: 'line breaks put in', joined: 'line breaks taken out' } as const;

/** Formats a difference of shares as points. */
function points(value: number, bounds?: Bounds): string {
  const within = 100 * Math.max(-1, Math.min(1, value));
  return format.decimals(1)(within, format.timesHundred(bounds));
}

/** `Does it forget by characters, by lines, or by what is nested? …` */
function effectsSentence({ named, factors: { effects } }: NamedFactors): string {
  const parts = effects.flatMap(({ factor, decides: { all } }) =>
    all === null ? [] : [`${format.estimate(all, points)} with ${effectNames[factor].with}`],
  );
  return parts.length === 0
    ? ''
    : `Does ${probedInSentence(named)} forget by characters, by lines, or by what is nested? All else equal, the share of pairs in which the opener still decides differs by ${format.list(parts)} (in points).`;
}

function reformattedSentence({ reformatted, notReformatted }: Factors): string {
  if (notReformatted === 'alphabet')
    return 'Reformatted code is left out: a space or a line break is not in the alphabet.';
  const parts = reformatted.map(
    ({ direction, n, decides }) =>
      `with ${directionNames[direction]} it changes by ${format.estimate(decides.all, points)} (n ${format.count(n)})`,
  );
  return parts.length === 0 ? '' : `In the same code, ${format.list(parts)}.`;
}

function levelsTable(all: readonly NamedFactors[]): Figure {
  return tableFigure({
    id: 'range-factors',
    title: 'The range, by what lies between',
    caption:
      'Reading brackets. Each range ends where the share is half of that of the nearest of all pairs, or below 30 pairs is not measurable.',
    columns: ['', 'Still decides, characters', 'Still shows, characters', 'Pairs'],
    rows: all.flatMap(({ named, factors: { levels } }) =>
      levels.map(({ factor, level, decides, shows }): Cell[] => [
        cell.text(
          `${factor === 'types' ? level.replace(' ', ' against ') : names[factor][level as 'with']}: ${named.name}`,
        ),
        cell.text(shortRange(decides.range)),
        cell.text(shortRange(shows?.range ?? null)),
        cell.of(decides.range.n),
      ]),
    ),
  });
}

function effectsTable(all: readonly NamedFactors[]): Figure {
  return tableFigure({
    id: 'range-effects',
    title: 'What each costs at equal distance',
    caption: 'Reading brackets: pairs with it less pairs without, the same in all else.',
    columns: ['', 'Still decides, points', 'Still shows, points', 'Evidence, nats', 'Pairs with', 'Without'],
    rows: all.flatMap(({ named, factors: { effects } }) =>
      effects.flatMap(({ factor, decides, shows, evidence }): Cell[][] => {
        const label = `${effectNames[factor].with}: ${named.name}`;
        const near = decides.byDistance.map((bucket) => {
          const same = ({ from }: { from: number }) => from === bucket.from;
          const others = [shows, evidence].map((one) => one?.byDistance.find(same) ?? null);
          return { name: `${label}, ${format.bucket(bucket)}`, found: [bucket, ...others] as const };
        });
        const whole = [decides.all, shows?.all ?? null, evidence?.all ?? null] as const;
        return [{ name: label, found: whole }, ...near].map(({ name, found: [decided, shown, nats] }) => [
          cell.text(name),
          cell.estimate(decided, points),
          cell.estimate(shown, points),
          cell.estimate(nats, format.threeDecimals),
          cell.of(decided?.with ?? null),
          cell.of(decided?.without ?? null),
        ]);
      }),
    ),
  });
}

function reformattedTable(all: readonly NamedFactors[]): Figure | null {
  const rows = all.flatMap(({ named, factors: { reformatted } }) =>
    reformatted.flatMap(({ direction, before, after, decides, evidence }) =>
      before.decides.byDistance
        .filter(({ n }) => n > 0)
        .map((bucket): Cell[] => {
          const same = ({ from }: { from: number }) => from === bucket.from;
          return [
            cell.text(`${directionNames[direction]}, ${format.bucket(bucket)}: ${named.name}`),
            cell.of(bucket),
            cell.of(after.decides.byDistance.find(same)),
            cell.estimate(decides.byDistance.find(same), points),
            cell.estimate(evidence?.byDistance.find(same), format.threeDecimals),
          ];
        }),
    ),
  );
  return rows.length === 0
    ? null
    : tableFigure({
        id: 'range-reformatted',
        title: 'The same code with line breaks put in or taken out',
        caption: 'Reading brackets: pairs in which the opener still decides, before and after.',
        columns: ['', 'Before', 'After', 'Difference, points', 'Evidence, nats'],
        rows,
      });
}

/** Draws the shares by distance, with each factor and without. */
function sharesFigure({ levels, reformatted }: Factors): Figure | null {
  const series = (style: 'model' | 'text', name: string, buckets: readonly Bucket[]) => ({
    style,
    name,
    buckets,
  });
  const panels: BucketPanel[] = [
    ...(['nested', 'lineBreak'] as const).map((factor) => ({
      title: names[factor].with,
      series: levels
        .filter((one) => one.factor === factor)
        .map(({ level, decides }) =>
          level === 'with'
            ? series('text', names[factor].with, decides.byDistance)
            : series('model', names[factor].without, decides.byDistance),
        ),
    })),
    ...reformatted.map(({ direction, before, after }) => ({
      title: directionNames[direction],
      series: [
        series('model', 'as it was', before.decides.byDistance),
        series('text', directionNames[direction], after.decides.byDistance),
      ],
    })),
  ];
  return shareFigure(panels, {
    id: 'range-by-factor',
    axes: { vertical: 'Both texts right', horizontal: 'Distance, characters' },
    title: 'Still decides, by distance and by what lies between',
    caption: 'Reading brackets of real code.',
    chartNote: notes.bars,
    heading: 'Distance, characters',
  });
}
