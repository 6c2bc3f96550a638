import type { RecurrentCell } from './cell.ts';
import { gruCell } from './gru.ts';
import { lstmCell } from './lstm.ts';
import { rnnCell } from './rnn.ts';

export const cellNames = ['lstm', 'gru', 'rnn'] as const;
export type CellName = (typeof cellNames)[number];

/** Every kind of recurrent layer, by its name in the configuration. */
export const cells: Readonly<Record<CellName, RecurrentCell>> = {
  lstm: lstmCell,
  gru: gruCell,
  rnn: rnnCell,
};
