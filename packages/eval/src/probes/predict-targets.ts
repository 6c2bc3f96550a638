import { predictAll } from '../models/batches.ts';
import type { LanguageModel, OnShare } from '../models/language-model.ts';
import { RUN_LENGTH, type TargetGroup, type TargetRun } from './targets.ts';

/** A text with targets in it. */
export interface TargetReading {
  readonly text: string;
  /** `index`: among all targets, in the order of the runs; `at`: where in the text it is. */
  readonly targets: readonly { readonly index: number; readonly at: number }[];
}

/** Predictions of all targets, in the order of the runs. */
export interface TargetPredictions {
  /** −log₂ P of the character that came; NaN if the model cannot predict it. */
  readonly bits: Float64Array;
  /** Natural logarithms over the model's alphabet. */
  readonly distributions: readonly Float32Array[];
}

/**
 * Predicts every target once per variant, in different texts; all texts are read side by side.
 * @param variants each has every target once
 */
export async function predictTargets(
  model: LanguageModel,
  variants: readonly (readonly TargetReading[])[],
  onShare?: OnShare,
): Promise<TargetPredictions[]> {
  const places = new Map(model.alphabet.map((character, place) => [character, place]));
  const V = model.alphabet.length;
  const readings = variants.flat().map(({ text, targets }) => ({ text, at: targets.map(({ at }) => at) }));
  const rows = await predictAll(model, readings, onShare);
  let reading = 0;
  return variants.map((variant) => {
    const count = variant.reduce((sum, { targets }) => sum + targets.length, 0);
    const bits = new Float64Array(count);
    const distributions: Float32Array[] = new Array(count);
    for (const { text, targets } of variant) {
      const predicted = rows[reading++]!;
      targets.forEach(({ index, at }, row) => {
        const distribution = predicted.subarray(row * V, (row + 1) * V);
        const place = places.get(text[at]!);
        bits[index] = place === undefined ? Number.NaN : -distribution[place]! / Math.LN2;
        distributions[index] = distribution;
      });
    }
    return { bits, distributions };
  });
}

/** Readings of all targets in place: each document once, from its beginning to its last target. */
export function readInPlace(runs: readonly TargetRun[]): TargetReading[] {
  const byDocument = new Map<string, { text: string; targets: { index: number; at: number }[] }>();
  runs.forEach(({ document, text, start }, run) => {
    const reading = byDocument.get(document) ?? { text, targets: [] };
    for (let i = 0; i < RUN_LENGTH; i++) reading.targets.push({ index: run * RUN_LENGTH + i, at: start + i });
    byDocument.set(document, reading);
  });
  return [...byDocument.values()].map(({ text, targets }) => {
    targets.sort((a, b) => a.at - b.at);
    return { text: text.slice(0, targets.at(-1)!.at + 1), targets };
  });
}

/** Reading of a group's targets after a text other than the one before them. */
export function readAfter(before: string, { run, runIndex, from, to }: TargetGroup): TargetReading {
  const first = runIndex * RUN_LENGTH + from - run.start;
  const targets = Array.from({ length: to - from }, (_, i) => ({ index: first + i, at: before.length + i }));
  return { text: before + run.text.slice(from, to), targets };
}
