import { describeValue, LongrangeError } from '@longrange/errors';
import type { TokenState } from './token-model-options.ts';

const TOLERANCE = 1e-3;

/**
 * Probabilities of the tokens of text, which sum to 1, in the order of `tokens`.
 * @param size of the vocabulary
 * @throws LongrangeError `TOKEN_DISTRIBUTION_INVALID`
 */
export function readWeights(
  state: TokenState | undefined,
  size: number,
  tokens: Int32Array,
): Float64Array<ArrayBuffer> {
  const logs = state?.logProbabilities;
  if (logs?.length !== size) throw wrongLength(logs, size);
  const probabilities = new Float64Array(size);
  let all = 0;
  for (let token = 0; token < size; token++) {
    const log = logs[token]!;
    // Rounded to float32, a probability of 1 may come out a little above it.
    if (!(log <= 1e-5)) throw wrongLog(token, log);
    probabilities[token] = Math.exp(log);
    all += probabilities[token]!;
  }
  if (!(Math.abs(all - 1) <= TOLERANCE)) throw wrongSum(all);
  const weights = new Float64Array(tokens.length);
  let sum = 0;
  for (let place = 0; place < tokens.length; place++) {
    weights[place] = probabilities[tokens[place]!]!;
    sum += weights[place]!;
  }
  if (sum === 0) throw noText();
  for (let place = 0; place < tokens.length; place++) weights[place] = weights[place]! / sum;
  return weights;
}

function wrongLength(logs: unknown, size: number): LongrangeError {
  const got = (logs as ArrayLike<number> | undefined)?.length;
  return invalid(
    `Expected ${size} log probabilities, one for each entry of tokenBytes, got ${got ?? describeValue(logs)}.`,
    'return { logProbabilities } with one entry for each token, special ones among them.',
  );
}

function wrongLog(token: number, log: number): LongrangeError {
  return invalid(
    `Expected the log probability of token ${token} to be at most 0, got ${describeValue(log)}.`,
    'return natural logarithms of probabilities, not logits.',
  );
}

function wrongSum(sum: number): LongrangeError {
  return invalid(
    `Expected the probabilities of the tokens to sum to 1, got ${Number(sum.toPrecision(6))}.`,
    'take the log-softmax over the whole vocabulary.',
  );
}

function noText(): LongrangeError {
  return invalid(
    'Expected a token of text to have a probability above 0, got none.',
    'null in tokenBytes is for special tokens only.',
  );
}

function invalid(message: string, hint: string): LongrangeError {
  return new LongrangeError({ code: 'TOKEN_DISTRIBUTION_INVALID', message, hint, exitCode: 2 });
}
