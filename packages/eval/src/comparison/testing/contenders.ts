import { compareContenders } from '../compare-contenders.ts';
import {
  buildDocumentScores,
  type Contender,
  type DocumentScores,
  type DocumentScoresParts,
} from '../document-scores.ts';
import type { ComparedMeasure } from '../schema.ts';
import type { Tally } from '../tally.ts';

export const bits = (values: readonly number[], length = 1): Tally => ({
  measure: 'bits-carried',
  range: null,
  parts: values.map((value, index) => [`${index}.py`, length * value, length]),
});

/** `held` of 10 in each of 12 samples. */
export const brackets = (held: readonly number[], range: Tally['range'] = null): Tally => ({
  measure: 'delimiters',
  range,
  parts: held.map((value, index) => [`sample-${index}`, value, 10]),
});
export const good = [9, 10, 9, 8, 10, 9, 9, 10, 8, 9, 10, 9];
export const poor = [5, 6, 4, 7, 5, 3, 6, 5, 4, 6, 5, 7];

export function scores(
  run: string,
  tallies: Tally[],
  changes: Partial<DocumentScoresParts> = {},
): DocumentScores {
  const model = {
    run,
    checkpoint: `runs/${run}`,
    step: 1,
    charactersSeen: 1,
    parameters: 1,
    description: 'LSTM',
    sha256: run,
  };
  return buildDocumentScores({
    createdAt: new Date('2026-01-02T03:04:05Z'),
    versions: {},
    model,
    trainingSeed: 1,
    corpusSha256: 'c',
    heldOut: { split: 'test', documents: 15, characters: 15, sha256: 'held-out' },
    sampling: { count: 12, temperature: 0.8 },
    tallies,
    figures: [],
    ...changes,
  });
}

export const contender = (label: string, ...runs: DocumentScores[]): Contender => ({ label, runs });
export const compare = (...contenders: Contender[]): Promise<ComparedMeasure[]> =>
  compareContenders(contenders, { seed: 1, kind: 'models' });
