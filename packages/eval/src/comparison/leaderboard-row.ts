import { createHash } from 'node:crypto';
import { LongrangeError } from '@longrange/errors';
import { z } from 'zod';
import { contaminationSchema, type Result } from '../result/schema.ts';
import { parseVersioned } from '../result/versioned-json.ts';
import { measureRange } from '../statistics/range.ts';
import { sumOf } from '../statistics/ratio.ts';
import { type DocumentScores, documentScoresFormat, documentScoresSchema } from './document-scores.ts';
import { rangedPairs } from './pairs.ts';

const leaderboardRowSchema = documentScoresSchema.extend({
  command: z.string(),
  /** SHA-256 of the corpus that the model is known to be trained on; null if unknown. */
  trainedOn: z.string().nullable(),
  /** Overlap of the held-out text with the corpus of the evaluation; null if it was not measured. */
  copies: contaminationSchema.nullable(),
  /** SHA-256 of everything else. */
  sha256: z.string(),
});

/** A row of the leaderboard: document scores, of which only pairs and bits are kept, and where they come from. `compare` reads it, too. */
export interface LeaderboardRow extends z.output<typeof leaderboardRowSchema> {}

const format = {
  ...documentScoresFormat,
  noun: 'row of the leaderboard',
  command: 'pnpm leaderboard add',
  code: 'LEADERBOARD_ROW',
  schema: leaderboardRowSchema,
};

/** Origin of a row that its document scores do not hold. */
export interface RowOrigin extends Pick<LeaderboardRow, 'command' | 'trainedOn'> {
  /** Contamination, from the result of the same evaluation. */
  readonly contamination?: Result['contamination'];
}

/**
 * Makes a row from the scores of an evaluation.
 * @throws LongrangeError `LEADERBOARD_ROW_INVALID` as `parseLeaderboardRow`
 */
export function makeLeaderboardRow(
  scores: DocumentScores,
  { command, trainedOn, contamination }: RowOrigin,
): LeaderboardRow {
  const copies = contamination?.find(({ split }) => split === scores.heldOut.split) ?? null;
  const tallies = scores.tallies.filter(({ measure, range }) => measure === 'bits-carried' && range === null);
  const row = { ...scores, tallies, figures: [], command, trainedOn, copies, sha256: '' };
  return parseLeaderboardRow({ ...row, sha256: hashOf(leaderboardRowSchema.parse(row)) });
}

/**
 * Reads a row, and checks that nobody has edited it and that a model can have such figures.
 * @param json the file's text, or its value from `JSON.parse`
 * @throws LongrangeError (exit code 2) `LEADERBOARD_ROW_INVALID` if it is something else, edited or implausible; `…_TOO_NEW`, `…_TOO_OLD`
 */
export function parseLeaderboardRow(json: unknown): LeaderboardRow {
  const row = parseVersioned(json, format);
  if (hashOf(row) !== row.sha256)
    throw invalid('Expected a row as it was written, got one that was edited: its SHA-256 is another.');
  const doubt = doubtOf(row);
  if (doubt !== undefined) throw invalid(`Expected ${doubt}.`);
  return row;
}

/** @throws LongrangeError `LEADERBOARD_ITEMS` (exit code 2) if a row answers other questions than the reference */
export function requireSameItems(row: LeaderboardRow, reference: LeaderboardRow): void {
  const [own, wanted] = [itemsOf(row), itemsOf(reference)];
  if (own.sha256 === wanted.sha256) return;
  throw new LongrangeError({
    code: 'LEADERBOARD_ITEMS',
    message: `Expected answers about ${describeItems(wanted)}, got ${describeItems(own)}.`,
    hint: 'measure with the options in docs/guides/leaderboard.md. Token models read only beginnings of documents, so that their items differ.',
    exitCode: 2,
  });
}

/** Items of a row: its held-out text, and the pairs by document, distance and lines. */
function itemsOf({ heldOut, pairs = [] }: LeaderboardRow) {
  const items = pairs.map(([document, own]) => [
    document,
    own.map(([distance, , , over]) => [distance, over]),
  ]);
  const count = pairs.reduce((sum, [, own]) => sum + own.length, 0);
  return { count, documents: pairs.length, sha256: hash([heldOut.split, heldOut.sha256, items]) };
}

function describeItems({ count, documents, sha256 }: ReturnType<typeof itemsOf>): string {
  return `${count} pairs of ${documents} documents (SHA-256 ${sha256.slice(0, 12)}…)`;
}

/** Most bits per character: of 256 equally likely characters. */
const MOST_BITS = 8;

/** Says what a row lacks, or what no model can have answered; undefined if there is nothing. */
function doubtOf(row: LeaderboardRow): string | undefined {
  const shown = rangedPairs(row, 'range-shows');
  if (shown === undefined) return 'pairs with the evidence of each, got pairs or evidence missing';
  const [tally] = row.tallies;
  if (tally === undefined) return 'bits per character, got none';
  const { numerator, denominator } = sumOf(
    tally.parts.map(([, numerator, denominator]) => ({ numerator, denominator })),
  );
  const bits = numerator / denominator;
  if (!(bits > 0.1 && bits < MOST_BITS))
    return `0.1 to ${MOST_BITS} bits per character, got ${bits.toFixed(3)}`;
  for (const [document, pairs] of row.pairs!)
    for (const [distance, isRight, evidence] of pairs)
      if (isRight === 1 && evidence! <= 0)
        return `evidence above 0 where both texts are right, got ${evidence} at ${distance} characters in ${document}`;
  const { range } = measureRange(rangedPairs(row, 'range-decides')!, { resamples: 1 });
  const stated = row.ranges?.scoring?.range;
  if (stated?.characters !== range?.characters)
    return `the pairs to give the stated range, ${stated?.characters ?? 'none'}, got ${range?.characters ?? 'none'}`;
  return undefined;
}

function hashOf({ sha256, ...rest }: LeaderboardRow): string {
  return hash(rest);
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function invalid(message: string): LongrangeError {
  return new LongrangeError({
    code: 'LEADERBOARD_ROW_INVALID',
    message,
    hint: 'make it from an evaluation: pnpm leaderboard add FOLDER NAME.',
    exitCode: 2,
  });
}
