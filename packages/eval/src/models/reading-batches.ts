import type { BranchedText, LanguageModel, Reading } from './language-model.ts';
import type { OnShare } from './on-share.ts';

/** Characters given to a model at once, at least: little enough that progress is seen. */
const BATCH_CHARACTERS = 200_000;
/** Texts given at once, or a multiple: as many as a model may read side by side, so that it need not read the last ones alone. */
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
    await new Promise((resolve) => setImmediate(resolve));
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
