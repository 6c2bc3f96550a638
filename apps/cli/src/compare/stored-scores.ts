import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type DocumentScores, parseDocumentScores } from '@longrange/eval/comparison';
import { samplingRecord } from '@longrange/eval/internal/node';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { readWritten } from '../files/json.ts';
import { versions } from '../run/versions.ts';
import type { Candidate, Model } from './candidate.ts';
import type { ComparisonSet } from './comparison-set.ts';

/** Scores found on disk, and their path. */
interface StoredScores {
  readonly path: string;
  readonly scores: DocumentScores;
}

/**
 * Reads the scores that a word of the command line names: the folder of an earlier evaluation or comparison, or a file of scores; undefined for any
 * other word.
 *
 * @throws LongrangeError `USAGE` (exit code 2) for a comparison without scores, and as `readScores`
 */
export async function readNamedScores(word: string): Promise<StoredScores[] | undefined> {
  const status = await stat(word).catch(() => undefined);
  if (status?.isFile()) return /\.json$/i.test(word) ? [await readScores(word)] : undefined;
  const entries = status?.isDirectory() ? await readdir(word) : [];
  if (entries.includes('documents.json')) return [await readScores(join(word, 'documents.json'))];
  if (!entries.includes('comparison.json') || !entries.includes('documents')) return undefined;
  const folder = join(word, 'documents');
  const files = (await readdir(folder)).sort();
  if (files.length > 0) return Promise.all(files.map((file) => readScores(join(folder, file))));
  throw wrongUsage({
    code: 'USAGE',
    message: `Expected scores in ${folder}, got none: that comparison reused earlier scores.`,
    hint: 'name the evaluations listed in comparison.json (reusedFrom) instead.',
  });
}

/**
 * Reads all scores left by evaluations of the candidates' runs, evaluations of files, and earlier comparisons. Unreadable scores are measured again.
 *
 * @param filesFolder folder of the evaluations of model files
 */
export async function readStoredScores(
  candidates: readonly Candidate[],
  filesFolder: string,
  comparisons: string,
): Promise<StoredScores[]> {
  const evaluated = new Set(
    candidates.map(({ training }) => join(training?.runFolder ?? filesFolder, 'eval')),
  );
  const stored: StoredScores[] = [];
  for (const [folder, name] of [
    ...[...evaluated].map((folder) => [folder, 'documents.json'] as const),
    [comparisons, 'documents'] as const,
  ]) {
    for (const entry of await namesIn(folder)) {
      const path = join(folder, entry, name);
      const inside = await namesIn(path);
      const paths = inside.length === 0 ? [path] : inside.map((file) => join(path, file));
      for (const one of paths) {
        const read = await readScores(one).catch(() => undefined);
        if (read !== undefined) stored.push(read);
      }
    }
  }
  return stored;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

/**
 * Finds the newest scores of the same weights, by the same version, suite and sampling, on the same texts; undefined for a model whose weights have
 * no hash.
 */
export function findScores(
  candidate: Model,
  { heldOut, texts: { sampling }, suite, ...set }: ComparisonSet,
  stored: readonly StoredScores[],
): StoredScores | undefined {
  const sha256 = candidate.kind === 'network' ? candidate.sha256 : set.sha256.get(candidate.path);
  if (sha256 === undefined) return undefined;
  return stored
    .filter(
      ({ scores }) =>
        scores.model.sha256 === sha256 &&
        scores.heldOut.sha256 === heldOut.sha256 &&
        // Token models are scored on fewer brackets.
        scores.heldOut.beginnings === heldOut.beginnings &&
        scores.suite === suite &&
        // The prompt is ignored: whether a model needs one depends on the model alone.
        isDeepStrictEqual({ ...scores.sampling, prompt: '' }, samplingRecord(sampling)) &&
        scores.versions.longrange === versions().longrange,
    )
    .reduce<StoredScores | undefined>(
      (newest, one) =>
        newest === undefined || one.scores.createdAt > newest.scores.createdAt ? one : newest,
      undefined,
    );
}

/** @throws LongrangeError `DOCUMENT_SCORES_…`, `CORPUS_…` for what is not a file, or is too large to hold scores */
async function readScores(path: string): Promise<StoredScores> {
  return { path, scores: await readWritten(path, parseDocumentScores) };
}
