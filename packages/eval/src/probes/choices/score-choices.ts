import { continueAll, predictAll, SharedWork } from '../../models/batches.ts';
import type { LanguageModel, OnShare } from '../../models/language-model.ts';
import { groupBy } from '../../statistics/parts.ts';

/** A place in a text and its alternative continuations. */
export interface Question {
  readonly text: string;
  /** Offset, at least 1. */
  readonly at: number;
  readonly alternatives: readonly string[];
}

/** A model that scores alternatives and need not have distributions. */
export interface ChoiceScorer {
  /** Natural logarithms as from `scoreChoices`, up to a constant for each question; NaN if unknown. */
  choose(questions: readonly Question[], onShare?: OnShare): Promise<number[][]>;
}

/**
 * Natural logarithms of the probabilities of each choice's alternatives, in their order; NaN for one with a character that the
 * model cannot predict. Choices in the same text are read together. Alternatives of one character come from the distribution
 * at that place, longer ones are scored as continuations.
 */
export async function scoreChoices(
  model: LanguageModel | ChoiceScorer,
  choices: readonly Question[],
  onShare: OnShare = () => undefined,
): Promise<number[][]> {
  if ('choose' in model) return model.choose(choices, onShare);
  const groupsOf = (isShort: boolean) => {
    const isOwn = ({ alternatives }: Question) =>
      alternatives.every(({ length }) => length === 1) === isShort;
    const indexes = Array.from(choices.keys()).filter((index) => isOwn(choices[index]!));
    // Choices of each text, by their place in it.
    return Array.from(
      groupBy(indexes, (index) => choices[index]!.text),
      ([text, members]) => ({ text, members: members.sort((a, b) => choices[a]!.at - choices[b]!.at) }),
    );
  };
  const [short, long] = [groupsOf(true), groupsOf(false)];
  const amounts = [short, long].map((groups) => groups.reduce((sum, { text }) => sum + text.length, 0));
  const work = new SharedWork(amounts, onShare);
  const scores: number[][] = choices.map(() => []);
  const places = new Map(model.alphabet.map((character, place) => [character, place]));
  const readings = short.map(({ text, members }) => ({
    text,
    at: members.map((index) => choices[index]!.at),
  }));
  const predictions = await predictAll(model, readings, work.part(0));
  for (const [group, { members }] of short.entries()) {
    for (const [row, index] of members.entries()) {
      scores[index] = choices[index]!.alternatives.map((character) => {
        const place = places.get(character);
        if (place === undefined) return Number.NaN;
        return predictions[group]![row * model.alphabet.length + place]!;
      });
    }
  }
  const texts = long.map(({ text, members }) => ({
    text,
    branches: members.flatMap((index) => {
      const { at, alternatives } = choices[index]!;
      return alternatives.map((continuation) => ({ at, continuation }));
    }),
  }));
  const results = await continueAll(model, texts, work.part(1));
  for (const [group, { members }] of long.entries()) {
    let next = 0;
    for (const index of members) {
      const { length } = choices[index]!.alternatives;
      scores[index] = Array.from(results[group]!.subarray(next, next + length));
      next += length;
    }
  }
  return scores;
}
