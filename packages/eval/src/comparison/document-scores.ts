import { z } from 'zod';
import { predictionFigureIds } from '../probes/prediction-figures.ts';
import { bracketRangesSchema } from '../probes/swap/schema.ts';
import { resultSchema } from '../result/schema.ts';
import { parseVersioned, type VersionedFormat, validateVersioned } from '../result/versioned-json.ts';
import { count } from '../statistics/shapes.ts';
import { partsOf, tallySchema } from './tally.ts';

/** Version of `documents.json`. Raise it when a field changes its meaning or goes away, or a measure what it counts. */
export const DOCUMENT_SCORES_FORMAT_VERSION = 3;

export const documentScoresSchema = z.object({
  format: z.literal('longrange-documents'),
  formatVersion: z.literal(DOCUMENT_SCORES_FORMAT_VERSION),
  createdAt: z.iso.datetime(),
  versions: z.record(z.string(), z.string()),
  /** Step and characters seen, where it was trained here; parameters and SHA-256, where somebody tells. */
  model: resultSchema.shape.model.unwrap().required({ run: true, description: true, checkpoint: true }),
  /** Of the weights and the order of the training documents; null where it was trained elsewhere. */
  trainingSeed: count.nullable(),
  corpusSha256: z.string(),
  /** The held-out texts that were read: those of `split`, chosen and as the model sees them. */
  heldOut: z.object({
    split: z.string(),
    documents: count,
    characters: count,
    sha256: z.string(),
    /** Where models of tokens take part: of each document no more than so many characters were read. */
    beginnings: count.optional(),
  }),
  sampling: resultSchema.shape.provenance.shape.sampling.unwrap(),
  /** How much was asked about brackets and closers; absent where nothing was, or of a text. */
  suite: z.enum(['quick', 'full']).optional(),
  /** Metric 11; absent where it was not measured. */
  ranges: bracketRangesSchema.optional(),
  tallies: z.array(tallySchema),
  /** Further figures, which are not compared: metrics 12, 13 and 18, and the stretched items. For tests of one's own. */
  figures: z.array(tallySchema.extend({ measure: z.enum(predictionFigureIds), parts: partsOf(z.number()) })),
});

/** One model's scores, document by document: `documents.json`, beside `result.json`. */
export type DocumentScores = z.output<typeof documentScoresSchema>;

export const documentScoresFormat: VersionedFormat<typeof documentScoresSchema> = {
  format: 'longrange-documents',
  formatVersion: DOCUMENT_SCORES_FORMAT_VERSION,
  noun: 'file of document scores',
  fileName: 'documents.json',
  command: 'longrange eval',
  code: 'DOCUMENT_SCORES',
  schema: documentScoresSchema,
};

/** What `DocumentScores` are made of. */
export type DocumentScoresParts = Omit<DocumentScores, 'format' | 'formatVersion' | 'createdAt'> & {
  /** Now, if not given. */
  readonly createdAt?: Date;
};

/** Puts one model's scores together and checks them against the schema. @throws LongrangeError `DOCUMENT_SCORES_INVALID` naming the fields that are wrong */
export function buildDocumentScores({
  createdAt = new Date(),
  ...parts
}: DocumentScoresParts): DocumentScores {
  const { format, formatVersion } = documentScoresFormat;
  const value = { format, formatVersion, createdAt: createdAt.toISOString(), ...parts };
  return validateVersioned(value, documentScoresFormat);
}

/**
 * Reads `documents.json`.
 * @param json the file's text, or what `JSON.parse` made of it
 * @throws LongrangeError `DOCUMENT_SCORES_INVALID`, `DOCUMENT_SCORES_TOO_NEW`, `DOCUMENT_SCORES_TOO_OLD`
 */
export function parseDocumentScores(json: unknown): DocumentScores {
  return parseVersioned(json, documentScoresFormat);
}
