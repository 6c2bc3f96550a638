import {
  type CharacterModel,
  disposeState,
  type ModelState,
  mapState,
  selectState,
  stateTensors,
  timeMajor,
} from '@longrange/model';
import { concat, gather, type Tensor2D, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { type Chain, chainTexts } from './chain-texts.ts';

/** Characters of each prompt read at once. */
const CHUNK = 128;

/**
 * The state after each text, from zero. Texts of different lengths are read side by side, and leave the batch where they
 * end: nothing is padded. A text that comes more than once is read once, and so is one that begins another.
 *
 * @returns [B, H] tensors in the order of `texts`
 */
export function primeState(
  model: CharacterModel,
  tokenTable: Tensor2D,
  texts: readonly Int32Array[],
): ModelState {
  const { state, rowOf } = readTogether(model, tokenTable, chainTexts(texts));
  return selectState(
    state,
    Array.from(texts.keys(), (index) => rowOf.get(index)!),
  );
}

/** @param chains longest first */
function readTogether(
  model: CharacterModel,
  tokenTable: Tensor2D,
  chains: readonly Chain[],
): { state: ModelState; rowOf: ReadonlyMap<number, number> } {
  let active = chains.length;
  let state = model.zeroState(active);
  const finished: ModelState[] = [];
  const rowOf = new Map<number, number>();
  let rows = 0;
  const pending = chains.map(({ stops }) => [...stops]);
  for (let read = 0; active > 0; ) {
    const ending = range(0, active).filter((chain) => pending[chain]![0]?.length === read);
    if (ending.length > 0) finished.push(copyRows(state, ending));
    for (const chain of ending) {
      for (const text of pending[chain]!.shift()!.texts) rowOf.set(text, rows);
      rows++;
    }
    const still = range(0, active).filter((chain) => pending[chain]!.length > 0).length;
    if (still < active) state = still === 0 ? state : selectState(state, range(0, still));
    active = still;
    if (active === 0) break;
    const next = Math.min(...pending.slice(0, active).map(([stop]) => stop!.length));
    const T = Math.min(CHUNK, next - read);
    const tokens = chains.slice(0, active).map((chain) => chain.tokens.subarray(read));
    state = readChunk(model, tokenTable, tokens, T, state);
    read += T;
  }
  disposeState(state);
  return { state: joinRows(finished), rowOf };
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

function copyRows(state: ModelState, rows: readonly number[]): ModelState {
  return mapState(state, (tensor) => tidy(() => gather(tensor, tensor1d([...rows], 'int32'))));
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
