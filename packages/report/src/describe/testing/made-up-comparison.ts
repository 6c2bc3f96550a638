import type { Contender, Tally } from '@longrange/eval/internal';
import {
  buildComparison,
  buildDocumentScores,
  type Comparison,
  compareContenders,
  type DocumentScores,
  measuresLeftOut,
} from '@longrange/eval/internal';

interface MadeUp {
  readonly bits: number;
  readonly held: number;
  readonly window?: number;
  readonly step?: number;
  readonly seed?: number;
}

/** Makes up a run, without chance: 24 held-out documents, 40 samples, `bits` per character, `held` of 10 brackets, memory of `window`. */
export function madeUpRun(
  run: string,
  { bits, held, window, step = 1000, seed = 1 }: MadeUp,
): DocumentScores {
  const wobble = (index: number): number => ((index * 7) % 5) / 10 - 0.2;
  const documents = Array.from({ length: 24 }, (_, index): Tally['parts'][number] => [
    `${index}.py`,
    1000 * (bits + wobble(index) / 10 + (index % 4) / 5),
    1000,
  ]);
  const brackets = (range: Tally['range'], less: number): Tally => ({
    measure: 'delimiters',
    range,
    parts: Array.from({ length: 40 }, (_, index) => [
      `sample-${index}`,
      Math.min(10, Math.max(0, Math.round(held - less + 3 * wobble(index)))),
      10,
    ]),
  });
  return buildDocumentScores({
    createdAt: new Date('2026-01-02T03:04:05Z'),
    versions: { longrange: '0.0.0' },
    model: {
      run,
      checkpoint: `runs/${run}/checkpoints/step-${step}`,
      step,
      charactersSeen: 1000 * step,
      parameters: 1234,
      description: 'LSTM, 2 layers of 256',
      sha256: `${run}-${step}`,
    },
    trainingSeed: seed,
    corpusSha256: 'corpus',
    heldOut: { split: 'test', documents: 24, characters: 24_000, sha256: 'held-out' },
    sampling: { count: 40, length: 512, temperature: 0.8, seed: 0 },
    figures: [],
    ...(window !== undefined && { pairs: documents.map(([name]) => [name, pairsWithin(window)]) }),
    tallies: [
      { measure: 'bits-carried', range: null, parts: documents },
      brackets(null, 0),
      brackets({ from: 8, to: 16 }, 0),
      brackets({ from: 64, to: 128 }, 4),
    ],
  });
}

/** Makes pairs at distances up to 96, which are right within the window and show 8 characters farther. */
function pairsWithin(window: number): NonNullable<DocumentScores['pairs']>[number][1] {
  return Array.from({ length: 96 }, (_, index) => [
    index + 1,
    index < window ? 1 : 0,
    index < window + 8 ? 3 : 0,
  ]);
}

/** Compares contenders as `longrange compare` does. */
export async function compareMadeUp(
  contenders: readonly Contender[],
  kind: Comparison['kind'] = 'models',
): Promise<Comparison> {
  const measures = await compareContenders(contenders, { seed: 1, kind });
  const leftOut = measuresLeftOut(contenders);
  const { corpusSha256, heldOut, sampling, versions } = contenders[0]!.runs[0]!;
  return buildComparison({
    createdAt: new Date('2026-01-02T03:04:05Z'),
    versions,
    provenance: { command: 'longrange compare a b', seed: 1, corpusSha256, heldOut, sampling },
    kind,
    contenders: contenders.map(({ label, runs }) => ({
      label,
      runs: runs.map(({ model, trainingSeed, ranges }) => ({
        ...model,
        trainingSeed,
        ranges,
        reusedFrom: null,
      })),
    })),
    measures,
    ...(leftOut.length > 0 && { leftOut }),
  });
}

export const label = 'lstm <b>&';
export const weak = { label, runs: [madeUpRun('lstm', { bits: 1.8, held: 6 })] };
export const strong = { label: 'gru', runs: [madeUpRun('gru', { bits: 1.5, held: 9 })] };

/** Compares two models, one with itself, one with three seeds, and checkpoints of one run. */
export async function madeUpComparisons() {
  const seeds = [1, 2, 3].map((seed) => madeUpRun(`s${seed}`, { bits: 1.5 + seed / 50, held: 9, seed }));
  const steps = [100, 1000, 5000].map((step, index) => ({
    label: `mine@${step}`,
    runs: [madeUpRun('mine', { bits: 3 - index / 2, held: 3 + 3.3 * index, step })],
  }));
  return {
    models: await compareMadeUp([weak, strong]),
    same: await compareMadeUp([weak, { ...weak, label: 'twin' }]),
    seeds: await compareMadeUp([{ label: 's1 (3 seeds)', runs: seeds }]),
    checkpoints: await compareMadeUp(steps, 'checkpoints'),
  };
}
