/**
 * Natural logarithms over a vocabulary of which only the likeliest tokens are known.
 *
 * Probabilities by rank fall about as a power does: that of the last ones known tells what all others have together, which is divided evenly among them, and taken from the known in proportion. Where
 * all are known, nothing is changed.
 *
 * @param tokens the likeliest first; at least 8 unless they are all
 * @param shares of the probability of those known
 * @returns float32 of the vocabulary's size
 */
export function logsOfLikeliest(
  tokens: ArrayLike<number>,
  shares: ArrayLike<number>,
  vocabulary: number,
): Float32Array {
  const logs = new Float32Array(vocabulary).fill(Number.NaN);
  for (let rank = 0; rank < tokens.length; rank++) logs[tokens[rank]!] = shares[rank]!;
  const rest = restOf(shares, vocabulary);
  const ofEach = atLeast(Math.log(rest / (1 + rest) / (vocabulary - shares.length)));
  for (let token = 0; token < vocabulary; token++) {
    const share = logs[token]!;
    logs[token] = Number.isNaN(share) ? ofEach : atLeast(Math.log(share / (1 + rest)));
  }
  return logs;
}

/** What tokens beyond the known ones have together, as a multiple of what the known ones have. */
function restOf(shares: ArrayLike<number>, vocabulary: number): number {
  const known = shares.length;
  if (known >= vocabulary) return 0;
  const [middle, last] = [shares[(known >> 1) - 1]!, shares[known - 1]!];
  // p(rank) = last · (rank / known)^−power; no steeper than 1 would be a tail without an end.
  const power = Math.max(STEEP, Math.log2(middle / last));
  const integral = (1 - (vocabulary / known) ** (1 - power)) / (power - 1);
  return last === 0 ? 0 : last * known * integral;
}

const STEEP = 1.01;

/** ln of the smallest float32, where a probability was rounded to 0. */
const LEAST = -103;

/** Of NaN, too: of no others, each has nothing. */
function atLeast(log: number): number {
  return Number.isNaN(log) ? LEAST : Math.max(LEAST, log);
}
