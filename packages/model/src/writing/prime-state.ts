import type { CharacterNetwork } from '../character-network.ts';
import { copyRows, joinStates, type ModelState, selectState } from '../model-state.ts';
import { BatchedReader } from '../scoring/batched-reader.ts';
import { readStates } from '../scoring/read-states.ts';

/** Number of characters of each chain read at once. */
const CHUNK = 32;

/**
 * Computes the state after each text, from zero. Repeated texts are read once, and so are texts that are prefixes of others, except for
 * their last characters: chains of texts are read in whole chunks, and the remainders before all ends are then read together.
 *
 * @returns [B, H] tensors in the order of `texts`
 */
export async function primeState(model: CharacterNetwork, texts: readonly Int32Array[]): Promise<ModelState> {
  const { state, ends } = await readChains(model, chainTexts(texts));
  const order = Array.from(ends.keys()).sort((a, b) => ends[b]!.rest.length - ends[a]!.rest.length);
  const ordered = order.map((end) => ends[end]!);
  const rests = ordered.map(({ rest }) => rest);
  const finished = await readStates(model, rests, selectState(state, order));
  const rowOf = new Map(ordered.flatMap((end, row) => end.texts.map((text) => [text, row] as const)));
  return selectState(
    finished,
    Array.from(texts.keys(), (text) => rowOf.get(text)!),
  );
}

/** End of texts, with the tokens still to be read before it. */
interface End {
  readonly texts: readonly number[];
  /** Remaining tokens, fewer than a chunk. */
  readonly rest: Int32Array;
}

/** @returns state before the remainder of each end, in their order */
async function readChains(
  model: CharacterNetwork,
  chains: readonly Chain[],
): Promise<{ state: ModelState; ends: End[] }> {
  const ends: End[] = [];
  const states: ModelState[] = [];
  const sequences = chains.map(({ tokens }) => tokens);
  const segments = sequences.map(({ length }, sequence) => ({
    sequence,
    start: 0,
    length: length - (length % CHUNK),
  }));
  const batch = { sequences, segments, batchSize: segments.length, chunk: CHUNK, pads: false };
  const reader = new BatchedReader(model, batch);
  const keepEnds = (): void => {
    const rows: number[] = [];
    reader.rows.forEach(({ segment, read }, row) => {
      const { tokens, stops } = chains[segment.sequence]!;
      for (const { length, texts } of stops) {
        if (length < read || length >= read + CHUNK) continue;
        rows.push(row);
        ends.push({ texts, rest: tokens.subarray(read, length) });
      }
    });
    if (rows.length > 0) states.push(copyRows(reader.state, rows));
  };
  keepEnds();
  for await (const chunk of reader.chunks()) {
    reader.read(chunk, (logits) => logits).dispose();
    keepEnds();
  }
  return { state: joinStates(states), ends };
}

/** Texts each of which is a prefix of the next, so that reading the longest reads all. */
interface Chain {
  /** Longest text. */
  readonly tokens: Int32Array;
  /** Lengths of the texts in ascending order, with the indices of the texts of that length. */
  readonly stops: readonly { readonly length: number; readonly texts: readonly number[] }[];
}

/** Puts the texts, sorted by characters, into chains, longest first. */
function chainTexts(texts: readonly Int32Array[]): Chain[] {
  const order = Array.from(texts.keys()).sort((a, b) => compare(texts[a]!, texts[b]!) || a - b);
  const chains: { tokens: Int32Array; stops: { length: number; texts: number[] }[] }[] = [];
  for (const index of order) {
    const text = texts[index]!;
    const chain = chains.at(-1);
    if (chain === undefined || !begins(chain.tokens, text)) {
      chains.push({ tokens: text, stops: [{ length: text.length, texts: [index] }] });
    } else if (chain.tokens.length === text.length) {
      chain.stops.at(-1)!.texts.push(index);
    } else {
      chain.tokens = text;
      chain.stops.push({ length: text.length, texts: [index] });
    }
  }
  return chains.sort((a, b) => b.tokens.length - a.tokens.length);
}

function compare(a: Int32Array, b: Int32Array): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

function begins(start: Int32Array, text: Int32Array): boolean {
  return start.length <= text.length && start.every((id, i) => id === text[i]);
}
