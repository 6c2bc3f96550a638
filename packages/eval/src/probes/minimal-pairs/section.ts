import type { HalfLife, Range } from '../../statistics/pair-table.ts';
import { ofPredictors, probeSection } from '../probe-section.ts';
import type { Factors } from './factors-schema.ts';
import type { MinimalPairs, PairsGenerated, PairsScored } from './schema.ts';
import {
  type Curves,
  controlledPairs,
  factorNames,
  factorsOf,
  forms,
  kinds,
  pairsOf,
  sharesOf,
  writtenAt,
} from './shown-fields.ts';

const distance = 'Distance from the opener, characters';
const conditions = ['without it', 'with it'] as const;
const places = ['filler between', 'the same filler before'] as const;

const outcomes = [
  ['right', 'its own closer'],
  ['wrongType', 'a closer of another type'],
  ['abandoned', 'abandoned'],
  ['open', 'still open'],
] as const;

function outcomesOf({ written }: Shown, key: (typeof outcomes)[number][0]) {
  return (written?.outcomes ?? []).map((range) => {
    const n = outcomes.reduce((sum, [outcome]) => sum + range[outcome], 0);
    return { from: range.from, to: range.to, n, value: n === 0 ? 0 : range[key] / n };
  });
}

function nearby({ near }: Range): string {
  return near === null ? '–' : `${(100 * near.share).toFixed(1)} %`;
}

/** Minimal pairs of a predictor, with what it wrote at the temperature of the samples. */
interface Shown extends MinimalPairs {
  readonly written: PairsGenerated | null;
}

/** Section of a report on metric 11. */
export const rangeSection = probeSection(
  ofPredictors(({ minimalPairs }: { minimalPairs: MinimalPairs }, temperature): Shown | null =>
    minimalPairs.scoring.length > 0
      ? { ...minimalPairs, written: writtenAt(minimalPairs, temperature) }
      : null,
  ),
  {
    id: 'range',
    metric: 11,
    title: 'The range of memory',
    definition:
      'Two texts differ in one opener. It shows if it changes the odds of the two closers 2.7-fold (1 nat), and decides if both texts get their own closer. The range is where half as many pairs pass as nearby, the half-life where half the mean evidence is left. Length-controlled code has elements between the ends; its control, before both.',
    lead: [
      {
        id: 'minimal-pairs/closer/shows',
        title: 'An open bracket still shows for, characters',
        pick: (found) => pairsOf(found, 'closer', 'natural')?.shown?.range ?? null,
      },
      {
        id: 'minimal-pairs/closer/half-life',
        title: 'Half of its evidence is left after, characters',
        pick: (found) => pairsOf(found, 'closer', 'natural')?.halfLife ?? null,
      },
      {
        id: 'minimal-pairs/closer/natural',
        title: 'It still decides its closer for, characters',
        pick: (found) => pairsOf(found, 'closer', 'natural')?.range ?? null,
      },
      ...kinds.map(([kind, name]) => ({
        id: `placement/minimal-pairs/${kind}`,
        title: `Cost of distance for ${name}, points`,
        format: 'points' as const,
        conditions: { before: 'filler before', between: 'filler between' },
      })),
    ],
    figures: [
      {
        kind: 'values',
        id: 'range-thresholds',
        title: 'The same ranges by other thresholds',
        caption:
          'Reading brackets. A memory that fades has no single end: it is farther by a lower threshold. Probability moved: the mean probability that goes from one closer to the other with the opener.',
        rows: ([own]) =>
          ((own && pairsOf(own, 'closer', 'natural')?.thresholds) ?? []).map((threshold, index) => ({
            label: thresholdName(threshold),
            of: (found: MinimalPairs) => pairsOf(found, 'closer', 'natural')?.thresholds[index]?.range,
          })),
      },
      {
        kind: 'list',
        id: 'range-factors',
        title: 'The range, by what lies between',
        caption:
          'Reading brackets. Each range ends where the share is half of that of the nearest of all pairs; below 30 pairs it is not measurable.',
        columns: ['', 'Still shows, characters', 'Still decides, characters', 'Pairs', 'Documents'],
        of: (found) => {
          const factors = factorsOf(found);
          if (factors === undefined) return [];
          const { levels, reformatted } = factors;
          return [
            ...levels.map(({ factor, level, ...curves }) => rangesOf(levelName(factor, level), curves)),
            ...reformatted.flatMap(({ direction, before, after }) => [
              rangesOf(`before: ${factorNames[direction]}`, before),
              rangesOf(`after: ${factorNames[direction]}`, after),
            ]),
          ];
        },
      },
      {
        kind: 'list',
        id: 'range-effects',
        title: 'What each changes at equal distance',
        caption:
          'Reading brackets: pairs with it less pairs without, of nearly the same distance (and, for nesting, number of tokens) and alike in the other respects, or reformatted pairs less the same as they were.',
        columns: [
          '',
          { title: 'Still shows, points', format: 'points' },
          { title: 'Still decides, points', format: 'points' },
          'Evidence, nats',
          'Pairs with it',
        ],
        of: (found) => {
          const { effects = [], reformatted = [] } = factorsOf(found) ?? {};
          return [
            ...effects.map((one) => ({ ...one, name: one.factor, n: one.decides.all?.with ?? 0 })),
            ...reformatted.map((one) => ({ ...one, name: one.direction })),
          ].map(({ name, n, shows, decides, evidence }) => [
            factorNames[name],
            shows?.all ?? null,
            decides.all,
            evidence?.all ?? null,
            n,
          ]);
        },
      },
      {
        kind: 'share',
        id: 'range-by-factor',
        title: 'By distance, and by what lies between',
        caption:
          'Reading brackets of real code: pairs in which the opener still shows or, for a model that does not tell the odds, decides.',
        vertical: 'Share of pairs',
        horizontal: distance,
        conditions,
        panels: (['nested', 'lineBreak', 'broken', 'joined'] as const).map((name) => ({
          title: factorNames[name],
          of: (found: MinimalPairs, condition: string) => {
            const factors = factorsOf(found);
            return factors === undefined ? [] : sharesOf(factors, name, condition === conditions[1]);
          },
        })),
      },
      {
        kind: 'mean',
        id: 'range-evidence',
        title: 'What the opener still adds, by distance',
        caption:
          'Reading brackets. Log-odds of the two closers in one text less those in the other: 0, dashed, for a model that does not see the opener.',
        vertical: 'Evidence, nats',
        horizontal: distance,
        level: 0,
        panels: [{ title: '', of: (found) => pairsOf(found, 'closer', 'natural')?.evidence ?? [] }],
      },
      {
        kind: 'mean',
        id: 'range-net',
        title: 'Where the opener shows, less where it shows against its closer',
        caption:
          'Reading brackets. Share of pairs with more than 1 nat of evidence minus that with less than −1 nat: 0, dashed, if the evidence is noise.',
        vertical: 'Net share of pairs, points',
        horizontal: distance,
        format: 'points',
        level: 0,
        panels: [{ title: '', of: (found) => pairsOf(found, 'closer', 'natural')?.shown?.net ?? [] }],
      },
      {
        kind: 'plain',
        id: 'range-outcomes',
        title: 'Writing: what comes first at the bracket’s level',
        caption:
          'For both texts of each pair, by the distance at which it is decided, at the temperature of the samples. Abandoned: for a statement that cannot be inside brackets.',
        vertical: 'Share of texts',
        horizontal: distance,
        format: 'percent',
        panels: outcomes.map(([key, title]) => ({
          title,
          of: (found: Shown) => outcomesOf(found, key),
        })),
      },
      {
        kind: 'list',
        id: 'ranges',
        title: 'Every range',
        columns: [
          '',
          'Still shows, characters',
          'Half of the evidence, characters',
          'Still decides, characters',
          'Right nearby',
          'Pairs',
          'Documents',
        ],
        of: (found) => [
          ...kinds.flatMap(([kind, name]) =>
            (['natural', 'lengthControlled'] as const).flatMap((form) => {
              const pairs = pairsOf(found, kind, form);
              return pairs === null || pairs.range.n === 0
                ? []
                : [rangeRow(`${name}, ${forms[form]}`, pairs)];
            }),
          ),
          ...found.generation.map((written) =>
            rangeRow(`brackets, writing at temperature ${written.temperature}`, written),
          ),
        ],
      },
      ...(['natural', 'lengthControlled'] as const).map((form) => ({
        kind: 'share' as const,
        id: `minimal-pairs-${forms[form]}`,
        title: `Every kind, by distance, in ${form === 'natural' ? 'real' : 'length-controlled'} code`,
        caption: 'Reading.',
        vertical: 'Both texts right',
        horizontal: distance,
        panels: kinds.map(([kind, title]) => ({
          title,
          of: (found: MinimalPairs) =>
            (form === 'natural' ? pairsOf(found, kind, form) : controlledPairs(found, kind))?.byDistance ??
            [],
        })),
      })),
      {
        kind: 'share',
        id: 'minimal-pairs-control',
        title: 'Cost of distance for pairs: filler between the two ends, or before them',
        caption:
          'The model on the same length-controlled pairs twice. Without memory of the first end, no pair is right.',
        vertical: 'Both texts right',
        horizontal: 'Distance with the filler between, characters',
        conditions: places,
        panels: kinds.map(([kind, title]) => ({
          title,
          of: (found: MinimalPairs, condition: string) => {
            const pairs = controlledPairs(found, kind);
            return (condition === places[0] ? pairs?.byDistance : pairs?.control.fillerBefore) ?? [];
          },
        })),
      },
      {
        kind: 'mean',
        id: 'minimal-pairs-cost',
        title: 'Cost of distance for pairs, pair by pair',
        caption: 'Share right with the filler before minus the share with it between. Dashed: no cost.',
        vertical: 'Cost, points',
        horizontal: 'Distance with the filler between, characters',
        format: 'points',
        level: 0,
        panels: kinds.map(([kind, title]) => ({
          title,
          of: (found: MinimalPairs) => controlledPairs(found, kind)?.control.distanceCost ?? [],
        })),
      },
    ],
  },
);

type Threshold = NonNullable<PairsScored['natural']>['thresholds'][number];

function thresholdName({ share, nats, fraction }: Threshold): string {
  const part = { 0.25: 'a quarter', 0.5: 'half', 0.75: 'three quarters' }[fraction];
  if (share === 'right') return `decides: right in ${part} as many pairs as nearby`;
  if (share === 'moved') return `probability moved: ${part} of that nearby`;
  return `shows: more than ${nats} ${nats === 1 ? 'nat' : 'nats'} in ${part} as many pairs as nearby`;
}

function levelName(factor: Factors['levels'][number]['factor'], level: string): string {
  if (factor === 'types') return level.replace(' ', ' against ');
  return level === 'with' ? factorNames[factor] : `no ${factorNames[factor].replace(/^a /, '')}`;
}

function rangesOf(name: string, { shows, decides }: Curves) {
  return [name, shows?.range ?? null, decides.range, decides.range.n, decides.range.documents];
}

type Ranged = Pick<PairsGenerated, 'shown' | 'range'> & { readonly halfLife?: HalfLife | null };

function rangeRow(label: string, { shown, halfLife = null, range }: Ranged) {
  return [label, shown?.range ?? null, halfLife, range, nearby(range), range.n, range.documents];
}
