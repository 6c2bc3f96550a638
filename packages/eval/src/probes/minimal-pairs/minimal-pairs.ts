import { type ChoiceKind, KINDS } from '@longrange/code';
import { streamAt } from '@longrange/code/internal';
import { SharedWork } from '../../models/batches.ts';
import type { EvaluatedModel } from '../../models/language-model.ts';
import { doublingScale, rangesOf } from '../../statistics/buckets.ts';
import { partsOfObservations } from '../../statistics/document-parts.ts';
import type { Range } from '../../statistics/pair-table.ts';
import { count } from '../../statistics/shapes.ts';
import { itemsOf } from '../draw-items.ts';
import { imagesOf, pairOfImages, partsOfPlacement } from '../length-controlled/control.ts';
import { type Abilities, charactersIn, defineProbe, type PredictionFigure } from '../probe.ts';
import { chooseFactorPairs, factorPairsOf, isUsual } from './choose-factor-pairs.ts';
import { scoreWithFactors } from './factors.ts';
import { writeOn } from './generate-pairs.ts';
import { minimalPairsSchema, type PairsScored, pairSizesSchema } from './schema.ts';
import {
  observePair,
  type ScoredPair,
  scorePairs,
  summarizeLengthControlled,
  summarizeNatural,
} from './score-pairs.ts';
import { rangeSection } from './section.ts';
import { rangesByLine } from './shown-fields.ts';

/** Metric 11, with length-controlled items, what lies between the brackets, and the pairs' continuations. */
export const minimalPairs = defineProbe({
  key: 'minimalPairs',
  title: 'minimal pairs',
  needs: 'choices',
  sizes: pairSizesSchema,
  fields: {
    minimalPairs: {
      schema: minimalPairsSchema,
      unasked: { scoring: [], generation: [] },
    },
  },
  overall: {
    /** Number of minimal pairs, natural and length-controlled, left out since a predictor does not know what is swapped; absent if 0. */
    minimalPairsLeftOut: { schema: count.optional() },
  },
  figures: [
    { id: 'range-shows', unit: 'characters', compared: 'The opener still shows' },
    { id: 'half-life', unit: 'characters', compared: 'Half of the opener’s evidence is left' },
    { id: 'range-decides', unit: 'characters', compared: 'The opener still decides' },
    { id: 'evidence', unit: 'nats', compared: 'Evidence of the opener, reading real code' },
    { id: 'minimal-pairs', unit: 'share', compared: 'Open brackets remembered, reading real code' },
    ...KINDS.flatMap(figuresOfKind),
  ],
  sections: [rangeSection],
  async plan(material, { factors, writing, ...sizes }) {
    const { seed, alphabet, choices } = material;
    const { language } = material.parser;
    const { minimalPairs: natural, candidates, ...items } = await itemsOf(material, sizes);
    const most = factors ?? Math.floor(sizes.perBucket / 3);
    const choice = { most, language, alphabet };
    return {
      natural,
      lengthControlled: items.lengthControlled,
      factors: most === 0 ? null : chooseFactorPairs(candidates, natural, choice, streamAt(seed, 3)),
      writing: writing === undefined || choices !== undefined ? null : { ...writing, language, seed },
      leftOut: items.leftOut,
      farther: items.farther,
      seed,
      /** Time, from `performance.now()`, at which natural pairs are no longer asked; null if all are. */
      endMs: null as number | null,
    };
  },
  planned({ natural, lengthControlled, leftOut }) {
    const unknown = leftOut === 0 ? '' : ` (${shown(leftOut)} left out because of unknown characters)`;
    return `${shown(natural.length)} minimal pairs and ${shown(lengthControlled.length)} length-controlled items${unknown}`;
  },
  work: ({ natural, factors, lengthControlled }) => ({
    questions: 2 * (natural.length + factorPairsOf(factors).length),
    read:
      charactersIn([...natural, ...factorPairsOf(factors)].flatMap(({ members }) => members)) +
      charactersIn(lengthControlled.map(({ between }) => between)) +
      charactersIn(lengthControlled.map(({ before }) => before)),
  }),
  farther: (plan) => plan.farther,
  async ask(model, plan, onShare) {
    const writer = plan.writing !== null && isWriter(model) ? model : null;
    const work = new SharedWork([2, 1, 1, writer === null ? 0 : 2], onShare);
    const images = imagesOf(plan.lengthControlled);
    const scoreWith = (place: 'between' | 'before', part: number): Promise<ScoredPair[]> =>
      scorePairs(
        model,
        images.map((both) => pairOfImages(both, place)),
        work.part(part),
      );
    const natural = await scoreWithFactors(model, plan, work.part(0));
    return {
      natural: natural.read,
      factors: natural.factors,
      between: await scoreWith('between', 1),
      before: await scoreWith('before', 2),
      generation: writer === null ? [] : await writeOn(writer, plan.natural, plan.writing!, work.part(3)),
    };
  },
  answered: (plan, { natural }) => ({
    ...plan,
    natural: plan.natural.slice(0, natural.length),
    endMs: null,
  }),
  summarize({ natural, factors, between, before, generation }, { lengthControlled, seed }) {
    const scoring = KINDS.flatMap((kind): PairsScored[] => {
      const items = lengthControlled.filter((item, index) => item.between.kind === kind && index % 2 === 0);
      const own = ofKind(natural, kind);
      const stretched = ofKind(between, kind);
      if (own.length + stretched.length === 0) return [];
      return [
        {
          kind,
          natural: own.length === 0 ? null : summarizeNatural(own, seed, factors),
          lengthControlled:
            stretched.length === 0
              ? null
              : summarizeLengthControlled(items, stretched, ofKind(before, kind), seed),
        },
      ];
    });
    return { minimalPairs: { scoring, generation } };
  },
  summarizeAll: (_, { leftOut }) => ({ minimalPairsLeftOut: leftOut === 0 ? undefined : leftOut }),
  parts({ natural, between, before }) {
    const usual = natural.filter(isUsual);
    const observed = (pairs: readonly ScoredPair[], kind: ChoiceKind) => ofKind(pairs, kind).map(observePair);
    const figuresOf = <Id extends string>(measure: Id, pairs: readonly ScoredPair[], byDistance: boolean) =>
      pairs.length === 0
        ? []
        : partsOfObservations({ measure, observations: pairs.map(observePair), byDistance });
    return [
      ...partsOfObservations({
        measure: 'minimal-pairs' as const,
        observations: usual.map(observePair),
        byDistance: true,
      }),
      ...KINDS.flatMap((kind) => [
        ...figuresOf(`minimal-pairs/${kind}/natural`, ofKind(natural, kind), kind === 'closer'),
        ...figuresOf(`minimal-pairs/${kind}/lengthControlled`, ofKind(between, kind), kind === 'closer'),
        ...partsOfPlacement(
          `placement/minimal-pairs/${kind}`,
          observed(between, kind),
          observed(before, kind),
        ),
      ]),
    ];
  },
  describe({ minimalPairs: { scoring, generation } }) {
    const written = generation.at(-1);
    const writing = written === undefined ? '' : `; ${describeRanges(written)} when writing`;
    return `${describeRanges(scoring[0]?.natural)} when reading${writing}`;
  },
  exported({ minimalPairs: { scoring, generation } }) {
    const brackets = scoring.find(({ kind }) => kind === 'closer')?.natural;
    const metric = 'characters';
    return [
      {
        task: 'range_shown_reading',
        description:
          'characters over which the type of an open bracket shows in the odds of its closers, by more than 1 nat',
        metric,
        range: brackets?.shown?.range,
      },
      {
        task: 'half_life_of_evidence',
        description:
          'characters over which the mean evidence of an open bracket falls to half of that at 1 to 7 characters',
        metric,
        range: brackets?.halfLife ?? undefined,
      },
      {
        task: 'range_reading',
        description: 'characters over which the type of an open bracket decides the expected closer',
        metric,
        range: brackets?.range,
      },
      ...rangesByLine(brackets).flatMap(({ lines, shows, decides }) => [
        {
          task: `range_shown_reading_${lines.replaceAll(' ', '_')}`,
          description: `characters over which the type of an open bracket shows in the odds of its closers, opener and closer ${lines}`,
          metric,
          range: shows ?? undefined,
        } as const,
        {
          task: `range_reading_${lines.replaceAll(' ', '_')}`,
          description: `characters over which the type of an open bracket decides the expected closer, opener and closer ${lines}`,
          metric,
          range: decides,
        } as const,
      ]),
      ...generation.flatMap(({ temperature, shown, range }) => [
        {
          task: `range_shown_writing_${temperature}`,
          description: `characters over which the type of an open bracket shows where its closer is written, at temperature ${temperature}`,
          metric,
          range: shown?.range,
        } as const,
        {
          task: `range_writing_${temperature}`,
          description: `characters over which the type of an open bracket decides the written closer, at temperature ${temperature}`,
          metric,
          range,
        } as const,
      ]),
    ];
  },
});

/** Items of metric 11. */
export type PairsPlan = Awaited<ReturnType<typeof minimalPairs.plan>>;

function figuresOfKind(kind: ChoiceKind) {
  return [
    { id: `minimal-pairs/${kind}/natural`, unit: 'share', tested: 'by distance' },
    { id: `minimal-pairs/${kind}/lengthControlled`, unit: 'share', tested: 'by distance', kept: true },
    {
      id: `placement/minimal-pairs/${kind}`,
      unit: 'share',
      conditions: ['before', 'between'],
      kept: 'before',
    },
  ] as const satisfies PredictionFigure[];
}

function isWriter(model: Abilities['choices']): model is EvaluatedModel {
  return 'complete' in model && 'predict' in model;
}

function ofKind(readings: readonly ScoredPair[], kind: ChoiceKind): readonly ScoredPair[] {
  return readings.filter((reading) => reading.kind === kind);
}

function shown(n: number): string {
  return n.toLocaleString('en');
}

/** Describes how far an open bracket shows and decides. The report adds the intervals. */
function describeRanges(
  summary: { readonly shown: { readonly range: Range } | null; readonly range: Range } | null | undefined,
): string {
  const words = (range: Range | undefined) =>
    range?.range == null
      ? 'not measurable'
      : `${{ before: 'less than ', at: '', after: 'at least ' }[range.range.side]}${shown(range.range.characters)} characters`;
  const shows = summary?.shown == null ? '' : `shows: ${words(summary.shown.range)}, `;
  return `an open bracket ${shows}decides: ${words(summary?.range)}`;
}

/** Limits on the minimal pairs of a plan. */
export interface Thinning {
  /** Time, from `performance.now()`, at which they are no longer asked. */
  readonly endMs?: number | null;
  /** Most in each doubling of the distance. */
  readonly perBucket: number;
  /** Distance from which on pairs are left out. */
  readonly maxDistance: number;
}

/**
 * Returns the plan that would have been made with these limits; brackets must be its only minimal pairs. The first of each doubling come first:
 * if time runs out, those that were asked are a plan with a lower limit.
 */
export function thinPairs(plan: PairsPlan, { perBucket, maxDistance, endMs = null }: Thinning): PairsPlan {
  const near = plan.natural.filter(({ distance }) => distance < maxDistance);
  const byDistance = rangesOf(near, ({ distance }) => distance, doublingScale);
  const ranked = byDistance.flatMap(({ members }) =>
    members.slice(0, perBucket).map((pair, rank) => ({ pair, rank })),
  );
  return { ...plan, natural: ranked.sort((a, b) => a.rank - b.rank).map(({ pair }) => pair), endMs };
}
