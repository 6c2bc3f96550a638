import { z } from 'zod';
import { closerFailuresSchema } from '../metrics/failures/failures.ts';
import {
  bucketSchema,
  bucketsOf,
  count,
  d80Schema,
  dependencySchema,
  differenceSchema,
  documentInterval,
  estimateSchema,
  meanBucketSchema,
  proportionSchema,
} from '../statistics/shapes.ts';
import { blindReaderSchema } from './closers/blind-reader.ts';
import { fartherSchema } from './farther.ts';
import { lengthControlSchema } from './length-controlled/control.ts';
import { minimalPairsSchema } from './minimal-pairs/schema.ts';

/** Metric 10, one form of code (natural, or length-controlled to the requested distance). */
export const closerAccuracySchema = dependencySchema.extend({
  /** Mean P(true closer) by distance. */
  probability: bucketsOf(meanBucketSchema),
  /** A few of those not held. */
  failures: closerFailuresSchema,
});

const effective = {
  /** The least n whose loss exceeds that of the whole context by less than 1 %; null if none does. */
  effective: count.nullable(),
  /** 95 %, from the paired differences to the whole context: the least n whose interval does not lie above 1 %, null if all do … */
  effectiveLow: count.nullable(),
  /** … and the least whose interval lies below 1 %; null if none does, and the end is not reached in the contexts measured. */
  effectiveHigh: count.nullable(),
};

/** Metric 12. */
export const effectiveContextSchema = z.object({
  /** Targets predicted, the same for every n. */
  targets: count,
  /** Bits per character from the last n characters only. */
  byContext: z.array(estimateSchema.extend({ n: count })),
  /** Bits per character from all that came before. */
  all: estimateSchema,
  ...effective,
});

/**
 * Metric 13: extra bits per character if the text beyond n characters is spoiled; `effective` is metric 12's n with the state left as the
 * spoiled text makes it, instead of emptied.
 */
export const perturbationSchema = z.object({
  kind: z.enum(['shuffle', 'reverse', 'replace']),
  targets: count,
  byDistance: z.array(estimateSchema.extend({ beyond: count })),
  ...effective,
});

/** Metric 14: mean total variation between predictions from all characters and from the last `context` only. */
export const pastMemorySchema = z.object({
  targets: count,
  byContext: z.array(estimateSchema.extend({ context: count })),
});

/** Metrics 10 to 14 of one predictor. What was not measured (for an endpoint's model) has no observations, 0 `targets` and no rows. */
export const predictorProbesSchema = z.object({
  predictor: z.string(),
  /** True for the network before its training, which was probed less and wrote nothing: what it shows was not learned. */
  untrained: z.literal(true).optional(),
  closers: z.object({
    natural: closerAccuracySchema,
    lengthControlled: closerAccuracySchema.extend({ control: lengthControlSchema }).nullable(),
  }),
  minimalPairs: minimalPairsSchema,
  effectiveContext: effectiveContextSchema,
  perturbation: z.array(perturbationSchema),
  pastMemory: pastMemorySchema,
});

/**
 * Metric 15: mean norm of the gradient of one character's loss, in nats, with respect to the embeddings of the characters `lag`
 * to 2 × `lag` − 1 before it.
 */
export const gradientReachSchema = z.object({
  targets: count,
  byLag: z.array(estimateSchema.extend({ lag: count })),
});

export const unitPropertySchema = z.enum(['bracketDepth', 'inString', 'indent', 'column']);

/** Metric 16. Layers count from 1, units from 0. */
export const unitsSchema = z.object({
  /** Number of characters read for time scales and gates; the best units are chosen on one half of the documents, measured on the other. */
  characters: count,
  layers: z.array(
    z.object({
      layer: count,
      units: count,
      /** Time scale of each unit, −1 / ln(mean of the gate that keeps), in characters, at most all read; ascending; null if none keeps. */
      timeScales: z.array(z.number()).nullable(),
      /** Share of gate activations below 0.1 and above 0.9. */
      gates: z.array(z.object({ gate: z.string(), closed: z.number(), open: z.number() })),
    }),
  ),
  /**
   * The unit that detects each property best, by the area under its ROC curve (0.5 is chance), beside the best one of the same network
   * before its training and the best surface feature (a character and how far back it was, 0 for the last one read; null: the column).
   * Their p-values are corrected together with all others of the result.
   */
  best: z.array(
    z.object({
      property: unitPropertySchema,
      layer: count,
      unit: count,
      auc: estimateSchema,
      n: count,
      untrained: z.object({ layer: count, unit: count, auc: estimateSchema }),
      surface: z.object({
        feature: z.object({ character: z.string(), back: count }).nullable(),
        auc: estimateSchema,
      }),
      aboveUntrained: differenceSchema,
      aboveSurface: differenceSchema,
    }),
  ),
  /** A text colored by the activation, from −1 to 1, of each property's best unit, signed to be high where the property holds. */
  pictures: z.array(
    z.object({
      property: unitPropertySchema,
      layer: count,
      unit: count,
      document: z.string(),
      text: z.string(),
      activations: z.array(z.number()),
    }),
  ),
});

/** Metric 17: one control, learned by a small network of its own. */
export const controlSchema = z.object({
  task: z.enum(['dyck', 'copy', 'recall', 'parity', 'associative recall']),
  /** Such as `Dyck-(8, 3)`. */
  label: z.string(),
  model: z.string(),
  trainingCharacters: count,
  trainingLength: count,
  testLength: count,
  accuracy: proportionSchema,
  /** Share held by distance: closers for Dyck, characters for copy, answers by lag for recall. */
  byDistance: bucketsOf(bucketSchema),
  d80: d80Schema,
});

const completionShares = {
  /** Share of all continuations in which the opener is closed correctly. */
  closed: proportionSchema,
  /** Share of all continuations in which it is broken; in the rest it is still open. */
  broken: proportionSchema,
};

/** Metric 18: continuations of prompts that end while something in them is open. */
export const completionsSchema = z.object({
  temperature: z.number(),
  /** Maximum number of characters to write after each prompt. */
  length: count,
  /** Number of continuations of each prompt. */
  continuations: count,
  prompts: count,
  documents: count,
  kinds: z.array(
    z.object({
      kind: z.enum(['bracket', 'string', 'multi-line string', 'block']),
      /** The model first, `real`, the code's own continuation, last. */
      writers: z.array(
        z.object({
          writer: z.string(),
          ...completionShares,
          /** Shares by the number of characters for which the opener had been open at the end of the prompt. */
          byDistance: z.array(z.object({ distance: count, prompts: count, ...completionShares })),
          /** Cumulative incidences, `within` a number of characters written. */
          byLength: z.array(z.object({ within: count, ...completionShares })),
        }),
      ),
    }),
  ),
});

export const probesSchema = z.object({
  /** The model first, the network before its training last; the latter is absent without controls, and for an external model. */
  predictors: z.array(predictorProbesSchema),
  /** Number of minimal pairs, natural and length-controlled, left out since a predictor does not know what is swapped; absent if 0. */
  minimalPairsLeftOut: count.optional(),
  /** Mean P(true closer) of the model minus that of the n-gram, paired, by distance. */
  closerGain: bucketsOf(meanBucketSchema),
  /** Absent if no closers were scored. */
  blindReader: blindReaderSchema.optional(),
  /** Absent if distances end at 4,096 characters. */
  farther: fartherSchema.optional(),
  gradientReach: gradientReachSchema.nullable(),
  units: unitsSchema.nullable(),
  controls: z.array(controlSchema),
  completions: completionsSchema.nullable(),
});
/** Probability of the true closer, by its distance in characters. */
export type CloserAccuracy = z.infer<typeof closerAccuracySchema>;
/** Bits per character by the length of the context that may be read, and the shortest that is enough (n*). */
export type EffectiveContext = z.infer<typeof effectiveContextSchema>;
/** Cost of spoiling the text beyond a distance, in bits per character. */
export type Perturbation = z.infer<typeof perturbationSchema>;
/** Total variation between predictions from all characters and from the last ones only, by the number of the latter. */
export type PastMemory = z.infer<typeof pastMemorySchema>;
/** Probes of one predictor: the model, the n-gram or the network before its training. */
export type PredictorProbes = z.infer<typeof predictorProbesSchema>;
/** Norm of the gradient of a loss with respect to each earlier character, by its distance. */
export type GradientReach = z.infer<typeof gradientReachSchema>;
/** Units of the network that detect something, and how long their gates keep it. */
export interface Units extends z.infer<typeof unitsSchema> {}
/** Accuracy of a small network on a language with known dependencies. */
export interface Control extends z.infer<typeof controlSchema> {}
/** Share of prompts with something open that are completed correctly, by kind and distance. */
export type Completions = z.infer<typeof completionsSchema>;
/** Results of all probes. */
export type Probes = z.infer<typeof probesSchema>;

/** Bits per character; `perDocument` is the mean of the documents' own, each counted once. */
const bitsSchema = z.object({
  bits: z.number(),
  ...documentInterval,
  perDocument: z.object({ bits: z.number(), ...documentInterval }),
});

/** Metric 9, one predictor on the held-out split. Intervals over documents, 95 %. */
export const bitsPerCharacterSchema = z.object({
  predictor: z.string(),
  split: z.string(),
  characters: count,
  carried: bitsSchema.nullable(),
  /** State reset every 256 characters. */
  reset: bitsSchema.extend({ every: count }).nullable(),
  /** Mean bits by position since the reset, in doubling buckets; empty for predictors without a state. */
  byPosition: z.array(z.object({ from: count, to: count, n: count, bits: z.number() })),
  /**
   * Bits per character that a carried state saves, by the characters since the last reset. A model without memory also saves some, as far
   * back as it sees: the n-gram and the untrained network, for which only this is reported, are the controls.
   */
  sinceReset: z.array(estimateSchema.extend({ from: count, to: count, n: count })),
  /**
   * Upper bound on a token model's `carried` bits, by its tokenizer's way to cut each text; others would add to its probability.
   */
  upperBound: bitsSchema.optional(),
});

/** Bits per character of one predictor on one split, with the state carried and reset. */
export interface BitsPerCharacter extends z.infer<typeof bitsPerCharacterSchema> {}
