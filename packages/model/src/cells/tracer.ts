import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { CellParameters, RecurrentCell } from './cell.ts';

/** Looks inside a kind of recurrent layer. A cell without one shows its outputs as what it carries, and no gates. */
export interface CellTracer {
  /** The gates, each between 0 and 1. */
  readonly gates: readonly GateSpecification[];
  /**
   * What the cell's `forward` gives, with what goes on inside.
   *
   * @param inputs [T, B, I] float32
   */
  trace(inputs: Tensor3D, parameters: CellParameters, state: CellState): CellTrace;
}

/** A gate of a cell. */
export interface GateSpecification {
  /** `input`, `forget`, `output`; of a GRU `update`, `reset`. */
  readonly name: string;
  /** Which block of H columns of `CellTrace.gates` is this gate's. */
  readonly block: number;
  /** Whether the state before is multiplied by it, so that its mean tells how fast the state is forgotten. */
  readonly keepsState: boolean;
}

type CellState = Parameters<RecurrentCell['forward']>[2];

/** What goes on in a layer, character by character. */
export type CellTrace = ReturnType<RecurrentCell['forward']> & {
  /** [T, B, blocks × H] float32 after their activations; null without gates. */
  readonly gates: Tensor3D | null;
  /** [T, B, H] float32: what the layer carries from one character to the next (LSTM: its cells). */
  readonly states: Tensor3D;
};

/** The tracer of a cell. */
export function tracerOf(cell: RecurrentCell): CellTracer {
  return (
    cell.tracer ?? {
      gates: [],
      trace(inputs, parameters, state) {
        const result = cell.forward(inputs, parameters, state);
        return { ...result, gates: null, states: result.outputs.clone() };
      },
    }
  );
}
