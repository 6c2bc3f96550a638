import type { Bounds, BucketPanel, Cell, Definitions, Figure } from '@longrange/document/internal';
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

type Measure = 'shows' | 'decides';

/** `… the opener still shows changes by −1.1 (−4.0 to 1.7) with something nested between …; that in which it still decides by …` */
function effectsSentence({ named, factors: { effects } }: NamedFactors): string {
  const changes = (measure: Measure) =>
    effects.flatMap((effect) => {
      const all = effect[measure]?.all ?? null;
      return all === null ? [] : [`${format.estimate(all, points)} with ${effectNames[effect.factor].with}`];
    });
  const [shows, decides] = [changes('shows'), changes('decides')];
  const parts = [
    ...(shows.length === 0 ? [] : [`in which the opener still shows changes by ${format.list(shows)}`]),
    ...(decides.length === 0 ? [] : [`in which it still decides by ${format.list(decides)}`]),
  ];
  return parts.length === 0
    ? ''
    : `Does ${probedInSentence(named)} forget by characters, by lines, or by what is nested? All else equal, the share of pairs ${parts.join('; that ')} (points).`;
}

function reformattedSentence({ reformatted, notReformatted }: Factors): string {
  if (notReformatted === 'alphabet')
    return 'Reformatted code is left out: a space or a line break is not in the alphabet.';
  const parts = reformatted.map(({ direction, n, decides, shows }) => {
    const all = [...(shows === null ? [] : [shows]), decides].map((one) => format.estimate(one.all, points));
    return `by ${format.list(all)} with ${directionNames[direction]} (n ${format.count(n)})`;
  });
  const which = reformatted.some(({ shows }) => shows !== null) ? 'the two change' : 'it changes';
  return parts.length === 0 ? '' : `In the same code at the same distance, ${which} ${format.list(parts)}.`;
}

function levelsTable(all: readonly NamedFactors[]): Figure {
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
          { name: `before: ${directionNames[direction]}`, curves: before },
          { name: `after: ${directionNames[direction]}`, curves: after },
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
    title: 'What each costs at equal distance',
    caption:
      'Reading brackets: pairs with it less pairs without, the same in all else; twice the distance: from that distance on.',
    columns: ['', 'Still shows, points', 'Still decides, points', 'Evidence, nats', 'Pairs with', 'Without'],
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
          cell.estimate(shown, points),
          cell.estimate(decided, points),
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
    reformatted.flatMap((one) =>
      one.before.decides.byDistance
        .filter(({ n }) => n > 0)
        .map(({ from, to }): Cell[] => {
          const at = <T extends { from: number }>(buckets: readonly T[] | undefined) =>
            buckets?.find((bucket) => bucket.from === from);
          const cells = (measure: Measure) => [
            cell.of(at(one.before[measure]?.byDistance)),
            cell.of(at(one.after[measure]?.byDistance)),
            cell.estimate(at(one[measure]?.byDistance), points),
          ];
          const label = `${directionNames[one.direction]}, ${format.bucket({ from, to })}: ${named.name}`;
          const nats = cell.estimate(at(one.evidence?.byDistance), format.threeDecimals);
          return [cell.text(label), ...cells('shows'), ...cells('decides'), nats];
        }),
    ),
  );
  return rows.length === 0
    ? null
    : tableFigure({
        id: 'range-reformatted',
        title: 'The same code with line breaks put in or taken out',
        caption: 'Reading brackets: shares of pairs before and after, and by how much the evidence changes.',
        columns: [
          ...['', 'Still shows, before', 'After', 'Difference, points'],
          ...['Still decides, before', 'After', 'Difference, points', 'Evidence, nats'],
        ],
        rows,
      });
}

/** Draws the shares by distance, with each factor and without: of pairs in which the opener shows or, if that is not known, decides. */
function sharesFigure({ levels, reformatted }: Factors): Figure | null {
  type Curves = Factors['reformatted'][number]['before'];
  const measure = levels.every(({ shows }) => shows !== null) ? 'shows' : 'decides';
  const series = (style: 'model' | 'text', name: string, curves: Curves) => ({
    ...{ style, name, buckets: curves[measure]!.byDistance },
  });
  const panels: BucketPanel[] = [
    ...(['nested', 'lineBreak'] as const).map((factor) => ({
      title: names[factor].with,
      series: levels
        .filter((one) => one.factor === factor)
        .map((one) =>
          one.level === 'with'
            ? series('text', names[factor].with, one)
            : series('model', names[factor].without, one),
        ),
    })),
    ...reformatted.map(({ direction, before, after }) => ({
      title: directionNames[direction],
      series: [series('model', 'as it was', before), series('text', directionNames[direction], after)],
    })),
  ];
  const title = `The opener still ${measure}, by distance and by what lies between`;
  return shareFigure(panels, {
    ...{ id: 'range-by-factor', title, caption: 'Reading brackets of real code.', chartNote: notes.bars },
    axes: { vertical: 'Share of pairs', horizontal: 'Distance, characters' },
    heading: 'Distance, characters',
  });
}
