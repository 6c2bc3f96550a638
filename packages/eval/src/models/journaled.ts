import { createHash } from 'node:crypto';
import { seedAt } from '../statistics/random.ts';
import type { BranchedText, EvaluatedModel, Reading } from './language-model.ts';
import { type OnShare, SharedWork } from './on-share.ts';
import { resetPieces } from './reset-pieces.ts';
import { sideBySide } from './side-by-side.ts';

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
 * @param model one for which a text begins after a reset, and that writes after the first prompt, with the seed of another place (`seedAt`), what it writes there
 * @param options.identity of the model: what has another must not have the same answers
 * @param options.together texts that are asked about at once, at most
 */
export function journaled(
  model: EvaluatedModel,
  journal: AnswerJournal,
  options: { readonly identity: string; readonly together: number },
): EvaluatedModel {
  const { identity, together } = options;
  const alphabet = model.alphabet.join('');
  const underWay = new Map<string, Promise<Float32Array | string>>();
  const ask = async <Answer extends Float32Array | string>(
    asked: readonly unknown[],
    answer: () => Promise<readonly Answer[]>,
    isEnough: (kept: Answer) => boolean = () => true,
  ): Promise<Answer> => {
    const question = createHash('sha256')
      .update(JSON.stringify([identity, alphabet, asked]))
      .digest('base64');
    // The question says which kind the answer is of.
    const kept = journal.get(question) as Answer | undefined;
    if (kept !== undefined && isEnough(kept)) return kept;
    const sameQuestion = underWay.get(question);
    if (sameQuestion !== undefined) {
      const given = (await sameQuestion) as Answer;
      if (isEnough(given)) return given;
    }
    const asking = answer().then(([given]) => {
      journal.add(question, given!);
      return given!;
    });
    underWay.set(question, asking);
    return asking.finally(() => underWay.delete(question));
  };
  const told = (texts: readonly string[], onShare: OnShare | undefined): ((text: string) => void) => {
    const total = texts.reduce((sum, { length }) => sum + length + 1, 0);
    let done = 0;
    return ({ length }) => {
      done += length + 1;
      onShare?.(done / total);
    };
  };
  const { scoreOwnTokens } = model;
  return {
    ...{ name: model.name, stateful: model.stateful, alphabet: model.alphabet },
    async score(texts, { resetEvery, onShare = () => undefined }) {
      const scores = texts.map(({ length }) => new Float32Array(length));
      const pieces = resetPieces(texts, resetEvery);
      const work = new SharedWork(
        pieces.map(({ text }) => text.length),
        onShare,
      );
      await sideBySide(pieces, together, async ({ index, start, text }, place) => {
        const whole = { resetEvery: null, onShare: work.part(place) };
        scores[index]!.set(await ask(['score', text], () => model.score([text], whole)), start);
        whole.onShare(1);
      });
      return scores;
    },
    ...(scoreOwnTokens !== undefined && {
      async scoreOwnTokens(texts: readonly string[], { onShare }: { readonly onShare?: OnShare }) {
        const tell = told(texts, onShare);
        return sideBySide(texts, together, async (text) => {
          const scores = await ask(['own tokens', text], () => scoreOwnTokens.call(model, [text], {}));
          tell(text);
          return scores;
        });
      },
    }),
    predict(readings: readonly Reading[], onShare?: OnShare) {
      const tell = told(
        readings.map(({ text }) => text),
        onShare,
      );
      return sideBySide(readings, together, async ({ text, at }) => {
        const rows = await ask(['predict', text, at], () => model.predict([{ text, at }]));
        tell(text);
        return rows;
      });
    },
    continuations(texts: readonly BranchedText[], onShare?: OnShare) {
      const tell = told(
        texts.map(({ text }) => text),
        onShare,
      );
      return sideBySide(texts, together, async (text) => {
        const logs = await ask(['continuations', text], () => model.continuations([text]));
        tell(text.text);
        return logs;
      });
    },
    async complete(prompts, { length, temperature, seed, isDone, onShare }) {
      const tell = told(prompts, onShare);
      return sideBySide(prompts, together, async (prompt, index) => {
        const own = { length, temperature, seed: seedAt(seed, index) };
        const isEnough = (written: string): boolean => isDone?.(index, written) === true;
        const written = await ask(
          ['complete', prompt, own],
          () => model.complete([prompt], { ...own, isDone: (_, text) => isEnough(text) }),
          // It may have been written for another question, which was enough earlier.
          (kept) => kept.length >= length || isEnough(kept),
        );
        tell(prompt);
        return written;
      });
    },
  };
}
