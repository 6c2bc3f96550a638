import { RandomStream } from '@longrange/code';
import { shuffle } from '@longrange/code/internal';
import { z } from 'zod';
import type { LanguageModel, OnShare } from '../../models/language-model.ts';
import { count, estimateSchema } from '../../statistics/shapes.ts';
import { meanOverDocuments, partsOfValues } from '../../statistics/summaries.ts';
import { effectiveOf, valuesOf } from '../effective-context/effective-context.ts';
import { effectiveShape } from '../effective-context/schema.ts';
import { predictTargets, readAfter, type TargetReading } from '../predict-targets.ts';
import { defineProbe } from '../probe.ts';
import { ofPredictors, probeSection } from '../probe-section.ts';
import {
  chooseTargets,
  groupTargets,
  RUN_LENGTH,
  type TargetRun,
  type Targets,
  targetSizesSchema,
} from '../targets.ts';

const PERTURBATIONS = ['shuffle', 'reverse', 'replace'] as const;

/**
 * Metric 13: extra bits per character if the text beyond n characters is spoiled; `effective` is metric 12's n with the state left as the
 * spoiled text makes it, instead of emptied.
 */
const perturbationSchema = z.object({
  kind: z.enum(PERTURBATIONS),
  targets: count,
  byDistance: z.array(estimateSchema.extend({ beyond: count })),
  ...effectiveShape,
});

/** Cost of spoiling the text beyond a distance, in bits per character. */
export type Perturbation = z.infer<typeof perturbationSchema>;

const section = probeSection(
  ofPredictors(({ perturbation }: { perturbation: readonly Perturbation[] }) =>
    perturbation.some(({ byDistance }) => byDistance.length > 0) ? perturbation : null,
  ),
  {
    id: 'perturbation',
    metric: 13,
    title: 'Corrupting distant text',
    definition:
      'The last n characters are left alone; what lies further back is shuffled or reversed, so that only its order is lost, or replaced by other text. The extra bits per character show what was still in use. The effective context, with other text in place of the distant one, never empties the state.',
    lead: [
      {
        id: 'effective-replaced',
        title: 'Effective context with distant text replaced, characters',
        pick: (all) => {
          const replaced = ofKind(all, 'replace');
          const first = replaced?.byDistance[0];
          if (replaced === undefined || first === undefined) return null;
          const byContext = replaced.byDistance.map(({ beyond: n }) => ({ n }));
          return { ...replaced, byContext, all: first };
        },
      },
    ],
    figures: [
      {
        kind: 'estimate',
        id: 'perturbation',
        title: 'Extra bits per character, by characters left alone',
        caption: 'What it costs to corrupt everything further back. Dashed: no cost.',
        vertical: 'Extra bits per character',
        horizontal: 'Characters left alone, n',
        format: 'bits',
        level: 0,
        panels: [
          { title: 'shuffled', of: (all) => costs(all, 'shuffle') },
          { title: 'reversed', of: (all) => costs(all, 'reverse') },
          { title: 'replaced', of: (all) => costs(all, 'replace') },
        ],
      },
    ],
  },
);

function ofKind(all: readonly Perturbation[], kind: Perturbation['kind']): Perturbation | undefined {
  return all.find((one) => one.kind === kind);
}

function costs(all: readonly Perturbation[], kind: Perturbation['kind']) {
  return (ofKind(all, kind)?.byDistance ?? []).map(({ beyond, ...bits }) => ({ at: beyond, ...bits }));
}

/** Metric 13, which reads far more for each target than metric 12. */
export const perturbation = defineProbe({
  key: 'perturbation',
  title: 'perturbation',
  needs: 'distributions',
  sizes: targetSizesSchema,
  fields: {
    perturbation: {
      schema: z.array(perturbationSchema),
      unasked: [],
    },
  },
  overall: {},
  figures: PERTURBATIONS.map((kind) => ({ id: `cost/${kind}` as const, unit: 'bits', kept: true })),
  sections: [section],
  plan({ documents, seed }, sizes) {
    return { ...chooseTargets(documents, { ...sizes, seed }), seed };
  },
  planned: ({ runs }) => `${runs.length * RUN_LENGTH} characters after spoiled text`,
  // About thirteen longest contexts per run, for each of three ways to spoil it.
  work: ({ runs, longestContext }) => ({ read: 40 * runs.length * longestContext }),
  ask: (model, { seed, ...targets }, onShare) => probePerturbation(model, targets, seed, onShare),
  summarize: ({ perturbation }) => ({ perturbation }),
  parts: ({ figures }) => figures,
  describe: ({ perturbation }) =>
    perturbation.map(({ kind, effective }) => `${kind}: ${effective ?? 'not reached'}`).join(', '),
});

/** Nearest distance beyond which text is spoiled; nearer ones would need a reading for each target. */
const NEAREST = 16;

/**
 * Metric 13: cost of spoiling what lies beyond n characters, n = 16, 32, 64 … up to half of the longest context: its characters
 * are shuffled, or it is reversed or replaced by text from elsewhere in the documents. The targets are predicted from the
 * `longestContext` characters before them, sound and spoiled, from an empty state; the value is the mean difference in bits per
 * character (after Khandelwal et al. 2018, who spoil words).
 */
export async function probePerturbation(
  model: LanguageModel,
  { runs, longestContext }: Targets,
  seed: number,
  onShare?: OnShare,
) {
  const distances: number[] = [];
  for (let n = NEAREST; n <= longestContext / 2; n *= 2) distances.push(n);
  const random = new RandomStream(seed);
  const spoilBeyond = (n: number, spoil: (text: string, run: TargetRun) => string): TargetReading[] =>
    groupTargets(runs, n).map((group) => {
      const { run, from } = group;
      const spoilt = spoil(run.text.slice(from - longestContext, from - n), run);
      return readAfter(spoilt + run.text.slice(from - n, from), group);
    });
  const variants = PERTURBATIONS.flatMap((kind) =>
    distances.map((n) => spoilBeyond(n, (text, run) => perturb(kind, text, run, runs, random))),
  );
  const predictions = await predictTargets(
    model,
    [...variants, spoilBeyond(longestContext, () => '')],
    onShare,
  );
  const sound = predictions.at(-1)!.bits;
  const spoilt = PERTURBATIONS.flatMap((kind, index) =>
    distances.map((beyond, place) => {
      const { bits } = predictions[index * distances.length + place]!;
      const costs = valuesOf(
        runs,
        bits.map((cost, target) => cost - sound[target]!),
      );
      return { kind, beyond, costs };
    }),
  );
  return {
    perturbation: PERTURBATIONS.map((kind, index) => ({
      kind,
      targets: runs.length * RUN_LENGTH,
      byDistance: spoilt
        .filter((one) => one.kind === kind)
        .map(({ beyond, costs }) => ({ beyond, ...meanOverDocuments(costs) })),
      ...effectiveOf(
        distances,
        predictions.slice(index * distances.length, (index + 1) * distances.length),
        predictions.at(-1)!,
        (values) => meanOverDocuments(valuesOf(runs, values)),
      ),
    })),
    figures: spoilt.map(({ kind, beyond, costs }) => ({
      measure: `cost/${kind}` as const,
      range: { from: beyond, to: longestContext },
      parts: partsOfValues(costs),
    })),
  };
}

/** Returns the text reversed, its characters shuffled, or as much text from before another run, of another document if possible. */
function perturb(
  kind: Perturbation['kind'],
  text: string,
  run: TargetRun,
  runs: readonly TargetRun[],
  random: RandomStream,
): string {
  if (kind === 'reverse') return [...text].reverse().join('');
  if (kind === 'shuffle') return shuffle(random, [...text]).join('');
  const foreign = runs.filter(({ document }) => document !== run.document);
  const others = foreign.length > 0 ? foreign : runs.filter((other) => other !== run);
  if (others.length === 0) return [...run.text.slice(0, text.length)].reverse().join('');
  const { text: other, start } = others[random.nextInteger(others.length)]!;
  return other.slice(start - text.length, start);
}
