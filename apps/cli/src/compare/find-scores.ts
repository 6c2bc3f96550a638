import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { DocumentScores } from '@longrange/eval/comparison';
import { samplingRecord } from '@longrange/eval/evaluation';
import { versions } from '../run/versions.ts';
import type { Candidate } from './candidate.ts';
import type { ComparisonSet } from './evaluation-set.ts';
import { readScores } from './read-scores.ts';

/** Scores that were found on disk, and where. */
export interface StoredScores {
  readonly path: string;
  readonly scores: DocumentScores;
}

/**
 * All that evaluations of the candidates' runs, of files, and earlier comparisons have left. What cannot be read is measured again.
 *
 * @param filesFolder where evaluations of model files are
 */
export async function readStoredScores(
  candidates: readonly Candidate[],
  filesFolder: string,
  comparisonFolders: readonly string[],
): Promise<StoredScores[]> {
  const paths = [
    ...(await filesIn(
      [...new Set(candidates.map(({ training }) => join(training?.runFolder ?? filesFolder, 'eval')))],
      'documents.json',
    )),
    ...(await filesIn(comparisonFolders, 'documents')),
  ];
  const stored: StoredScores[] = [];
  for (const path of paths) {
    try {
      stored.push({ path, scores: await readScores(path) });
    } catch {}
  }
  return stored;
}

/** `<folder>/<any>/<name>`, and what is in it where that is a folder itself. */
async function filesIn(folders: readonly string[], name: string): Promise<string[]> {
  const paths: string[] = [];
  for (const folder of folders) {
    for (const entry of (await readdir(folder).catch(() => [])).sort()) {
      const path = join(folder, entry, name);
      const inside = await readdir(path).catch(() => null);
      if (inside === null) paths.push(path);
      else for (const file of inside.sort()) paths.push(join(path, file));
    }
  }
  return paths;
}

/** The newest scores of the same weights, by the same version, on the same texts and sampled alike, asked as much. */
export function findScores(
  sha256: string,
  { heldOut, set: { sampling }, suite }: ComparisonSet,
  stored: readonly StoredScores[],
): StoredScores | undefined {
  return stored
    .filter(
      ({ scores }) =>
        scores.model.sha256 === sha256 &&
        scores.heldOut.sha256 === heldOut.sha256 &&
        // Of models of tokens fewer brackets are asked for.
        scores.heldOut.beginnings === heldOut.beginnings &&
        scores.suite === suite &&
        isDeepStrictEqual(scores.sampling, samplingRecord(sampling)) &&
        scores.versions.longrange === versions().longrange,
    )
    .reduce<StoredScores | undefined>(
      (newest, one) =>
        newest === undefined || one.scores.createdAt > newest.scores.createdAt ? one : newest,
      undefined,
    );
}
