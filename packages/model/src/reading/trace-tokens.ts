import { checkArgument, parseOptions } from '@longrange/errors';
import { dispose } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { CharacterModel } from '../character-model.ts';
import { checkModel } from '../check-model.ts';
import { inspectionOf } from '../network-of.ts';
import type { GateSpecification, LayerActivity } from '../networks/network.ts';
import { checkSequences } from './check-sequences.ts';
import { beginningLength, fromBeginning } from './from-beginning.ts';
import { LaneReader } from './lane-reader.ts';
import { cutSegments } from './lanes.ts';
import { checkTokens, progressSchema } from './score-tokens.ts';
import type { TokenIds } from './time-major.ts';

/** Rows of H numbers in a larger array, one for each character: row t begins at `offset + t × stride`. */
export interface TraceRows {
  /** A larger array, which holds other rows too. */
  readonly values: Float32Array;
  /** Where the first character's row begins. */
  readonly offset: number;
  /** From one row to the next, at least H. */
  readonly stride: number;
}

/** What `traceTokens` saw in one layer. */
export interface LayerTrace {
  /** What the layer carries after each character (LSTM: its cells). */
  readonly states: TraceRows;
  /** In the order of `gatesOf(model)`. */
  readonly gates: readonly TraceRows[];
}

/** What happened in every layer while `length` characters of a sequence were read, from character `start` on. */
export interface TraceStretch {
  /** Index of the sequence. */
  readonly sequence: number;
  /** Index of the first character that was read. */
  readonly start: number;
  /** Characters read. */
  readonly length: number;
  /** First layer first. */
  readonly layers: readonly LayerTrace[];
}

/** Options of `traceTokens`. */
export interface TraceOptions {
  /** B: sequences read at once. */
  readonly batchSize?: number;
  /** T: most characters of each read at once. */
  readonly chunk?: number;
  /** Told how many characters have been read. */
  readonly onProgress?: (progress: { readonly characters: number; readonly total: number }) => void;
}

const traceOptionsSchema = z.strictObject({
  batchSize: z.int().positive().default(16),
  chunk: z.int().positive().default(64),
  onProgress: progressSchema.optional(),
});

/**
 * The gates that a model's layers have, each between 0 and 1.
 *
 * @throws LongrangeError NETWORK_NOT_INSPECTABLE for a network that shows nothing of its inside
 */
export function gatesOf(model: CharacterModel): readonly GateSpecification[] {
  checkModel(model);
  return inspectionOf(model.config).gates;
}

/**
 * Reads sequences, each from an empty state, all but their last characters, and shows what goes on inside after each character. Stretches
 * of one sequence come in order; those of several take turns. The arrays are the visitor's to read during the call.
 *
 * @param texts character ids
 * @param visit told of each stretch as it has been read
 * @throws LongrangeError TRACE_OPTIONS, SCORE_TOKEN, NETWORK_NOT_INSPECTABLE
 */
export async function traceTokens(
  model: CharacterModel,
  texts: readonly TokenIds[],
  visit: (stretch: TraceStretch) => void,
  options: TraceOptions = {},
): Promise<void> {
  const context = { code: 'TRACE_OPTIONS', subject: 'options of traceTokens' };
  const { batchSize, chunk, onProgress } = parseOptions(traceOptionsSchema, options, context);
  checkModel(model);
  checkSequences('texts', texts);
  checkTokens(texts, model.config.vocabulary.length);
  checkArgument(typeof visit === 'function', 'visit', 'a function', visit);
  const sequences = texts.map((ids) => fromBeginning(model, ids));
  const lengths = sequences.map(({ length }) => length);
  const segments = cutSegments(lengths, null);
  const reader = new LaneReader(model, { sequences, segments, batchSize, chunk });
  for await (const next of reader.chunks({ onProgress })) {
    const { lanes } = next;
    const starts = lanes.map(({ read }) => read);
    const { layers: activities } = reader.readWith(next, (tokens, before) => model.trace(tokens, before));
    const layers = await readActivities(activities);
    lanes.forEach(({ segment: { sequence }, read }, b) => {
      // What the beginning of a document leaves is no character's.
      const from = Math.max(starts[b]!, beginningLength(model));
      if (read > from)
        visit({
          sequence,
          start: from - beginningLength(model),
          length: read - from,
          layers: layers.map((layer) =>
            rowsOf(layer, b + (from - starts[b]!) * lanes.length, lanes.length, model),
          ),
        });
    });
  }
}

interface LayerValues {
  readonly states: Float32Array;
  readonly gates: Float32Array;
}

/** Reads and frees them. */
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
function rowsOf({ states, gates }: LayerValues, b: number, B: number, model: CharacterModel): LayerTrace {
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
