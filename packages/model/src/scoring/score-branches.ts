import type { CharacterNetwork } from '../character-network.ts';
import { copyRows, disposeState, joinStates, type ModelState } from '../model-state.ts';
import {
  BatchedReader,
  type BatchSizes,
  CHUNK_OVERHEAD_STEPS,
  type Chunk,
  cutSegments,
} from './batched-reader.ts';
import { scoreChunk } from './score-tokens.ts';
import {
  beginningLength,
  checkPositions,
  checkSequences,
  fromBeginning,
  type TokenIds,
} from './token-ids.ts';

/** Possible continuation of the first `at` characters of a sequence. */
export interface Branch {
  /** Number of the sequence's characters before it. */
  readonly at: number;
  /** Character ids. */
  readonly continuation: TokenIds;
}

/** Tokens, and alternative continuations at some positions. */
export interface BranchedSequence {
  /** Character ids. */
  readonly tokens: TokenIds;
  /** Ascending by `at`, from 0 to the number of tokens. */
  readonly branches: readonly Branch[];
}

/**
 * Natural logarithm of the probability of each branch's continuation, summed over its characters. Every sequence is read once from an empty
 * state; the state before a chunk with branch points is copied, a row for each branch, and once such rows fill a batch, their
 * branches are read together to their ends. Without a symbol for the beginning of a document, a continuation at position 0 begins with
 * a uniform guess.
 *
 * @returns [branches.length] float32 for each sequence
 * @throws LongrangeError SCORE_TOKEN; ARGUMENT_INVALID for branches that are not ascending or lie beyond the tokens
 */
export async function scoreBranches(
  model: CharacterNetwork,
  given: readonly BranchedSequence[],
  { batchSize = 64, chunk: longest = 128 }: BatchSizes = {},
): Promise<Float32Array[]> {
  const continuations = given.flatMap(({ branches }) => branches.map(({ continuation }) => continuation));
  checkSequences(model, [...given.map(({ tokens }) => tokens), ...continuations]);
  for (const { tokens, branches } of given)
    checkPositions(
      branches.map(({ at }) => at),
      tokens.length,
    );
  const branched = given.map((sequence) => branchedFromBeginning(model, sequence));
  const sequences = branched.map(({ tokens }) => tokens);
  const results = branched.map(({ branches }) => new Float32Array(branches.length));
  const lengths = branched.map(({ branches }) => (branches.at(-1)?.at ?? 0) + 1);
  const segments = cutSegments(lengths, null);
  const total = segments.reduce((sum, { length }) => sum + length, 0);
  const chunk = Math.min(longest, chooseChunk(total, continuations.length));
  const reader = new BatchedReader(model, { sequences, segments, batchSize, chunk });
  const forks = new Forks(model, branched, results);
  try {
    for (const sequence of branched.keys()) {
      const count = forks.add(sequence, 0, 0);
      if (count > 0) forks.states.push(model.zeroState(count));
      await forks.score(batchSize);
    }
    for await (const next of reader.chunks()) {
      forks.addFrom(next);
      reader.read(next, (logits) => logits).dispose();
      await forks.score(batchSize);
    }
    await forks.score(1);
  } finally {
    for (const state of forks.states) disposeState(state);
  }
  return results;
}

function branchedFromBeginning(
  model: CharacterNetwork,
  { tokens, branches }: BranchedSequence,
): BranchedSequence {
  const shift = beginningLength(model);
  return {
    tokens: fromBeginning(model, tokens),
    branches: branches.map(({ at, continuation }) => ({ at: at + shift, continuation })),
  };
}

/**
 * Length of a chunk that minimizes C (1 + overhead / chunk) + N × chunk / 2 for C characters and N branches: a chunk costs the overhead
 * besides its own steps, and a branch reads half a chunk again on average.
 */
function chooseChunk(characters: number, branches: number): number {
  return Math.max(8, Math.round(Math.sqrt((2 * CHUNK_OVERHEAD_STEPS * characters) / Math.max(1, branches))));
}

/** Branch that starts from a copied state: tokens still to be read, of which those from `counted` on are scored. */
interface Fork {
  readonly sequence: number;
  readonly branch: number;
  readonly tokens: Int32Array;
  readonly counted: number;
}

/** Forks waiting to be read, and their states. */
class Forks {
  states: ModelState[] = [];
  private waiting: Fork[] = [];
  private readonly model: CharacterNetwork;
  private readonly branched: readonly BranchedSequence[];
  private readonly results: readonly Float32Array[];
  /** Number of branches of each sequence that have been forked. */
  private readonly done: number[];

  constructor(
    model: CharacterNetwork,
    branched: readonly BranchedSequence[],
    results: readonly Float32Array[],
  ) {
    this.model = model;
    this.branched = branched;
    this.results = results;
    this.done = branched.map(() => 0);
  }

  /** Adds a sequence's next branches up to position `to`, from a state before position `from`, and returns their number. */
  add(sequence: number, from: number, to: number): number {
    const { tokens, branches } = this.branched[sequence]!;
    const first = this.done[sequence]!;
    while (this.done[sequence]! < branches.length && branches[this.done[sequence]!]!.at <= to) {
      const branch = this.done[sequence]!++;
      const { at, continuation } = branches[branch]!;
      const read = Int32Array.of(...tokens.subarray(from, at), ...continuation);
      this.waiting.push({ sequence, branch, tokens: read, counted: at - from });
    }
    return this.done[sequence]! - first;
  }

  /** Adds the branches within a chunk, with copies of the states of their rows. */
  addFrom({ rows: batch, steps, before }: Chunk): void {
    const rows = batch.flatMap(({ segment: { sequence }, read }, b) =>
      Array<number>(this.add(sequence, read, read + steps)).fill(b),
    );
    if (rows.length > 0) this.states.push(copyRows(before, rows));
  }

  /** Reads all waiting forks to their ends, if there are at least `least`. */
  async score(least: number): Promise<void> {
    if (this.waiting.length < least) return;
    const forks = this.waiting;
    const sequences = forks.map(({ tokens }) => tokens);
    const lengths = sequences.map(({ length }) => length);
    const segments = cutSegments(lengths, null);
    const joined = joinStates(this.states);
    const initial = copyRows(
      joined,
      segments.map(({ sequence }) => sequence),
    );
    disposeState(joined);
    this.waiting = [];
    this.states = [];
    const uniform = -Math.log(this.model.config.vocabulary.length);
    const scores = lengths.map((length) => new Float32Array(length).fill(uniform));
    const batch = { sequences, segments, batchSize: segments.length, chunk: 128, initial };
    const reader = new BatchedReader(this.model, batch);
    for await (const next of reader.chunks()) await scoreChunk(reader, next, scores);
    forks.forEach(({ sequence, branch, counted }, index) => {
      const counts = scores[index]!.subarray(counted);
      this.results[sequence]![branch] = counts.reduce((sum, score) => sum + score, 0);
    });
  }
}
