import { dispose } from '@tensorflow/tfjs-core';
import type { CharacterNetwork } from '../character-network.ts';
import { checkModel } from '../check-model.ts';
import type { GateSpecification, LayerActivity } from '../networks/network.ts';
import { inspectionOf } from '../networks/networks.ts';
import { BatchedReader, type BatchSizes, cutSegments } from './batched-reader.ts';
import { beginningLength, checkSequences, fromBeginning, type TokenIds } from './token-ids.ts';

/** Rows of H numbers in a larger array, one for each character: row t begins at `offset + t × stride`. */
export interface TraceRows {
  /** Array that also holds other rows. */
  readonly values: Float32Array;
  /** Index at which the first character's row begins. */
  readonly offset: number;
  /** Distance from one row to the next, at least H. */
  readonly stride: number;
}

/** Activity of one layer in a `TraceStretch`. */
export interface LayerTrace {
  /** State of the layer after each character (LSTM: its cells). */
  readonly states: TraceRows;
  /** Gates in the order of `gatesOf(model)`. */
  readonly gates: readonly TraceRows[];
}

/** Activity of every layer while `length` characters of a sequence were read, from character `start` on. */
export interface TraceStretch {
  /** Index of the sequence. */
  readonly sequence: number;
  /** Index of the first character that was read. */
  readonly start: number;
  /** Number of characters read. */
  readonly length: number;
  /** Layers, first layer first. */
  readonly layers: readonly LayerTrace[];
}

/**
 * Gates of a model's layers, each between 0 and 1.
 *
 * @throws LongrangeError NETWORK_NOT_INSPECTABLE for a network without inspection
 */
export function gatesOf(model: CharacterNetwork): readonly GateSpecification[] {
  checkModel(model);
  return inspectionOf(model.config).gates;
}

/**
 * Reads all but the last character of each sequence from an empty state, and reports the activity of the network after each character.
 * Stretches of one sequence come in order, interleaved with those of others. The arrays are valid only during the call of the visitor.
 *
 * @param texts character ids
 * @param visit receives each stretch after it has been read
 * @throws LongrangeError SCORE_TOKEN, NETWORK_NOT_INSPECTABLE
 */
export async function traceTokens(
  model: CharacterNetwork,
  texts: readonly TokenIds[],
  visit: (stretch: TraceStretch) => void,
  { batchSize = 16, chunk = 64 }: BatchSizes = {},
): Promise<void> {
  checkSequences(model, texts);
  const sequences = texts.map((ids) => fromBeginning(model, ids));
  const lengths = sequences.map(({ length }) => length);
  const segments = cutSegments(lengths, null);
  const reader = new BatchedReader(model, { sequences, segments, batchSize, chunk });
  for await (const next of reader.chunks()) {
    const { rows } = next;
    const starts = rows.map(({ read }) => read);
    const { layers: activities } = reader.readWith(next, (tokens, before) => model.trace(tokens, before));
    const layers = await readActivities(activities);
    rows.forEach(({ segment: { sequence }, read }, b) => {
      // The state after the beginning of a document belongs to no character.
      const from = Math.max(starts[b]!, beginningLength(model));
      if (read > from)
        visit({
          sequence,
          start: from - beginningLength(model),
          length: read - from,
          layers: layers.map((layer) =>
            rowsOf(layer, b + (from - starts[b]!) * rows.length, rows.length, model),
          ),
        });
    });
  }
}

interface LayerValues {
  readonly states: Float32Array;
  readonly gates: Float32Array;
}

/** Reads the activities and disposes of their tensors. */
async function readActivities(activities: readonly LayerActivity[]): Promise<LayerValues[]> {
  const values: LayerValues[] = [];
  for (const { gates, states } of activities) {
    values.push({
      states: await states.data<'float32'>(),
      gates: (await gates?.data<'float32'>()) ?? new Float32Array(),
    });
    dispose([states, ...(gates === null ? [] : [gates])]);
  }
  return values;
}

/** Every B-th row from row `b` on. */
function rowsOf({ states, gates }: LayerValues, b: number, B: number, model: CharacterNetwork): LayerTrace {
  const H = model.config.units;
  const width = H * (gates.length / states.length);
  return {
    states: { values: states, offset: b * H, stride: B * H },
    gates: gatesOf(model).map(({ block }) => ({
      values: gates,
      offset: b * width + block * H,
      stride: B * width,
    })),
  };
}
