import { setImmediate } from 'node:timers/promises';
import { parseOptions } from '@longrange/errors';
import { WindowTable, windowHashes } from './copies/window-hashes.ts';
import { type Corpus, checkCorpus } from './corpus.ts';
import type { CorpusSplit } from './corpus-split.ts';
import { contaminationOptionsSchema } from './options-schema.ts';
import { splitPosition } from './split/splits.ts';
import { countCodePoints } from './text/utf8.ts';

/** What a held-out split has in common with the training text, to the letter. */
export interface Contamination {
  readonly split: 'validation' | 'test' | 'projects';
  /** Code points looked at: all, or so many of a large split as fit in memory. */
  readonly characters: number;
  /** How many of them lie in copies of so many characters and more. */
  readonly copies: readonly { readonly minimum: number; readonly characters: number }[];
}

/** Lengths of copies that are counted: an idiom may be 50 characters long, hardly 100. */
const MINIMA = [50, 100] as const;
/** Of a split; 17 to 34 bytes are needed for each. */
const MOST_CHARACTERS = 4_000_000;
/** Between turns of the event loop. */
const TURN_MS = 50;

/**
 * Counts, in each held-out split that has text, the characters that lie in stretches of 50 and of 100 characters and more that occur in a document of the
 * training split to the letter. Neither reaches across documents. With the contiguous split the two held-out splits are one text.
 *
 * Linear: windows of held-out text are kept in a table, training text is read past it. Hashes have 64 bits and are not checked against the text.
 */
export async function measureContamination(
  corpus: Corpus,
  options: { onProgress?: (share: number) => void } = {},
): Promise<Contamination[]> {
  checkCorpus(corpus);
  const context = { code: 'CORPUS_OPTIONS', subject: 'options of measureContamination' };
  const { onProgress = () => {} } = parseOptions(contaminationOptionsSchema, options, context);
  const train = textsOf(corpus.split('train'));
  const held = (['validation', 'test', 'projects'] as const)
    .map((split) => ({ split, texts: heldTexts(corpus.split(split)) }))
    .filter(({ texts }) => texts.length > 0);
  const counts: number[][] = [];
  for (const [index, minimum] of MINIMA.entries()) {
    const report = (share: number): void => onProgress((index + share) / MINIMA.length);
    const copied = await copiedCharacters(
      held.map(({ texts }) => texts),
      train,
      minimum,
      report,
    );
    counts.push(copied);
  }
  return held.map(({ split, texts }, index) => ({
    split,
    characters: texts.reduce((sum, text) => sum + countCodePoints(text), 0),
    copies: MINIMA.map((minimum, which) => ({ minimum, characters: counts[which]![index]! })),
  }));
}

function textsOf(split: CorpusSplit): Uint8Array[] {
  return split.documents.map((_, index) => split.bytes(index));
}

/** All texts of a split, or of a large one some in the order of a hash of their paths, the last cut short. */
function heldTexts(split: CorpusSplit): Uint8Array[] {
  const texts = textsOf(split);
  if (split.characters <= MOST_CHARACTERS) return texts;
  const positions = split.documents.map(({ path }) => splitPosition(path, 0));
  const order = [...texts.keys()].sort((a, b) => positions[a]! - positions[b]!);
  const chosen: Uint8Array[] = [];
  let left = MOST_CHARACTERS;
  for (const index of order) {
    const text = texts[index]!;
    chosen.push(text.length <= left ? text : text.subarray(0, characterStart(text, left)));
    left -= text.length;
    if (left <= 0) break;
  }
  return chosen;
}

/** The last beginning of a character at or before `offset`. */
function characterStart(text: Uint8Array, offset: number): number {
  let start = offset;
  while (start > 0 && (text[start]! & 0xc0) === 0x80) start--;
  return start;
}

/** For each list of held-out texts the characters in copies of `minimum` characters and more from `train`. */
async function copiedCharacters(
  held: readonly (readonly Uint8Array[])[],
  train: readonly Uint8Array[],
  minimum: number,
  onProgress: (share: number) => void,
): Promise<number[]> {
  const table = new WindowTable(bytesOf(held.flat()));
  for (const text of held.flat()) {
    for (const { count, high, low } of windowHashes(text, minimum)) {
      for (let i = 0; i < count; i++) table.add(high[i]!, low[i]!);
    }
  }
  const isCopied = new Uint8Array(table.size);
  const all = bytesOf(train);
  let read = 0;
  let turnStartMs = performance.now();
  for (const text of train) {
    for (const { count, high, low } of windowHashes(text, minimum)) {
      for (let i = 0; i < count; i++) {
        const slot = table.find(high[i]!, low[i]!);
        if (slot >= 0) isCopied[slot] = 1;
      }
    }
    read += text.length;
    if (performance.now() - turnStartMs < TURN_MS) continue;
    onProgress(read / all);
    await setImmediate();
    turnStartMs = performance.now();
  }
  return held.map((texts) =>
    texts.reduce((sum, text) => sum + coveredCharacters(text, minimum, table, isCopied), 0),
  );
}

/** How many characters of a text lie in windows that are marked. */
function coveredCharacters(
  text: Uint8Array,
  length: number,
  table: WindowTable,
  isMarked: Uint8Array,
): number {
  let covered = 0;
  let end = 0;
  for (const { count, firstLast, high, low } of windowHashes(text, length)) {
    for (let i = 0; i < count; i++) {
      if (isMarked[table.find(high[i]!, low[i]!)] !== 1) continue;
      const windowEnd = firstLast + i + 1;
      covered += windowEnd - Math.max(end, windowEnd - length);
      end = windowEnd;
    }
  }
  return covered;
}

function bytesOf(texts: readonly Uint8Array[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}
