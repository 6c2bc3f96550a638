import * as zlib from 'node:zlib';
import type { TextDocument } from '@longrange/code';
import { bitsPerCharacter } from '../probes/bits/bits-per-character.ts';
import { partsOfBits } from '../probes/bits/parts-of-bits.ts';
import { bothMeans, type PredictorBits } from './score-predictors.ts';

type Compress = (text: string) => { readonly length: number };

/** Compression that Node has from 22.15 on, and that the types of Node 20 lack. */
interface NewerZlib {
  readonly zstdCompressSync?: (text: string, options: { params: Record<number, number> }) => Buffer;
  readonly constants: { readonly ZSTD_c_compressionLevel: number; readonly ZSTD_c_windowLog: number };
}

/** Compressors at their strongest settings. gzip looks 32 KiB back, the others 16 MiB. */
const compressors: Readonly<Record<string, Compress>> = {
  gzip: (text) => zlib.gzipSync(text, { level: 9 }),
  brotli: (text) =>
    zlib.brotliCompressSync(text, {
      params: {
        [zlib.constants.BROTLI_PARAM_MODE]: zlib.constants.BROTLI_MODE_TEXT,
        [zlib.constants.BROTLI_PARAM_QUALITY]: 11,
        [zlib.constants.BROTLI_PARAM_LGWIN]: 24,
      },
    }),
  ...zstd(zlib as unknown as NewerZlib),
};

function zstd({ zstdCompressSync, constants }: NewerZlib): Readonly<Record<string, Compress>> {
  if (zstdCompressSync === undefined) return {};
  const params = { [constants.ZSTD_c_compressionLevel]: 22, [constants.ZSTD_c_windowLog]: 24 };
  return { zstd: (text) => zstdCompressSync(text, { params }) };
}

/**
 * Returns the bits per character that compressors need for held-out text, each document by itself: baselines that owe nothing to training (though
 * brotli has some words of the web built in). Every character of a document bears an equal share, so that the interval over documents is computed as
 * for a model. Uses what this Node has: gzip and brotli, and zstd from 22.15 on.
 */
export function compressorBits(documents: readonly TextDocument[], split: string): PredictorBits[] {
  return Object.entries(compressors).map(([predictor, compress]) => {
    const carried = documents.map(({ name, text }) => {
      const nats = 8 * compress(text).length * Math.LN2;
      return { name, logProbabilities: new Float32Array(text.length).fill(-nats / text.length) };
    });
    return {
      summary: bitsPerCharacter({ predictor, split, carried, stateful: false }),
      side: { id: predictor, figures: bothMeans(partsOfBits('bits', carried)) },
    };
  });
}
