import type { NgramModel } from '@longrange/eval';
import type { CharacterModel } from '@longrange/model';
import { sample } from '@longrange/sampler';
import type { OnShare } from './stages.ts';
import type { Sampling } from './suites.ts';

/** One line of `samples.jsonl`. */
export interface SampledText {
  readonly subject: 'model' | 'ngram';
  readonly name: string;
  readonly text: string;
}

/** Texts from the beginning of a document, all of them as they come. */
export async function sampleModel(
  model: CharacterModel,
  sampling: Sampling,
  onShare: OnShare,
): Promise<SampledText[]> {
  const samples = await sample(model, {
    ...sampling,
    onProgress: ({ characters, total }) => onShare(characters / total),
  });
  return samples.map(({ index, text }) => ({ subject: 'model', name: nameOf(index), text }));
}

/** A text at a time, so that progress can be shown in between. */
export async function sampleNgram(
  ngram: NgramModel,
  { count, length, temperature, seed }: Sampling,
  onShare: OnShare,
): Promise<SampledText[]> {
  const texts: SampledText[] = [];
  for (let index = 0; index < count; index++) {
    const [text] = ngram.sample({ length, temperature, seed: seedOf(seed, index) });
    texts.push({ subject: 'ngram', name: nameOf(index), text: text! });
    onShare((index + 1) / count);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return texts;
}

function nameOf(index: number): string {
  return `sample-${String(index).padStart(4, '0')}`;
}

/** Another seed for each text; the multiplier is odd, so that they repeat after 2³² only (Knuth's, TAOCP 6.4). */
function seedOf(seed: number, index: number): number {
  return (seed + Math.imul(index, 2654435761)) >>> 0;
}
