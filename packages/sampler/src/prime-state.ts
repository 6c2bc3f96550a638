import {
  type CharacterModel,
  disposeState,
  type ModelState,
  mapState,
  selectState,
  stateTensors,
  timeMajor,
} from '@longrange/model';
import { clone, concat, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';

/** Characters of each prompt read at once. */
const CHUNK = 128;

/**
 * The state after each text, from zero. Texts of different lengths are read side by side, and leave the batch where they
 * end: nothing is padded. A text that comes more than once is read once.
 *
 * @returns [B, H] tensors in the order of `texts`
 */
export function primeState(
  model: CharacterModel,
  tokenTable: Tensor2D,
  texts: readonly Int32Array[],
): ModelState {
  const distinct = new Map<string, Int32Array>();
  for (const text of texts) distinct.set(text.join(), text);
  const ordered = [...distinct].sort(([, a], [, b]) => b.length - a.length);
  const rowOf = new Map(ordered.map(([key], row) => [key, row]));
  const state = readTogether(
    model,
    tokenTable,
    ordered.map(([, text]) => text),
  );
  const rows = texts.map((text) => rowOf.get(text.join())!);
  return selectState(state, rows);
}

/** @param texts longest first */
function readTogether(model: CharacterModel, tokenTable: Tensor2D, texts: readonly Int32Array[]): ModelState {
  let active = texts.length;
  let state = model.zeroState(active);
  const finished: ModelState[] = [];
  for (let read = 0; active > 0; ) {
    const going = texts.findIndex(({ length }) => length <= read);
    const still = going < 0 ? active : Math.min(going, active);
    if (still < active) {
      finished.unshift(copyRows(state, still, active));
      state = still === 0 ? state : selectState(state, range(0, still));
      active = still;
      continue;
    }
    const T = Math.min(CHUNK, texts[active - 1]!.length - read);
    state = readChunk(model, tokenTable, texts.slice(0, active), read, T, state);
    read += T;
  }
  disposeState(state);
  return joinRows(finished);
}

function readChunk(
  model: CharacterModel,
  tokenTable: Tensor2D,
  texts: readonly Int32Array[],
  from: number,
  T: number,
  state: ModelState,
): ModelState {
  const rows = texts.map((text) => text.subarray(from));
  const tokens = tensor2d(timeMajor(rows, T), [T, rows.length], 'int32');
  const result = model.forward(tokens, state, { tokenTable });
  tokens.dispose();
  result.logits.dispose();
  disposeState(state);
  return result.state;
}

function copyRows(state: ModelState, from: number, to: number): ModelState {
  return selectState(mapState(state, clone), range(from, to));
}

function joinRows(parts: readonly ModelState[]): ModelState {
  const tensors = parts.map(stateTensors);
  const joined = mapState(parts[0]!, (_, name) => concat(tensors.map((part) => part.get(name)!)));
  for (const part of parts) disposeState(part);
  return joined;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
