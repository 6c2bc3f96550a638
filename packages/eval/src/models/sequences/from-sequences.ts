import { streamAt } from '@longrange/code/internal';
import { checkArgument } from '@longrange/errors';
import { concurrently } from '../batches.ts';
import { checkAlphabet, checkTexts, checkWriting, REPORT_EVERY } from '../check-texts.ts';
import { drawPlace } from '../draw-place.ts';
import type { EvaluatedModel, OnShare } from '../language-model.ts';
import type { SequenceModel } from './side-by-side.ts';
import { CHUNK, distributions, SideBySide } from './side-by-side.ts';

/**
 * Makes a model from one that reads in chunks. Every text is read once, many side by side; characters outside the alphabet are skipped.
 *
 * @throws LongrangeError `ARGUMENT_INVALID`, `ALPHABET_INVALID`, `DISTRIBUTION_INVALID` (exit code 2), the last of these also later; later
 *   whatever the model throws
 */
export function fromSequences(model: SequenceModel): EvaluatedModel {
  const methods = ['open', 'advance', 'fork', 'close'] as const;
  const isModel = methods.every((method) => typeof model?.[method] === 'function');
  checkArgument(isModel, 'model', 'a model with `open`, `advance`, `fork` and `close`', model);
  const alphabet = checkAlphabet(model.alphabet);
  const { length: V } = alphabet;
  const places = new Map(alphabet.map((character, place) => [character, place]));
  const uniform = new Float32Array(V).fill(-Math.log(V));
  const first = model.first === null ? uniform : distributions(model, 'first', model.first, 1);
  const sequences = new SideBySide(model);

  /** Runs a task on a sequence of its own. */
  const withSequence = async <T>(work: (sequence: number) => Promise<T>): Promise<T> => {
    const sequence = await sequences.open();
    const result = await work(sequence);
    await sequences.close(sequence);
    return result;
  };

  /** Reads ids up to the last count in `at`, and visits the distribution after each of these counts. */
  const readTo = async (
    sequence: number,
    ids: Int32Array,
    at: readonly number[],
    visit: (row: Float32Array, index: number) => void | Promise<void>,
  ): Promise<void> => {
    let index = 0;
    for (; at[index] === 0; index++) await visit(first, index);
    const end = at.at(-1) ?? 0;
    for (let from = 0; from < end; ) {
      // Stop at each visit, which may fork the sequence.
      const to = Math.min(from + CHUNK, end);
      let until = index;
      while (until < at.length && at[until]! <= to) until++;
      const after = at.slice(index, until).map((place) => place - 1 - from);
      const rows = await sequences.read(sequence, ids.subarray(from, to), after, { isLast: to === end });
      for (const [row] of after.entries()) await visit(rows.subarray(row * V, (row + 1) * V), index + row);
      [from, index] = [to, until];
    }
  };

  /** Returns the log-probability of a continuation, given the distribution before it. */
  const scoreBranch = async (sequence: number, before: Float32Array, ids: Int32Array): Promise<number> => {
    if (ids.length === 0) return 0;
    const inputs = ids.subarray(0, -1);
    if (inputs.length === 0) return before[ids[0]!]!;
    const copy = await sequences.fork(sequence);
    const rows = await sequences.read(copy, inputs, [...inputs.keys()], { isLast: true });
    await sequences.close(copy);
    return inputs.reduce((sum, _, place) => sum + rows[place * V + ids[place + 1]!]!, before[ids[0]!]!);
  };

  return {
    name: model.name,
    stateful: true,
    alphabet,
    async score(texts, { resetEvery, onShare }) {
      checkTexts('texts', texts);
      const scores = texts.map(({ length }) => new Float32Array(length).fill(Number.NaN));
      // Without a distribution of first characters, a piece begins with the last character of the previous piece.
      const overlap = model.first === null ? 1 : 0;
      const pieces = texts.flatMap((text, index) => {
        const { ids, offsets } = encode(text, places);
        const length = resetEvery ?? Math.max(1, ids.length);
        const count = ids.length === 0 ? 0 : Math.max(1, Math.ceil((ids.length - overlap) / length));
        return Array.from({ length: count }, (_, piece) => {
          const start = piece * length;
          const end = start + length + overlap;
          return { index, start, ids: ids.subarray(start, end), offsets: offsets.subarray(start, end) };
        });
      });
      const advance = progressOf(
        pieces.map(({ ids }) => ids.length),
        onShare,
      );
      await concurrently(pieces, sequences.batchSize, ({ index, start, ids, offsets }) =>
        withSequence(async (sequence) => {
          const logs = scores[index]!;
          if (model.first !== null || start === 0) logs[offsets[0]!] = first[ids[0]!]!;
          const at = Array.from({ length: ids.length - 1 }, (_, place) => place + 1);
          await readTo(sequence, ids, at, (row, place) => {
            logs[offsets[place + 1]!] = row[ids[place + 1]!]!;
          });
          advance(ids.length);
        }),
      );
      return scores;
    },
    async predict(readings, onShare) {
      const advance = progressOf(
        readings.map(({ text }) => text.length),
        onShare,
      );
      return concurrently(readings, sequences.batchSize, ({ text, at }) =>
        withSequence(async (sequence) => {
          const { ids, offsets } = encode(text, places);
          const rows = new Float32Array(at.length * V);
          await readTo(sequence, ids, countsBefore(at, offsets), (row, index) => rows.set(row, index * V));
          advance(text.length);
          return rows;
        }),
      );
    },
    async continuations(texts, onShare) {
      const advance = progressOf(
        texts.map(({ text }) => text.length),
        onShare,
      );
      return concurrently(texts, sequences.batchSize, ({ text, branches }) =>
        withSequence(async (sequence) => {
          const { ids, offsets } = encode(text, places);
          const at = countsBefore(
            branches.map((branch) => branch.at),
            offsets,
          );
          const logs = new Float32Array(branches.length).fill(Number.NaN);
          let read = 0;
          let before = first;
          for (const [index, { continuation }] of branches.entries()) {
            const branch = encode(continuation, places);
            if (at[index]! > read) {
              const part = ids.subarray(read, at[index]!);
              before = await sequences.read(sequence, part, [part.length - 1]);
              read = at[index]!;
            }
            if (branch.isWhole) logs[index] = await scoreBranch(sequence, before, branch.ids);
          }
          advance(text.length);
          return logs;
        }),
      );
    },
    async complete(prompts, writing) {
      checkWriting(prompts, writing);
      const { length, temperature, seed, isDone, onShare } = writing;
      const advance = progressOf(
        prompts.map(() => length),
        onShare,
      );
      return concurrently(prompts, sequences.batchSize, (prompt, index) =>
        withSequence(async (sequence) => {
          const random = streamAt(seed, index);
          let { ids } = encode(prompt === '' && model.first === null ? '\n' : prompt, places);
          let row = first;
          let text = '';
          for (let step = 0; step < length; step++) {
            if (step % REPORT_EVERY === 0 && isDone?.(index, text) === true) break;
            if (ids.length > 0) row = await sequences.read(sequence, ids, [ids.length - 1]);
            const drawn = drawPlace(Float64Array.from(row, Math.exp), temperature, random);
            text += alphabet[drawn]!;
            advance(1);
            ids = Int32Array.of(drawn);
          }
          advance(length - Array.from(text).length);
          return text;
        }),
      );
    },
  };
}

/** Returns the ids of the known characters of a text, and their UTF-16 offsets. */
function encode(text: string, places: ReadonlyMap<string, number>) {
  const ids = new Int32Array(text.length);
  const offsets = new Int32Array(text.length);
  let count = 0;
  let at = 0;
  let isWhole = true;
  for (const character of text) {
    const id = places.get(character);
    if (id === undefined) isWhole = false;
    else {
      ids[count] = id;
      offsets[count++] = at;
    }
    at += character.length;
  }
  return { ids: ids.subarray(0, count), offsets: offsets.subarray(0, count), isWhole };
}

/** Returns the number of known characters before each of `at`, which are ascending. */
function countsBefore(at: readonly number[], offsets: Int32Array): number[] {
  let count = 0;
  return at.map((offset) => {
    while (count < offsets.length && offsets[count]! < offset) count++;
    return count;
  });
}

/** Returns a function that adds to the work done, and reports its share. */
function progressOf(amounts: readonly number[], onShare: OnShare | undefined): (amount: number) => void {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  let done = 0;
  return (amount) => {
    done += amount;
    onShare?.(done / Math.max(1, total));
  };
}
