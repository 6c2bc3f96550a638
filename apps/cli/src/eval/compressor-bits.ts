import { gzipSync } from 'node:zlib';
import { type BitsPerCharacter, bitsPerCharacter, type TextDocument } from '@longrange/eval';

/**
 * What gzip needs for held-out text, each document by itself, in bits per character: a floor that owes nothing to training. Every
 * character of a document bears an equal share of it, so that the interval over documents is as for a model.
 */
export function gzipBits(documents: readonly TextDocument[], split: string, seed: number): BitsPerCharacter {
  const carried = documents.map(({ name, text }) => {
    const nats = 8 * gzipSync(text, { level: 9 }).length * Math.LN2;
    return { name, logProbabilities: new Float32Array(text.length).fill(-nats / text.length) };
  });
  return bitsPerCharacter({ predictor: 'gzip', split, carried, stateful: false, seed });
}
