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

/** Metric 10, one form (natural, or length-controlled to the distance asked for). */
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
 * Metric 13: bits per character where what lies beyond n characters is spoilt, more than from the sound text; `effective` is metric 12's n with the
 * state left as the spoilt text makes it, instead of emptied.
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

/** Metrics 10 to 14 of one predictor. What a model behind an endpoint was not asked has no observations, `targets` of 0 and no rows. */
export const predictorProbesSchema = z.object({
  predictor: z.string(),
  /** True for the network before its training, which was asked less and wrote nothing: what it shows was not learned. */
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
 * Metric 15: mean norm of the gradient of one character's loss, in nats, by the embeddings of the characters before it: of those `lag`
 * to 2 × `lag` − 1 before.
 */
export const gradientReachSchema = z.object({
  targets: count,
  byLag: z.array(estimateSchema.extend({ lag: count })),
});

export const unitPropertySchema = z.enum(['bracketDepth', 'inString', 'indent', 'column']);

/** Metric 16. Layers count from 1, units from 0. */
export const unitsSchema = z.object({
  /** Read for time scales and gates; the best units are chosen on one half of the documents and measured on the other. */
  characters: count,
  layers: z.array(
    z.object({
      layer: count,
      units: count,
      /** −1 / ln(mean of the gate that keeps) of each unit in characters, ascending, at most all characters read; null if the cell has no such gate. */
      timeScales: z.array(z.number()).nullable(),
      /** Share of gate activations below 0.1 and above 0.9. */
      gates: z.array(z.object({ gate: z.string(), closed: z.number(), open: z.number() })),
    }),
  ),
  /**
   * The unit that tells best, by the area under its ROC curve (0.5 is chance), for each property, beside the best one of the same network before its training and
   * the best feature of the surface (a character so many back, 0 the last one read; null: the column). Their p-values
   * are corrected with all of the result.
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
  /**
   * Linear probes on all units together. `control`: the same with labels dealt at random to the last four characters (null where all come out alike);
   * `selectivity`: the AUC minus that.
   */
  linear: z.array(
    z.object({
      property: unitPropertySchema,
      /** Characters of the half on which they are trained, and of that on which they are tried. */
      training: count,
      test: count,
      probes: z.array(
        z.object({
          source: z.enum(['model', 'untrained', 'surface']),
          auc: estimateSchema,
          control: estimateSchema.nullable(),
          selectivity: estimateSchema.nullable(),
        }),
      ),
      aboveUntrained: differenceSchema,
      aboveSurface: differenceSchema,
    }),
  ),
  /**
   * The best unit of a property held at its mean: by how much that lowers the probability of the closers of brackets, or of strings, and (`excess`) by how much more
   * than other units of its layer held, in the mean. `others` were drawn at random.
   */
  ablation: z.array(
    z.object({
      property: unitPropertySchema,
      layer: count,
      unit: count,
      /** Closers. */
      targets: count,
      /** Mean probability with all units free. */
      probability: estimateSchema,
      drop: estimateSchema,
      others: z.array(z.object({ unit: count, drop: z.number() })),
      excess: differenceSchema,
    }),
  ),
  /** A text colored by the activation, from −1 to 1, of each property's best unit, turned to be high where the property holds. */
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
  /** Held by distance: closers for Dyck, characters for copy, answers by lag for recall. */
  byDistance: bucketsOf(bucketSchema),
  d80: d80Schema,
});

const completionShares = {
  /** Closed rightly, of all continuations. */
  closed: proportionSchema,
  /** Broken, of all continuations; what is neither is still open. */
  broken: proportionSchema,
};

/** Metric 18: prompts that end while something in them is open, written on. */
export const completionsSchema = z.object({
  temperature: z.number(),
  /** Maximum number of characters to write after each prompt. */
  length: count,
  /** Continuations of each prompt. */
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
          /** Within so many characters written: cumulative incidences. */
          byLength: z.array(z.object({ within: count, ...completionShares })),
        }),
      ),
    }),
  ),
});

export const probesSchema = z.object({
  /** The model first, the network before its training last; it is absent where the controls were left out, and of a model from outside. */
  predictors: z.array(predictorProbesSchema),
  /** Minimal pairs, natural and length-controlled, of which nothing was asked since a predictor does not know what is swapped; absent where there are none. */
  minimalPairsLeftOut: count.optional(),
  /** Mean P(true closer) of the model minus that of the n-gram, paired, by distance. */
  closerGain: bucketsOf(meanBucketSchema),
  /** Absent where no closers were asked for. */
  blindReader: blindReaderSchema.optional(),
  /** Absent where what is asked about ends at 4,096 characters. */
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
/** Share of an earlier character that can be read off the state, by its distance. */
export type PastMemory = z.infer<typeof pastMemorySchema>;
/** Probes of one predictor: the model, the n-gram or the network before its training. */
export type PredictorProbes = z.infer<typeof predictorProbesSchema>;
/** The size of the gradient of a loss by each earlier character, by its distance. */
export type GradientReach = z.infer<typeof gradientReachSchema>;
/** Units of the network that detect something, and how long their gates keep it. */
export interface Units extends z.infer<typeof unitsSchema> {}
/** Accuracy of a small network on a language with known dependencies. */
export interface Control extends z.infer<typeof controlSchema> {}
/** Share of prompts with something open that are completed rightly, by kind and distance. */
export type Completions = z.infer<typeof completionsSchema>;
/** Everything that was asked of models. */
export type Probes = z.infer<typeof probesSchema>;

/** Per character; `perDocument` is the mean of the documents' own, each of which counts once. */
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
   * Bits per character that a carried state saves, by the characters since the last reset. A model without memory saves, too, as far as it sees:
   * the n-gram and the untrained network, of which this alone is told, are the controls.
   */
  sinceReset: z.array(estimateSchema.extend({ from: count, to: count, n: count })),
  /**
   * Upper bound on `carried` of a token model, by one of the ways to cut each text into tokens, its tokenizer's. Others add to the text's probability.
   */
  upperBound: bitsSchema.optional(),
});

/** Bits per character of one predictor on one split, with the state carried and reset. */
export interface BitsPerCharacter extends z.infer<typeof bitsPerCharacterSchema> {}
