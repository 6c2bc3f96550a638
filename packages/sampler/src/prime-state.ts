import {
  type CharacterModel,
  copyRows,
  disposeState,
  type ModelState,
  mapState,
  selectState,
  stateTensors,
  timeMajor,
} from '@longrange/model';
import { concat, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { type Chain, chainTexts } from './chain-texts.ts';

/** Characters of each text read at once. */
const CHUNK = 32;

/**
 * The state after each text, from zero. Texts of different lengths are read side by side, and leave the batch where they
 * end: nothing is padded. A text that comes more than once is read once, and so is one that begins another, but for its last
 * characters: chains of texts are read in whole chunks, and from the last one before each end what is left is read for all ends together.
 *
 * @returns [B, H] tensors in the order of `texts`
 */
export function primeState(
  model: CharacterModel,
  tokenTable: Tensor2D,
  texts: readonly Int32Array[],
): ModelState {
  const { state, ends } = readChains(model, tokenTable, chainTexts(texts));
  const order = range(0, ends.length).sort((a, b) => ends[b]!.rest.length - ends[a]!.rest.length);
  const ordered = order.map((end) => ends[end]!);
  const rests = ordered.map(({ rest }) => rest);
  const finished = readTogether(model, tokenTable, rests, selectState(state, order));
  const rowOf = new Map(ordered.flatMap((end, row) => end.texts.map((text) => [text, row] as const)));
  return selectState(
    finished,
    Array.from(texts.keys(), (text) => rowOf.get(text)!),
  );
}

/** Where texts end, and what is to be read until there. */
interface End {
  readonly texts: readonly number[];
  /** Less than a chunk. */
  readonly rest: Int32Array;
}

/** @returns the state before what is left of each end, in their order */
function readChains(
  model: CharacterModel,
  tokenTable: Tensor2D,
  chains: readonly Chain[],
): { state: ModelState; ends: readonly End[] } {
  const ends: End[] = [];
  const states: ModelState[] = [];
  let active = chains.length;
  let state = model.zeroState(active);
  for (let read = 0; active > 0; read += CHUNK) {
    const rows: number[] = [];
    for (let row = 0; row < active; row++) {
      const { tokens, stops } = chains[row]!;
      for (const { length, texts } of stops) {
        if (length < read || length >= read + CHUNK) continue;
        rows.push(row);
        ends.push({ texts, rest: tokens.subarray(read, length) });
      }
    }
    if (rows.length > 0) states.push(copyRows(state, rows));
    // Longest first: those that go on stand before those that do not.
    const still = chains.filter(({ tokens }) => tokens.length >= read + CHUNK).length;
    if (still > 0 && still < active) state = selectState(state, range(0, still));
    active = still;
    if (active === 0) break;
    const tokens = chains.slice(0, active).map((chain) => chain.tokens.subarray(read));
    state = readChunk(model, tokenTable, tokens, CHUNK, state);
  }
  disposeState(state);
  return { state: joinRows(states), ends };
}

/** @param texts longest first, with the state before each, which is disposed of */
function readTogether(
  model: CharacterModel,
  tokenTable: Tensor2D,
  texts: readonly Int32Array[],
  initial: ModelState,
): ModelState {
  let active = texts.length;
  let state = initial;
  const finished: ModelState[] = [];
  for (let read = 0; active > 0; ) {
    const going = texts.findIndex(({ length }) => length <= read);
    const still = going < 0 ? active : Math.min(going, active);
    if (still < active) {
      finished.unshift(copyRows(state, range(still, active)));
      state = still === 0 ? state : selectState(state, range(0, still));
      active = still;
      continue;
    }
    const T = texts[active - 1]!.length - read;
    const rows = texts.slice(0, active).map((text) => text.subarray(read));
    state = readChunk(model, tokenTable, rows, T, state);
    read += T;
  }
  disposeState(state);
  return joinRows(finished);
}

function readChunk(
  model: CharacterModel,
  tokenTable: Tensor2D,
  rows: readonly Int32Array[],
  T: number,
  state: ModelState,
): ModelState {
  const tokens = tensor2d(timeMajor(rows, T), [T, rows.length], 'int32');
  const result = model.forward(tokens, state, { tokenTable });
  tokens.dispose();
  result.logits.dispose();
  disposeState(state);
  return result.state;
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
