import { z } from 'zod';
import {
  bucketSchema,
  count,
  countBucketSchema,
  estimateSchema,
  fatePointSchema,
  proportionSchema,
} from './shapes.ts';

/** Metric 2. */
export const stringsSchema = z.object({
  /** Strings of both kinds whose fate can be known: single-line ones, and in whole texts triple-quoted ones. */
  overall: proportionSchema,
  /** Single-line strings closed before their line ends. */
  singleLine: proportionSchema,
  singleLineByDistance: z.array(bucketSchema),
  triple: z.object({
    openers: count,
    /** Those that quotes ended which were meant to begin another one: text and code are inside out there, and nothing was remembered. */
    accidental: count,
    /** Still open at a cut. */
    censored: count,
    /** Those closed before the text ends. Null for cut texts, in which nothing can break. */
    overall: proportionSchema.nullable(),
    byDistance: z.array(bucketSchema),
    /** Closed, broken or still open, by characters since the opener; without accidental ones. */
    fateByDistance: z.array(fatePointSchema),
  }),
  /** Characters of the text that stand in strings. */
  inStrings: z.number().min(0).max(1),
  /** Documents in which text and code are inside out from some place on. */
  insideOut: proportionSchema,
  /** Braces of formatted strings: each replacement field closed before its literal ends. */
  fields: proportionSchema,
  fieldsByDistance: z.array(bucketSchema),
});

/** Metric 4. */
export const controlFlowSchema = z.object({
  /** All checks below. */
  overall: proportionSchema,
  /** A clause (`else`, `case`, …) with a legal opener at the same indent. */
  clauses: z.array(z.object({ clause: z.string(), proportion: proportionSchema })),
  /** Clauses by characters to their opener. */
  byDistance: z.array(bucketSchema),
  /** A `try` with an `except` or a `finally`. */
  handlers: proportionSchema,
  /** A `return` inside a function. */
  returns: proportionSchema,
  /** A `break` or `continue` inside a loop. */
  loopJumps: proportionSchema,
});

/** Metric 5. */
export const namesSchema = z.object({
  /** Names read, each time they are. */
  loads: count,
  /** Loads that a star import, a cut or the like makes unknowable; in none of the shares. */
  unknowable: count,
  /** Those among them that nothing before the cut binds, and something after it could have bound in time. */
  unboundAtCut: count.optional(),
  /** Names in lines that do not parse, where they may be read or bound; none of them is a load. */
  inDamage: count,
  undefined: count,
  /** Undefined names per 100 loads that can be known; of none 0, from 0 to 100. */
  undefinedPer100Loads: estimateSchema,
  /** The same if nothing after the cuts were to bind what is unbound there; not less than the figure before. */
  undefinedPer100LoadsAtMost: estimateSchema.optional(),
  /** Where the loads resolve to. */
  scopes: z.object({ local: count, enclosing: count, global: count, imported: count, builtin: count }),
  /** Loads that resolve to a binding in the text, by characters from the nearest binding before (or after) them. */
  byDistance: z.array(countBucketSchema),
  /** Parameters that their function's body reads. */
  argumentsUsed: proportionSchema,
  /** The names most often undefined. */
  mostUndefined: z.array(z.object({ name: z.string(), count })),
});

/** Metric 8. */
export const memorisationSchema = z.object({
  trainingCharacters: count,
  /** Substrings of each length that do not stand in the training text. */
  novelByLength: z.array(z.object({ length: count, proportion: proportionSchema })),
  /** The longest stretch that stands in the training text word for word. */
  longestCopy: z.object({ length: count, document: z.string(), start: count, text: z.string() }),
});

/** Samples of one predictor at one temperature, in brief. */
export const atTemperatureSchema = z.object({
  subject: z.enum(['model', 'ngram']),
  temperature: z.number().positive(),
  documents: count,
  characters: count,
  /** Metrics 1, 3 and 6. */
  delimiters: proportionSchema,
  indentation: proportionSchema,
  definitions: proportionSchema,
  /** Metric 7: characters in loops / characters. */
  loops: z.number().min(0).max(1),
});

/** CPython's own parser beside tree-sitter: documents by the verdict of each. */
export const oracleSchema = z.object({
  python: z.string(),
  bothAccept: count,
  bothReject: count,
  onlyTreeSitterAccepts: count,
  onlyCPythonAccepts: count,
  agreement: proportionSchema,
  /** What CPython said where the two disagree; the first few. */
  disagreements: z.array(z.object({ document: z.string(), message: z.string() })),
});

/** How often strings and docstrings end as they should. */
export type Strings = z.infer<typeof stringsSchema>;
/** How often `else`, `elif`, `except`, `return` and the like stand where they may. */
export type ControlFlow = z.infer<typeof controlFlowSchema>;
/** How often a name that is read has been bound, by Python's rules of scope and by distance. */
export type Names = z.infer<typeof namesSchema>;
/** How much of a text is copied from the training text. */
export type Memorisation = z.infer<typeof memorisationSchema>;
/** What was measured on samples of another temperature. */
export type AtTemperature = z.infer<typeof atTemperatureSchema>;
/** What a second judge of syntax, such as CPython, says about what parses. */
export type Oracle = z.infer<typeof oracleSchema>;
