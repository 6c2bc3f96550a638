import type { TokenLimits } from './evaluation-set.ts';

/** Maximum number of tokens of a text, unless greater distances are asked for. */
export const USUAL_CONTEXT = 8192;
/** Tokens reserved for a continuation, at one token per character. */
const WRITTEN_TOKENS = 192;
/** Share of the context that length-controlled texts may fill, as some have more tokens than average. */
const FILLED = 0.8;
/**
 * Scoring follows tokenizations with more than a tenth of the text's probability, other questions those with a thousandth, from 8 characters before
 * the position on. What that leaves out is less than the difference between reading the same tokens one by one and at once in a 4-bit model
 * (docs/log.md).
 */
export const BEAM = { scoring: 0.1, lead: 8 };

/** Returns the limits of a model with a context of this many tokens. */
export function limitsOf({
  contextSize,
  tokenize,
}: {
  readonly contextSize: number;
  readonly tokenize: (text: string) => Promise<readonly number[]>;
}): TokenLimits {
  return {
    readable: readableWithin(contextSize),
    room: async (texts) => {
      const text = texts.join('');
      const tokens = await tokenize(text);
      return (FILLED * contextSize * text.length) / Math.max(1, tokens.length);
    },
  };
}

/**
 * Returns the number of characters of a document to read, given the context size in tokens. A longer context does not raise it, so that
 * results at greater distances can be compared with unchanged ones at shorter distances.
 */
function readableWithin(contextSize: number): number {
  return Math.max(1, Math.min(contextSize, USUAL_CONTEXT - 1) - WRITTEN_TOKENS);
}
