import { createHash } from 'node:crypto';
import { seedAt } from '@longrange/code/internal';
import { resetPieces } from './batches.ts';
import type { BranchedText, EvaluatedModel, OnShare, Reading } from './language-model.ts';
import { sumsOfRows } from './sums-of-rows.ts';

/** Answers of a model, by question. Kept in a file, they let interrupted work resume. */
export interface AnswerJournal {
  /** Returns the earlier answer; undefined if the question is new. */
  get(question: string): Float32Array | string | undefined;
  /** Stores an answer permanently before returning. */
  add(question: string, answer: Float32Array | string): void;
}

/**
 * Makes a model that answers no question twice. Each text, or each piece between two resets, is one question; complete answers are kept.
 *
 * @param models instances of the same model that can answer at the same time. The choice among them does not depend on their speed, so each
 *   answers the same questions every time; the members of a minimal pair, which begin alike and are adjacent, go to the same instance. It
 *   gets each piece after a reset as a separate text, and every prompt as the first one, with the seed of its index (`seedAt`).
 * @param identity identity of the model: models with different answers must have different ones
 */
export function journaled(
  models: readonly EvaluatedModel[],
  journal: AnswerJournal,
  { identity }: { readonly identity: string },
): EvaluatedModel {
  const { name, stateful, alphabet, scoreOwnTokens } = models[0]!;
  const characters = alphabet.join('');
  /** Asks the questions that have no answer yet. */
  const ofEach = async <Part, Answer extends Float32Array | string>(
    parts: readonly Part[],
    onShare: OnShare | undefined,
    { textOf, keyOf, answer, isWhole, inRow = 2 }: Asking<Part, Answer>,
  ): Promise<Answer[]> => {
    const questions = parts.map((part, index) =>
      createHash('sha256')
        .update(JSON.stringify([identity, characters, keyOf(part, index)]))
        .digest('base64'),
    );
    const answers = new Map<string, Answer>();
    const open = new Map<string, number>();
    for (const [index, question] of questions.entries()) {
      const kept = journal.get(question);
      if (isWhole(kept, parts[index]!, index)) answers.set(question, kept);
      else if (!open.has(question)) open.set(question, index);
    }
    const places = [...open.values()];
    const lengthOf = (place: number): number => textOf(parts[place]!).length + 1;
    const total = places.reduce((sum, place) => sum + lengthOf(place), 0);
    const reported = new Map<number, number>();
    let done = 0;
    /** Computes the overall progress from that of single places, which may report in any order. */
    const report = (place: number, share: number): void => {
      done += (share - (reported.get(place) ?? 0)) * lengthOf(place);
      reported.set(place, share);
      onShare?.(done / total);
    };
    const workOn = async (model: EvaluatedModel, share: readonly number[]): Promise<void> => {
      for (const place of share) {
        const [given] = await answer(model, parts[place]!, place, (part) => report(place, part));
        journal.add(questions[place]!, given!);
        answers.set(questions[place]!, given!);
        report(place, 1);
      }
    };
    const shares = shareOut(places, lengthOf, { inRow, among: models.length });
    await Promise.all(shares.map((share, index) => workOn(models[index]!, share)));
    return questions.map((question) => answers.get(question)!);
  };
  const textOf = ({ text }: { readonly text: string }): string => text;
  const itself = (text: string): string => text;
  return {
    name,
    stateful,
    alphabet,
    async score(texts, { resetEvery, onShare }) {
      const pieces = resetPieces(texts, resetEvery);
      const found = await ofEach(pieces, onShare, {
        textOf,
        keyOf: ({ text }) => ['score', text],
        answer: (model, { text }, _, report) => model.score([text], { resetEvery: null, onShare: report }),
        isWhole: (kept, { text }) => areLogs(kept, text.length),
        inRow: 1,
      });
      const scores = texts.map(({ length }) => new Float32Array(length));
      for (const [place, { index, start }] of pieces.entries()) scores[index]!.set(found[place]!, start);
      return scores;
    },
    ...(scoreOwnTokens !== undefined && {
      scoreOwnTokens: (texts: readonly string[], { onShare }: { readonly onShare?: OnShare }) =>
        ofEach(texts, onShare, {
          textOf: itself,
          keyOf: (text) => ['own tokens', text],
          answer: (model, text) => model.scoreOwnTokens!([text], {}),
          isWhole: (kept, text) => areLogs(kept, text.length),
          inRow: 1,
        }),
    }),
    predict: (readings: readonly Reading[], onShare?: OnShare) =>
      ofEach(readings, onShare, {
        textOf,
        keyOf: ({ text, at }) => ['predict', text, at],
        answer: (model, { text, at }) => model.predict([{ text, at }]),
        isWhole: (kept, { at }): kept is Float32Array =>
          areLogs(kept, at.length * alphabet.length) &&
          sumsOfRows(kept, alphabet.length).every((sum) => sum <= 1 + TOLERANCE),
      }),
    continuations: (texts: readonly BranchedText[], onShare?: OnShare) =>
      ofEach(texts, onShare, {
        textOf,
        keyOf: (text) => ['continuations', text],
        answer: (model, text) => model.continuations([text]),
        isWhole: (kept, { branches }) => areLogs(kept, branches.length),
      }),
    complete(prompts, { length, temperature, seed, isDone, onShare }) {
      const writingOf = (index: number) => ({ length, temperature, seed: seedAt(seed, index) });
      return ofEach<string, string>(prompts, onShare, {
        textOf: itself,
        keyOf: (prompt, index) => ['complete', prompt, writingOf(index)],
        answer: (model, prompt, index) =>
          model.complete([prompt], {
            ...writingOf(index),
            isDone: (_, text) => isDone?.(index, text) === true,
          }),
        // A stored text may be too short, written when less was enough.
        isWhole: (kept, _, index): kept is string =>
          typeof kept === 'string' && (kept.length >= length || isDone?.(index, kept) === true),
      });
    },
  };
}

interface Asking<Part, Answer> {
  readonly textOf: (part: Part) => string;
  /** Returns the question, as the key of its answer. */
  readonly keyOf: (part: Part, index: number) => readonly unknown[];
  readonly answer: (
    model: EvaluatedModel,
    part: Part,
    index: number,
    onShare: OnShare,
  ) => Promise<readonly Answer[]>;
  /** Returns whether a stored answer fits the question: it may belong to another one or be damaged. */
  readonly isWhole: (kept: unknown, part: Part, index: number) => kept is Answer;
  /** Number of successive questions that go to the same model: two by default, since they may be members of a minimal pair. */
  readonly inRow?: number;
}

/** Tolerance for logarithms above 0 and sums above 1, as answers are rounded to float32. */
const TOLERANCE = 1e-3;

/** Returns whether an answer consists of `count` log-probabilities, which may be NaN or −∞. */
function areLogs(kept: unknown, count: number): kept is Float32Array {
  return kept instanceof Float32Array && kept.length === count && kept.every((log) => !(log > TOLERANCE));
}

/** Divides places among models, always the same way: rows that belong together, longest first, each to the model with fewest characters. */
function shareOut(
  places: readonly number[],
  lengthOf: (place: number) => number,
  { inRow, among }: { readonly inRow: number; readonly among: number },
): number[][] {
  const rows = new Map<number, { places: number[]; characters: number }>();
  for (const place of places) {
    const key = Math.floor(place / inRow);
    const row = rows.get(key) ?? { places: [], characters: 0 };
    rows.set(key, row);
    row.places.push(place);
    row.characters += lengthOf(place);
  }
  const shares = Array.from({ length: among }, () => ({ places: [] as number[], characters: 0 }));
  for (const row of [...rows.values()].sort((a, b) => b.characters - a.characters)) {
    const least = shares.reduce((best, share) => (share.characters < best.characters ? share : best));
    least.places.push(...row.places);
    least.characters += row.characters;
  }
  return shares.map((share) => share.places);
}
