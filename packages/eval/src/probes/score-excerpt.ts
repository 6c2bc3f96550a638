import type { TextDocument } from '../code/text-document.ts';
import type { Excerpt, Surprisal } from '../metrics/excerpt/schema.ts';
import type { LanguageModel } from '../models/language-model.ts';
import type { Named } from '../models/named.ts';

/**
 * An excerpt with what each of its characters costs every predictor, given up to `lead` characters before the excerpt and all of it
 * before the character.
 *
 * @param documents with the one that the excerpt is from, at `start`; one that is not among them is returned as it came
 */
export async function scoreExcerpt(
  excerpt: Excerpt,
  documents: readonly TextDocument[],
  predictors: readonly Named<LanguageModel>[],
  lead: number,
): Promise<Excerpt> {
  const { start, text } = excerpt;
  const document = documents.find(({ name }) => name === excerpt.document);
  if (start === undefined || document === undefined) return excerpt;
  const from = Math.max(0, start - lead);
  const read = document.text.slice(from, start + text.length);
  const surprisals: Surprisal[] = [];
  for (const { id, model } of predictors) {
    const [scores] = await model.score([read], { resetEvery: null });
    surprisals.push({ predictor: id, bits: bitsOf(scores!.subarray(start - from)) });
  }
  return { ...excerpt, surprisals };
}

function bitsOf(logProbabilities: Float32Array): (number | null)[] {
  return Array.from(logProbabilities, (score) =>
    // Rounded to float32, a probability of 1 may come out a little above it.
    Number.isFinite(score) ? Math.max(0, Math.round((-100 * score) / Math.LN2) / 100) : null,
  );
}
