import { nextTurn } from '../statistics/next-turn.ts';
import type { BranchedText, LanguageModel, OnShare, Reading } from './language-model.ts';

/** Minimum number of characters in a batch, small enough to show progress. */
const BATCH_CHARACTERS = 200_000;
/** Divisor of the number of texts in a batch: as many as a model may read side by side, so that it need not read the last ones alone. */
const BATCH_TEXTS = 64;

/** `predict` in batches, longest first. */
export function predictAll(
  model: LanguageModel,
  readings: readonly Reading[],
  onShare?: OnShare,
): Promise<Float32Array[]> {
  return inBatches(readings, (batch, onPart) => model.predict(batch, onPart), onShare);
}

/** `continuations` in batches, longest first. */
export function continueAll(
  model: LanguageModel,
  texts: readonly BranchedText[],
  onShare?: OnShare,
): Promise<Float32Array[]> {
  return inBatches(texts, (batch, onPart) => model.continuations(batch, onPart), onShare);
}

async function inBatches<T extends { readonly text: string }>(
  texts: readonly T[],
  read: (batch: T[], onPart: OnShare) => Promise<readonly Float32Array[]>,
  onShare?: OnShare,
): Promise<Float32Array[]> {
  const results: Float32Array[] = new Array(texts.length);
  const total = texts.reduce((sum, { text }) => sum + text.length, 0);
  let characters = 0;
  for (const indexes of batchesOf(texts)) {
    const batch = indexes.map((index) => texts[index]!);
    const ofBatch = batch.reduce((sum, { text }) => sum + text.length, 0);
    const batchResults = await read(batch, (share) => onShare?.((characters + share * ofBatch) / total));
    indexes.forEach((index, i) => {
      results[index] = batchResults[i]!;
    });
    characters += ofBatch;
    onShare?.(characters / total);
    await nextTurn();
  }
  return results;
}

function batchesOf(texts: readonly { readonly text: string }[]): number[][] {
  const longestFirst = Array.from(texts.keys()).sort((a, b) => texts[b]!.text.length - texts[a]!.text.length);
  const batches: number[][] = [[]];
  let characters = 0;
  for (const index of longestFirst) {
    const batch = batches.at(-1)!;
    batch.push(index);
    characters += texts[index]!.text.length;
    if (batch.length % BATCH_TEXTS > 0 || characters < BATCH_CHARACTERS) continue;
    batches.push([]);
    characters = 0;
  }
  return batches.filter((batch) => batch.length > 0);
}

/** Works on all parts in order, at most `concurrency` at once. While one waits, others continue, so a model gets many questions in one batch. */
export async function concurrently<Part, Result>(
  parts: readonly Part[],
  concurrency: number,
  work: (part: Part, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(parts.length);
  let next = 0;
  const goOn = async (): Promise<void> => {
    while (next < parts.length) {
      const index = next++;
      results[index] = await work(parts[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, parts.length) }, goOn));
  return results;
}

/** A piece of a text between two resets. */
interface ResetPiece {
  /** Index of the text. */
  readonly index: number;
  /** Offset of the piece in the text. */
  readonly start: number;
  readonly text: string;
}

/** Divides texts at their resets. */
export function resetPieces(texts: readonly string[], resetEvery: number | null): ResetPiece[] {
  return texts.flatMap((text, index) => {
    const length = resetEvery ?? Math.max(1, text.length);
    return Array.from({ length: Math.ceil(text.length / length) }, (_, piece) => {
      const start = piece * length;
      return { index, start, text: text.slice(start, start + length) };
    });
  });
}

/** Work in several parts of known amounts; the overall progress follows from that of the current part. */
export class SharedWork {
  readonly #amounts: readonly number[];
  readonly #onShare: OnShare;

  constructor(amounts: readonly number[], onShare: OnShare) {
    this.#amounts = amounts;
    this.#onShare = onShare;
  }

  part(index: number): OnShare {
    const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
    const before = sum(this.#amounts.slice(0, index));
    const total = Math.max(1, sum(this.#amounts));
    return (share) => this.#onShare((before + share * this.#amounts[index]!) / total);
  }
}

/** Works on items in sequence, yielding to the event loop after each. */
export async function eachInTurn<T, R>(items: readonly T[], work: (item: T) => R | Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) {
    results.push(await work(item));
    await nextTurn();
  }
  return results;
}
