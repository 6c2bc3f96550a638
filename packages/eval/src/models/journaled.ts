import { createHash } from 'node:crypto';
import { seedAt } from '@longrange/code/internal';
import type { BranchedText, EvaluatedModel, Reading } from './language-model.ts';
import type { OnShare } from './on-share.ts';
import { resetPieces } from './reset-pieces.ts';

/** Answers of a model by what it was asked: kept in a file, they let work go on that was cut off. */
export interface AnswerJournal {
  /** What was answered before; undefined for what was not asked. */
  get(question: string): Float32Array | string | undefined;
  /** Keeps it for good before it returns. */
  add(question: string, answer: Float32Array | string): void;
}

/**
 * A model that is asked nothing twice. Each text is a question, and so is what is between two resets; its answer is kept when it is complete.
 *
 * @param models the same model, once for each that can be asked while another answers. Which of them is asked does not depend on which is
 * faster, so all answer the same questions each time; twins, which begin alike and follow each other, go to the same one. For them a text begins after a reset, and they write after the first prompt, with the seed of another place (`seedAt`), what they write there.
 * @param identity of the model: what has another must not have the same answers
 */
export function journaled(
  models: readonly EvaluatedModel[],
  journal: AnswerJournal,
  { identity }: { readonly identity: string },
): EvaluatedModel {
  const { name, stateful, alphabet, scoreOwnTokens } = models[0]!;
  const characters = alphabet.join('');
  /** Asks about each text that was not asked about. */
  const ofEach = async <Part, Answer extends Float32Array | string>(
    parts: readonly Part[],
    onShare: OnShare | undefined,
    { textOf, asked, answer, isWhole, inRow = 2 }: Asking<Part, Answer>,
  ): Promise<Answer[]> => {
    const questions = parts.map((part, index) =>
      createHash('sha256')
        .update(JSON.stringify([identity, characters, asked(part, index)]))
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
    const tell = tellOf(places, lengthOf, onShare);
    const workOn = async (model: EvaluatedModel, share: readonly number[]): Promise<void> => {
      for (const place of share) {
        const [given] = await answer(model, parts[place]!, place, (part) => tell(place, part));
        journal.add(questions[place]!, given!);
        answers.set(questions[place]!, given!);
        tell(place, 1);
      }
    };
    const shares = shareOut(places, lengthOf, { inRow, among: models.length });
    await Promise.all(shares.map((share, index) => workOn(models[index]!, share)));
    return questions.map((question) => answers.get(question)!);
  };
  const textOf = ({ text }: { readonly text: string }): string => text;
  const itself = (text: string): string => text;
  return {
    ...{ name, stateful, alphabet },
    async score(texts, { resetEvery, onShare }) {
      const pieces = resetPieces(texts, resetEvery);
      const found = await ofEach(pieces, onShare, {
        textOf,
        asked: ({ text }) => ['score', text],
        answer: (model, { text }, _, tell) => model.score([text], { resetEvery: null, onShare: tell }),
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
          asked: (text) => ['own tokens', text],
          answer: (model, text) => model.scoreOwnTokens!([text], {}),
          isWhole: (kept, text) => areLogs(kept, text.length),
          inRow: 1,
        }),
    }),
    predict: (readings: readonly Reading[], onShare?: OnShare) =>
      ofEach(readings, onShare, {
        textOf,
        asked: ({ text, at }) => ['predict', text, at],
        answer: (model, { text, at }) => model.predict([{ text, at }]),
        isWhole: (kept, { at }) => areLogs(kept, at.length * alphabet.length),
      }),
    continuations: (texts: readonly BranchedText[], onShare?: OnShare) =>
      ofEach(texts, onShare, {
        textOf,
        asked: (text) => ['continuations', text],
        answer: (model, text) => model.continuations([text]),
        isWhole: (kept, { branches }) => areLogs(kept, branches.length),
      }),
    complete(prompts, { length, temperature, seed, isDone, onShare }) {
      const own = (index: number) => ({ length, temperature, seed: seedAt(seed, index) });
      return ofEach<string, string>(prompts, onShare, {
        textOf: itself,
        asked: (prompt, index) => ['complete', prompt, own(index)],
        answer: (model, prompt, index) =>
          model.complete([prompt], { ...own(index), isDone: (_, text) => isDone?.(index, text) === true }),
        // It may have been written for another question, which was enough earlier.
        isWhole: (kept, _, index): kept is string =>
          typeof kept === 'string' && (kept.length >= length || isDone?.(index, kept) === true),
      });
    },
  };
}

interface Asking<Part, Answer> {
  readonly textOf: (part: Part) => string;
  /** The question. */
  readonly asked: (part: Part, index: number) => readonly unknown[];
  readonly answer: (
    model: EvaluatedModel,
    part: Part,
    index: number,
    onShare: OnShare,
  ) => Promise<readonly Answer[]>;
  /** Returns whether a kept answer fits: it may belong to another question, or be damaged. */
  readonly isWhole: (kept: unknown, part: Part, index: number) => kept is Answer;
  /** So many that follow each other go to the same model: two that may be twins. */
  readonly inRow?: number;
}

/** Logarithms of probabilities, so many; NaN and −∞ are among them where a model says so. */
function areLogs(kept: unknown, count: number): kept is Float32Array {
  return kept instanceof Float32Array && kept.length === count && kept.every((log) => !(log > 1e-3));
}

/** The same places for each model each time: the longest first, those that belong together in a row, to the one that has had the fewest characters so far. */
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

/** Tells how far all is when one is so far, in whatever order they come. */
function tellOf(
  places: readonly number[],
  lengthOf: (place: number) => number,
  onShare: OnShare | undefined,
): (place: number, share: number) => void {
  const total = places.reduce((sum, place) => sum + lengthOf(place), 0);
  const shares = new Map<number, number>();
  let done = 0;
  return (place, share) => {
    done += (share - (shares.get(place) ?? 0)) * lengthOf(place);
    shares.set(place, share);
    onShare?.(done / total);
  };
}
