import {
  associativeRecallTask,
  type ControlString,
  type ControlTask,
  dyckTask,
  parityTask,
} from '@longrange/eval/controls';
import type { HyperparametersInput } from '@longrange/model/internal';

export const RATES: readonly [number, ...number[]] = [1e-2, 2e-2];
export const SEEDS: readonly [number, ...number[]] = [1, 2, 3];

/** One layer or block each, some 43,000 parameters beside embedding and output layer. Blocks differ in the mixer alone. */
const block = { layers: 1, embeddingSize: 64, units: 64, mlpSize: 112 } as const;
export const FAMILIES: Readonly<Record<string, HyperparametersInput>> = {
  LSTM: { network: 'lstm', layers: 1, embeddingSize: 24, units: 92 },
  GRU: { network: 'gru', layers: 1, embeddingSize: 24, units: 108 },
  minGRU: { ...block, network: 'mingru', units: 80 },
  'Gated DeltaNet, β ≤ 1': { ...block, network: 'gated-deltanet', heads: 2, writeUpTo: 1 },
  'Gated DeltaNet, β ≤ 2': { ...block, network: 'gated-deltanet', heads: 2, writeUpTo: 2 },
  'M²RNN': { ...block, network: 'm2rnn', heads: 2 },
  transformer: { ...block, network: 'transformer', heads: 2, window: 128 },
};

interface PlannedControl {
  readonly task: ControlTask;
  /** Of training text. */
  readonly characters: number;
  /** What answers are sorted by. */
  readonly sizes: string;
  /** Of an answer that is a guess, %. */
  readonly chance: string;
  sizeOf(string: ControlString, distance: number): number;
}

export const CONTROLS: Readonly<Record<string, PlannedControl>> = {
  parity: {
    task: parityTask(16),
    characters: 500_000,
    sizes: 'bits',
    chance: '50',
    sizeOf: (_, distance) => distance - 1,
  },
  'associative recall': {
    task: associativeRecallTask(8),
    characters: 500_000,
    sizes: 'pairs',
    chance: '12.5, or 59, 35 and 28 where it knows which values there were, but not their keys',
    sizeOf: ({ questions }) => questions.length,
  },
  'Dyck-(2, 3)': {
    task: dyckTask(2, 3),
    characters: 400_000,
    sizes: 'characters from opener to closer',
    chance: '0, since a closer must have 0.8 of the probability',
    sizeOf: (_, distance) => distance,
  },
};
