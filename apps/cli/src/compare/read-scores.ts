import { readRegularFile } from '@longrange/corpus/internal';
import { type DocumentScores, parseDocumentScores } from '@longrange/eval/comparison';

/**
 * `documents.json`
 * @throws LongrangeError `DOCUMENT_SCORES_…`, `CORPUS_…` where it is no file, or too long to be one of scores
 */
export async function readScores(path: string): Promise<DocumentScores> {
  return parseDocumentScores(new TextDecoder().decode(await readRegularFile(path)));
}
