import { createHash } from 'node:crypto';
import { seedAt } from '../statistics/random.ts';
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
 * @param models the same model, once for each that can be asked while another answers. A text goes to one of them by its place, so that all answer the same questions each time; twins, which
 * begin alike and follow each other, go to the same one. For them a text begins after a reset, and they write after the first prompt, with the seed of another place (`seedAt`), what they write there.
 * @param identity of the model: what has another must not have the same answers
 */
export function journaled(
  models: readonly EvaluatedModel[],
  journal: AnswerJournal,
  { identity }: { readonly identity: string },
): EvaluatedModel {
  const { name, stateful, alphabet, scoreOwnTokens } = models[0]!;
  const characters = alphabet.join('');
  const { length: lanes } = models;
  /** Asks about each text that was not asked about. */
  const ofEach = async <Part, Answer extends Float32Array | string>(
    parts: readonly Part[],
    onShare: OnShare | undefined,
    { textOf, asked, answer, isEnough = () => true }: Asking<Part, Answer>,
  ): Promise<Answer[]> => {
    const questions = parts.map((part, index) =>
      createHash('sha256')
        .update(JSON.stringify([identity, characters, asked(part, index)]))
        .digest('base64'),
    );
    const tell = tellOf(
      parts.map((part) => textOf(part).length + 1),
      onShare,
    );
    const answers = new Map<string, Answer>();
    const first = new Map<string, number>();
    for (const [index, question] of questions.entries()) if (!first.has(question)) first.set(question, index);
    const workOn = async (model: EvaluatedModel, lane: number): Promise<void> => {
      for (const [index, part] of parts.entries()) {
        const question = questions[index]!;
        if (Math.floor(first.get(question)! / 2) % lanes !== lane) continue;
        // The question says which kind the answer is of.
        let given = answers.get(question) ?? (journal.get(question) as Answer | undefined);
        if (given === undefined || !isEnough(given, index)) {
          [given] = (await answer(model, part, index, (share) => tell(index, share))) as [Answer];
          journal.add(question, given);
        }
        answers.set(question, given);
        tell(index, 1);
      }
    };
    await Promise.all(models.map(workOn));
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
        }),
    }),
    predict: (readings: readonly Reading[], onShare?: OnShare) =>
      ofEach(readings, onShare, {
        textOf,
        asked: ({ text, at }) => ['predict', text, at],
        answer: (model, { text, at }) => model.predict([{ text, at }]),
      }),
    continuations: (texts: readonly BranchedText[], onShare?: OnShare) =>
      ofEach(texts, onShare, {
        textOf,
        asked: (text) => ['continuations', text],
        answer: (model, text) => model.continuations([text]),
      }),
    complete(prompts, { length, temperature, seed, isDone, onShare }) {
      const own = (index: number) => ({ length, temperature, seed: seedAt(seed, index) });
      return ofEach<string, string>(prompts, onShare, {
        textOf: itself,
        asked: (prompt, index) => ['complete', prompt, own(index)],
        answer: (model, prompt, index) =>
          model.complete([prompt], { ...own(index), isDone: (_, text) => isDone?.(index, text) === true }),
        // It may have been written for another question, which was enough earlier.
        isEnough: (written, index) => written.length >= length || isDone?.(index, written) === true,
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
  /** Whether an answer that was kept will do. */
  readonly isEnough?: (kept: Answer, index: number) => boolean;
}

/** Tells how far all is when one is so far, in whatever order they come. */
function tellOf(amounts: readonly number[], onShare: OnShare | undefined) {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  const shares = amounts.map(() => 0);
  let done = 0;
  return (index: number, share: number): void => {
    done += (share - shares[index]!) * amounts[index]!;
    shares[index] = share;
    onShare?.(done / total);
  };
}
