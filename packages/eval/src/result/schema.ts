import { z } from 'zod';
import { bracketFailuresSchema } from './failure-schema.ts';
import { probesSchema } from './probe-schema.ts';
import {
  bucketSchema,
  count,
  documentInterval,
  fatePointSchema,
  proportionSchema,
  reachSchema,
} from './shapes.ts';
import { testedDifferenceSchema } from './tested-schema.ts';
import {
  atTemperatureSchema,
  controlFlowSchema,
  memorisationSchema,
  namesSchema,
  oracleSchema,
  stringsSchema,
} from './text-schema.ts';

/** Version of `result.json`. Raise it when a field changes its meaning or goes away. */
export const RESULT_FORMAT_VERSION = 2;

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

/** A stretch of a document with the outcome of a check, for showing broken dependencies in a sample. */
export const markSchema = z.object({
  start: count,
  end: count,
  kind: z.enum([
    'matched',
    'wrongType',
    'closedByForce',
    'unclosed',
    'censored',
    'stray',
    'string',
    'indentation',
    'controlFlow',
  ]),
  /** Start of the other end of the dependency, where there is one. */
  partner: count.nullable(),
});

/** What each character of a text costs a predictor, given all before it in its document. */
export const surprisalSchema = z.object({
  predictor: z.string(),
  /** −log₂ p of each UTF-16 code unit, to two decimals; null where the predictor knows no such character. */
  bits: z.array(z.number().nonnegative().nullable()),
});

export const excerptSchema = z.object({
  document: z.string(),
  /** Offset of `text` in the document. */
  start: count.optional(),
  text: z.string(),
  marks: z.array(markSchema),
  /** One for each predictor that read it; with a model. */
  surprisals: z.array(surprisalSchema).optional(),
});

/** Everything measured on one body of text. */
export const subjectSchema = z.object({
  /** `real`: held-out code. `model`: the model's samples. `ngram`: an n-gram's samples. `text`: what the user brought. */
  id: z.enum(['real', 'model', 'ngram', 'text']),
  label: z.string(),
  documents: count,
  characters: count,
  /** Whether documents were cut at their end (samples are; files are not): what is open at a cut is censored. */
  cut: z.boolean(),
  sha256: z.string(),
  degeneration: degenerationSchema,
  delimiters: delimitersSchema,
  indentation: indentationSchema,
  strings: stringsSchema.optional(),
  controlFlow: controlFlowSchema.optional(),
  names: namesSchema.optional(),
  parse: parseSchema,
  /** Where the training text is known. */
  memorisation: memorisationSchema.nullable().optional(),
  /** With `--oracle cpython`. */
  oracle: oracleSchema.nullable().optional(),
  /** Metric 1: a few of the openers that broke. */
  bracketFailures: bracketFailuresSchema.optional(),
  excerpt: excerptSchema.nullable(),
});

/** Metric 9, one predictor on the held-out split. Intervals over documents, 95 %. */
export const bitsPerCharacterSchema = z.object({
  predictor: z.string(),
  split: z.string(),
  characters: count,
  carried: z.object({ bits: z.number(), ...documentInterval }).nullable(),
  /** State reset every 256 characters. */
  reset: z.object({ bits: z.number(), ...documentInterval, every: count }).nullable(),
  /** Mean bits by position since the reset, in doubling buckets; empty for predictors without a state. */
  byPosition: z.array(z.object({ from: count, to: count, n: count, bits: z.number() })),
});

/** One line of the training curve. */
export const curvePointSchema = z.object({
  step: count,
  characters: count,
  trainBits: z.number().nullable(),
  validationBits: z.number().nullable(),
});

/** What a held-out split has in common with the training text, to the letter. */
export const contaminationSchema = z.object({
  split: z.enum(['validation', 'test']),
  /** Code points looked at. */
  characters: count,
  /** How many of them lie in stretches of so many characters and more that stand in a document of the training split. */
  copies: z.array(z.object({ minimum: count, characters: count })),
});

/** The model under test. Of one that was given as a function no more than its name is known. */
const evaluatedModelSchema = z.object({
  run: z.string(),
  description: z.string(),
  checkpoint: z.string().optional(),
  step: count.optional(),
  charactersSeen: count.optional(),
  parameters: count.optional(),
  sha256: z.string().optional(),
});

/** The Zod schema of `result.json`; `parseResult` reads one with it. */
export const resultSchema = z.object({
  format: z.literal('longrange-result'),
  formatVersion: z.literal(RESULT_FORMAT_VERSION),
  createdAt: z.iso.datetime(),
  versions: z.record(z.string(), z.string()),
  /** How to get this result again: command line, seeds, parser engine and why, compute engine and why. */
  provenance: z.object({
    command: z.string(),
    seeds: z.record(z.string(), z.number()),
    parserEngine: z.string(),
    parserReason: z.string(),
    engine: z.string().nullable(),
    engineReason: z.string().nullable(),
    threads: count.nullable(),
    corpusSha256: z.string().nullable(),
    sampling: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
  }),
  /** Of the code that was measured; Python in results that do not say. */
  language: z.object({ id: z.string(), name: z.string() }).optional(),
  /** The model under test; null for `--text` without a model. */
  model: evaluatedModelSchema.nullable(),
  training: z.array(curvePointSchema),
  subjects: z.array(subjectSchema).min(1),
  bitsPerCharacter: z.array(bitsPerCharacterSchema),
  /** The same samples in brief, and others at temperatures at which nothing else is measured. */
  temperatures: z.array(atTemperatureSchema).optional(),
  /** Of the corpus that the model was trained on; null where there is no model. */
  contamination: z.array(contaminationSchema).nullable().optional(),
  /** Metrics 10 to 17, where there is a model. */
  probes: probesSchema.nullable().optional(),
  /** The model against real code, n-gram and other predictors, its state carried against reset; empty without a model. */
  comparisons: z.array(testedDifferenceSchema),
});

/** Where samples repeat themselves or collapse. */
export type Degeneration = z.infer<typeof degenerationSchema>;
/** What became of brackets: by distance, depth and attractors. */
export type Delimiters = z.infer<typeof delimitersSchema>;
/** Which lines kept the indentation of their block, by distance. */
export type Indentation = z.infer<typeof indentationSchema>;
/** How much parses: documents, definitions, statements, characters. */
export type Parse = z.infer<typeof parseSchema>;
/** A stretch of an excerpt and what is to be said about it. */
export type Mark = z.infer<typeof markSchema>;
export type Surprisal = z.infer<typeof surprisalSchema>;
/** A stretch of a document that the report shows, with marks. */
export type Excerpt = z.infer<typeof excerptSchema>;
/** Texts of one origin, such as the model's samples or real code, with everything measured on them. */
export type Subject = z.infer<typeof subjectSchema>;
/** Bits per character of one predictor on one split, with the state carried and reset. */
export type BitsPerCharacter = z.infer<typeof bitsPerCharacterSchema>;
/** A point of a curve over distances, with its 95 % interval. */
export type CurvePoint = z.infer<typeof curvePointSchema>;
/** A measured subject or model, as `result.json` has it. */
export type Result = z.infer<typeof resultSchema>;
