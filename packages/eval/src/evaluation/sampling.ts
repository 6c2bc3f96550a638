import type { OnShare, TextWriter } from '../models/language-model.ts';

/** Settings for sampling from the model and from the n-gram. */
export interface Sampling {
  /** Number of texts. */
  readonly count: number;
  /** Number of characters of each text. */
  readonly length: number;
  /** Divides the logarithms of probabilities. */
  readonly temperature: number;
  /** Seed of all draws. */
  readonly seed: number;
}

/** One line of `samples.jsonl`. */
export interface SampledText {
  readonly subject: 'model' | 'ngram';
  readonly name: string;
  readonly text: string;
}

/** Returns the sampling settings as a result stores them. */
export function samplingRecord(sampling: Sampling): Record<string, string | number | null> {
  return { ...sampling, prompt: '', topK: null, topP: null };
}

/** Samples texts from the beginning of a document and returns all of them, unselected. */
export async function sampleTexts(
  subject: SampledText['subject'],
  writer: TextWriter,
  { count, length, temperature, seed }: Sampling,
  onShare: OnShare,
): Promise<SampledText[]> {
  const prompts = new Array<string>(count).fill('');
  const texts = await writer.complete(prompts, { length, temperature, seed, onShare });
  return texts.map((text, index) => ({
    subject,
    name: `sample-${String(index).padStart(4, '0')}`,
    text,
  }));
}
