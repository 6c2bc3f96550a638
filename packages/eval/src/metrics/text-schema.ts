import { z } from 'zod';
import {
  bucketSchema,
  count,
  countBucketSchema,
  estimateSchema,
  fatePointSchema,
  proportionSchema,
  reachSchema,
} from '../statistics/shapes.ts';

/** Metric 2. */
export const stringsSchema = z.object({
  /** Strings of both kinds whose fate can be known: single-line ones, and in whole texts those that may span lines. */
  overall: proportionSchema,
  /** Single-line strings closed before their line ends. */
  singleLine: proportionSchema,
  singleLineByDistance: z.array(bucketSchema),
  /** Those that may span lines. */
  multiLine: z.object({
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

/** Metric 6 judged twice: documents by the verdicts of tree-sitter and of the oracle, such as the language's own compiler. */
export const oracleSchema = z.object({
  /** Of the oracle, with its version. */
  name: z.string(),
  bothAccept: count,
  bothReject: count,
  onlyTreeSitterAccepts: count,
  onlyOracleAccepts: count,
  agreement: proportionSchema,
  /** What the oracle said where the two disagree; the first few. */
  disagreements: z.array(z.object({ document: z.string(), message: z.string() })),
});

/** How often strings end as they should. */
export type Strings = z.infer<typeof stringsSchema>;
/** How often `else`, `elif`, `except`, `return` and the like stand where they may. */
export type ControlFlow = z.infer<typeof controlFlowSchema>;
/** How often a name that is read has been bound, by the language's rules of scope and by distance. */
export type Names = z.infer<typeof namesSchema>;
/** How much of a text is copied from the training text. */
export type Memorisation = z.infer<typeof memorisationSchema>;
/** What a second judge of syntax says about what parses. */
export type Oracle = z.infer<typeof oracleSchema>;

/** Metric 7: every other rate is conditional on it. */
export const degenerationSchema = z.object({
  whitespaceShare: z.number().min(0).max(1),
  longestRun: z.object({ character: z.string(), length: count }),
  /** Period at most 200 characters, at least 4 repeats. */
  loops: z.object({ count, characters: count, share: z.number().min(0).max(1) }),
  /** Distinct n-grams of characters / all n-grams, by n. */
  distinctNgrams: z.array(z.object({ n: count, share: z.number().min(0).max(1) })),
  /**
   * Characters until the first collapse (loop or run). The median over all documents, those that did not collapse seen for as long as
   * they are (Kaplan & Meier); null where half of them are not seen to collapse, which is then later than `seenCharacters`.
   */
  firstCollapse: z.object({
    collapsedDocuments: count,
    medianCharacters: z.number().nullable(),
    seenCharacters: count,
  }),
});

/** Metric 1. */
export const delimitersSchema = z.object({
  openers: count,
  fates: z.object({
    matched: count,
    wrongType: count,
    closedByForce: count,
    unclosed: count,
    censored: count,
  }),
  strayClosers: count,
  /** matched / (openers − censored). */
  overall: proportionSchema,
  byType: z.array(z.object({ type: z.enum(['()', '[]', '{}']), proportion: proportionSchema })),
  /** Of the openers still open after `from` characters, those closed in the end; buckets lie in each other. */
  byDistance: z.array(bucketSchema),
  byDepth: z.array(bucketSchema),
  byAttractors: z.array(bucketSchema),
  /** Closed, broken or still open, by characters since the opener. */
  fateByDistance: z.array(fatePointSchema),
  /** `byDistance` as a curve, and where it falls below 0.80; null with fewer than 30 cases, missing in older results. */
  reach: reachSchema.nullable().optional(),
});

/** Metric 3. */
export const indentationSchema = z.object({
  /** All checks of the three kinds below. */
  overall: proportionSchema,
  /** An indent follows a line that ends in a colon, and every such line is followed by an indent. */
  indents: proportionSchema,
  /** A dedent lands on a level that is open. */
  dedents: proportionSchema,
  /** Lines of a block keep the block's unit (width and tabs or spaces). */
  unit: proportionSchema,
  /** By characters since the block opened. */
  byDistance: z.array(bucketSchema),
  /** By lines since the block opened. */
  byLines: z.array(bucketSchema),
  byDepth: z.array(bucketSchema),
});

/** Metric 6. */
export const parseSchema = z.object({
  /** Whole documents without ERROR or MISSING nodes. Cut samples end mid-statement; see `definitions`. */
  documents: proportionSchema,
  /**
   * Functions and classes, at whatever depth, without ERROR or MISSING nodes, each without those inside it; one that the cut reaches is
   * censored.
   */
  definitions: proportionSchema,
  /** By blocks around them: 0 at the top level. */
  definitionsByDepth: z.array(bucketSchema),
  definitionsCensored: count,
  /** Characters under ERROR or MISSING nodes / characters. */
  errorCharacterShare: z.number().min(0).max(1),
  /** Characters before the first ERROR or MISSING node. */
  longestCleanPrefix: z.object({ medianCharacters: z.number(), maxCharacters: count }),
});

/** Where samples repeat themselves or collapse. */
export type Degeneration = z.infer<typeof degenerationSchema>;

/** What became of brackets: by distance, depth and attractors. */
export type Delimiters = z.infer<typeof delimitersSchema>;

/** Which lines kept the indentation of their block, by distance. */
export type Indentation = z.infer<typeof indentationSchema>;

/** How much parses: documents, definitions, statements, characters. */
export type Parse = z.infer<typeof parseSchema>;
