import type { CharacterModel, ModelState } from '@longrange/model';
import { disposeState, mapState, selectState, stateTensors } from '@longrange/model/internal';
import { keep, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { NamedTensors, TensorValues } from '../checkpoint/tensor-file.ts';

/** Columns `[from, to)` of a batch that pass through the model at once. */
export interface BatchSlice {
  readonly from: number;
  readonly to: number;
}

/** Cuts a batch into micro-batches of `microBatchSize` columns; the last one takes the rest. */
export function sliceBatch(batchSize: number, microBatchSize: number | null): BatchSlice[] {
  const size = Math.min(microBatchSize ?? batchSize, batchSize);
  return Array.from({ length: Math.ceil(batchSize / size) }, (_, index) => ({
    from: index * size,
    to: Math.min((index + 1) * size, batchSize),
  }));
}

/**
 * Recurrent state between two steps, detached from the graph of the previous step: truncated BPTT (Williams & Peng 1990).
 * Kept separately for each micro-batch, so that nothing is sliced or joined during training.
 */
export class CarriedState {
  readonly #model: CharacterModel;
  readonly #slices: readonly BatchSlice[];
  #states: ModelState[];

  constructor(model: CharacterModel, slices: readonly BatchSlice[]) {
    this.#model = model;
    this.#slices = slices;
    this.#states = slices.map((slice) => zeroState(model, slice));
  }

  /** State before a micro-batch; remains owned by this object. */
  get(microBatch: number): ModelState {
    return this.#states[microBatch]!;
  }

  /** Takes ownership of the final state of a micro-batch. */
  set(microBatch: number, state: ModelState): void {
    disposeState(this.#states[microBatch]!);
    this.#states[microBatch] = keepState(state);
  }

  /** Resets the state of a micro-batch. */
  empty(microBatch: number): void {
    this.set(microBatch, zeroState(this.#model, this.#slices[microBatch]!));
  }

  /**
   * Turns the final state of the previous batch into the initial state of the next one.
   *
   * @param startsEmpty [B]: true for sequences that start from zero
   */
  begin(startsEmpty: readonly boolean[]): void {
    for (const [index, slice] of this.#slices.entries()) {
      const empty = startsEmpty.slice(slice.from, slice.to);
      if (!empty.includes(true)) continue;
      if (!empty.includes(false)) {
        this.empty(index);
        continue;
      }
      const state = this.#states[index]!;
      this.#states[index] = keepState(selectState(state, [...empty.keys()], empty));
    }
  }

  /** Reads the state for a checkpoint: all sequences of the batch in one tensor, whatever the micro-batches. */
  async read(): Promise<Map<string, TensorValues>> {
    const batchSize = this.#slices.at(-1)!.to;
    const values = new Map<string, TensorValues>();
    for (const [index, { from }] of this.#slices.entries()) {
      for (const [name, tensor] of stateTensors(this.#states[index]!)) {
        const { shape, rowSize } = rowsOf(tensor, batchSize);
        const joined = values.get(`carried/${name}`) ?? {
          shape,
          values: new Float32Array(batchSize * rowSize),
        };
        joined.values.set(await tensor.data<'float32'>(), from * rowSize);
        values.set(`carried/${name}`, joined);
      }
    }
    return values;
  }

  /** Restores the state that `read` returned. */
  restore(values: NamedTensors): void {
    this.#slices.forEach(({ from, to }, index) => {
      const restored = mapState(this.#states[index]!, (before, name) => {
        const { values: all } = values.get(`carried/${name}`)!;
        const { shape, rowSize } = rowsOf(before, to - from);
        return tensor(all.slice(from * rowSize, to * rowSize), shape);
      });
      this.set(index, restored);
    });
  }

  dispose(): void {
    for (const state of this.#states) disposeState(state);
    this.#states.length = 0;
  }
}

/** Names and shapes of the tensors that `read` returns for a model. */
export function carriedShapes(model: CharacterModel, batchSize: number): Map<string, readonly number[]> {
  const shapes = tidy(() =>
    [...stateTensors(model.zeroState(1))].map(
      ([name, one]) => [`carried/${name}`, rowsOf(one, batchSize).shape] as const,
    ),
  );
  return new Map(shapes);
}

/** Shape of a part of the state for another number of sequences, and the size of each row. */
function rowsOf(
  { shape: [B, ...row], size }: Tensor,
  batchSize: number,
): { shape: number[]; rowSize: number } {
  return { shape: [batchSize, ...row], rowSize: size / B! };
}

function zeroState(model: CharacterModel, { from, to }: BatchSlice): ModelState {
  return keepState(model.zeroState(to - from));
}

/** Keeps a state beyond the scope in which it was made. */
export function keepState(state: ModelState): ModelState {
  for (const tensor of stateTensors(state).values()) keep(tensor);
  return state;
}
