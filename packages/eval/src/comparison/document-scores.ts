import { z } from 'zod';
import { bracketRangesSchema } from '../probes/minimal-pairs/schema.ts';
import { predictionFigureIds } from '../probes/probes.ts';
import { resultSchema } from '../result/schema.ts';
import {
  buildVersioned,
  parseVersioned,
  type Unstamped,
  type VersionedFormat,
} from '../result/versioned-json.ts';
import { count } from '../statistics/shapes.ts';
import { pairsByDocumentSchema } from './pairs.ts';
import { partsOf, tallySchema } from './tally.ts';

/** Version of `documents.json`. Raise it if a field changes its meaning or is removed, or if a measure counts something else. */
const DOCUMENT_SCORES_FORMAT_VERSION = 5;

/** Settings by dotted path, and minutes of training up to the checkpoint; absent if the model was trained elsewhere. */
const trainedSchema = z.object({
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()),
  minutes: z.number(),
});

export const documentScoresSchema = z.object({
  format: z.literal('longrange-documents'),
  formatVersion: z.literal(DOCUMENT_SCORES_FORMAT_VERSION),
  createdAt: z.iso.datetime(),
  versions: z.record(z.string(), z.string()),
  /** Includes step and characters seen if the model was trained here, and parameters and SHA-256 if they are known. */
  model: resultSchema.shape.model.unwrap().required({ run: true, description: true, checkpoint: true }),
  /** Seed of the initial weights and of the order of training documents; null if the model was trained elsewhere. */
  trainingSeed: count.nullable(),
  trained: trainedSchema.optional(),
  corpusSha256: z.string(),
  /** The held-out texts that were scored: chosen from `split`, as the model sees them; `sha256` is also of those that items are drawn from. */
  heldOut: z.object({
    split: z.string(),
    documents: count,
    characters: count,
    sha256: z.string(),
    /** Maximum number of characters read of each document, in comparisons with token models. */
    beginnings: count.optional(),
  }),
  sampling: resultSchema.shape.provenance.shape.sampling.unwrap(),
  /** Suite of the questions about brackets and closers; absent for texts and if nothing was asked. */
  suite: z.enum(['quick', 'full']).optional(),
  /** Metric 11; absent if it was not measured. */
  ranges: bracketRangesSchema.optional(),
  /** Minimal pairs that the reading ranges rest on, and their evidence; absent if there were none. */
  pairs: pairsByDocumentSchema.optional(),
  tallies: z.array(tallySchema),
  /** Further figures, for your own tests. `compare` does not use them. */
  figures: z.array(tallySchema.extend({ measure: z.enum(predictionFigureIds), parts: partsOf(z.number()) })),
});

/** One model's scores, document by document: `documents.json`, beside `result.json`. */
export interface DocumentScores extends z.output<typeof documentScoresSchema> {}

export const documentScoresFormat: VersionedFormat<typeof documentScoresSchema> = {
  format: 'longrange-documents',
  formatVersion: DOCUMENT_SCORES_FORMAT_VERSION,
  noun: 'file of document scores',
  fileName: 'documents.json',
  command: 'longrange eval',
  code: 'DOCUMENT_SCORES',
  schema: documentScoresSchema,
};

/** Parts of `DocumentScores`. */
export type DocumentScoresParts = Unstamped<DocumentScores>;

/** Assembles one model's scores and checks them against the schema. @throws LongrangeError `DOCUMENT_SCORES_INVALID` naming the invalid fields */
export function buildDocumentScores(parts: DocumentScoresParts): DocumentScores {
  return buildVersioned(parts, documentScoresFormat);
}

/**
 * Reads `documents.json`.
 * @param json the file's text, or its value from `JSON.parse`
 * @throws LongrangeError `DOCUMENT_SCORES_INVALID`, `DOCUMENT_SCORES_TOO_NEW`, `DOCUMENT_SCORES_TOO_OLD`
 */
export function parseDocumentScores(json: unknown): DocumentScores {
  return parseVersioned(json, documentScoresFormat);
}

/** One side of a comparison: a model, or several that differ only in their seed. */
export interface Contender {
  /** Name in the comparison. */
  readonly label: string;
  /** Scores of each run, one for each seed. */
  readonly runs: readonly DocumentScores[];
}
