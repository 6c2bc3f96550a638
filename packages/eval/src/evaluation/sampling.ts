import type { OnShare, TextWriter } from '../models/language-model.ts';

/** What is sampled from the model and from the n-gram. */
export interface Sampling {
  /** Texts. */
  readonly count: number;
  /** Characters of each. */
  readonly length: number;
  /** Divides the logarithms of probabilities. */
  readonly temperature: number;
  /** Of all draws. */
  readonly seed: number;
}

/** One line of `samples.jsonl`. */
export interface SampledText {
  readonly subject: 'model' | 'ngram';
  readonly name: string;
  readonly text: string;
}

/** How texts were sampled, for the record. */
export function samplingRecord(sampling: Sampling): Record<string, string | number | null> {
  return { ...sampling, prompt: '', topK: null, topP: null };
}

/** Texts from the beginning of a document, all of them as they come. */
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
