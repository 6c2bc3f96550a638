import { setImmediate } from 'node:timers/promises';
import { parseOptions } from '@longrange/errors';
import { WindowTable, windowHashes } from './copies/window-hashes.ts';
import { type Corpus, checkCorpus } from './corpus.ts';
import type { CorpusSplit } from './corpus-split.ts';
import { contaminationOptionsSchema } from './options-schema.ts';
import { splitPosition } from './split/splits.ts';
import { countCodePoints } from './text/utf8.ts';

/** Verbatim overlap of a held-out split with the training text. */
export interface Contamination {
  readonly split: 'validation' | 'test' | 'projects';
  /** Code points inspected: all, or as many of a large split as fit in memory. */
  readonly characters: number;
  /** Number of them in copies of at least `minimum` characters. */
  readonly copies: readonly { readonly minimum: number; readonly characters: number }[];
}

/** Minimum lengths of copies: an idiom may be 50 characters long, but hardly 100. */
const MINIMA = [50, 100] as const;
/** Maximum characters of a split to inspect, at 17 to 34 bytes each. */
const MOST_CHARACTERS = 4_000_000;
/** Time between two turns of the event loop. */
const TURN_MS = 50;

/**
 * Counts, for each nonempty held-out split, the characters in stretches of at least 50, and at least 100, that occur verbatim in a
 * training document. Stretches do not cross document boundaries. With the contiguous split, the two held-out splits are the same text.
 *
 * Linear time: training text is matched against a table of held-out windows. The 64-bit hashes are not verified against the text.
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

/** Returns all texts of a split; for a large one, a selection ordered by a hash of the path, the last one truncated. */
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

/** Returns the start of the character that contains byte `offset`. */
function characterStart(text: Uint8Array, offset: number): number {
  let start = offset;
  while (start > 0 && (text[start]! & 0xc0) === 0x80) start--;
  return start;
}

/** Returns, for each list of held-out texts, the number of characters in copies of at least `minimum` characters from `train`. */
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

/** Returns the number of characters of a text that marked windows cover. */
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
