import { type CharacterModel, copyRows, joinStates, type ModelState, selectState } from '@longrange/model';
import { LaneReader, readStates } from '@longrange/model/internal';
import { type Chain, chainTexts } from './chain-texts.ts';

/** Characters of each chain read at once. */
const CHUNK = 32;

/**
 * The state after each text, from zero. A text that comes more than once is read once, and so is one that begins another, but for its last
 * characters: chains of texts are read in whole chunks, and from the last one before each end what is left is read for all ends together.
 *
 * @returns [B, H] tensors in the order of `texts`
 */
export async function primeState(model: CharacterModel, texts: readonly Int32Array[]): Promise<ModelState> {
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

/** Where texts end, and what is to be read until there. */
interface End {
  readonly texts: readonly number[];
  /** Less than a chunk. */
  readonly rest: Int32Array;
}

/** @returns the state before what is left of each end, in their order */
async function readChains(
  model: CharacterModel,
  chains: readonly Chain[],
): Promise<{ state: ModelState; ends: End[] }> {
  const ends: End[] = [];
  const states: ModelState[] = [];
  const sequences = chains.map(({ tokens }) => tokens);
  const segments = sequences.map(({ length }, sequence) => ({
    ...{ sequence, start: 0 },
    length: length - (length % CHUNK),
  }));
  const batch = { sequences, segments, batchSize: segments.length, chunk: CHUNK, pads: false };
  const reader = new LaneReader(model, batch);
  const keepEnds = (): void => {
    const rows: number[] = [];
    reader.lanes.forEach(({ segment, read }, row) => {
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
