import type { TextDocument } from '@longrange/code';
import type { Excerpt, Surprisal } from '../metrics/excerpt/excerpt.ts';
import { SharedWork } from '../models/batches.ts';
import type { LanguageModel, Named, OnShare } from '../models/language-model.ts';

/** An excerpt and the predictors that read it. */
export interface ExcerptReading {
  readonly excerpt: Excerpt;
  /** Documents, including the one that the excerpt is from, at `start`. */
  readonly documents: readonly TextDocument[];
  readonly predictors: readonly Named<LanguageModel>[];
}

/**
 * Adds to excerpts what each of their characters costs every predictor, given up to `lead` characters before the excerpt and all of
 * it before the character. An excerpt whose document is missing is returned unchanged.
 */
export async function scoreExcerpts(
  readings: readonly ExcerptReading[],
  lead: number,
  onShare: OnShare = () => undefined,
): Promise<Excerpt[]> {
  /** Texts up to the excerpt's end; null if its origin is unknown. */
  const texts = readings.map(({ excerpt: { start, text, document }, documents }) => {
    const whole = documents.find(({ path: name }) => name === document)?.text;
    if (start === undefined || whole === undefined) return null;
    return whole.slice(Math.max(0, start - lead), start + text.length);
  });
  const found = readings.map((): Surprisal[] => []);
  const predictors = new Map(readings.flatMap((one) => one.predictors.map((own) => [own.model, own.id])));
  const work = new SharedWork(
    Array.from(predictors, () => 1),
    onShare,
  );
  for (const [place, [model, predictor]] of [...predictors].entries()) {
    const own = [...readings.keys()].filter(
      (index) => texts[index] != null && readings[index]!.predictors.some((one) => one.model === model),
    );
    if (own.length === 0) continue;
    const scores = await model.score(
      own.map((index) => texts[index]!),
      { resetEvery: null, onShare: work.part(place) },
    );
    for (const [at, index] of own.entries()) {
      const { length } = readings[index]!.excerpt.text;
      const bits = Array.from(scores[at]!.subarray(-length), (score) =>
        // Rounded to float32, a probability of 1 may come out a little above it.
        Number.isFinite(score) ? Math.max(0, Math.round((-100 * score) / Math.LN2) / 100) : null,
      );
      found[index]!.push({ predictor, bits });
    }
  }
  return readings.map(({ excerpt }, index) =>
    texts[index] === null ? excerpt : { ...excerpt, surprisals: found[index]! },
  );
}
