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
  /** Natural logarithms as of `scoreChoices`, but for a constant of each question; NaN if it is not known. */
  choose(questions: readonly Question[], onShare?: OnShare): Promise<number[][]>;
}

/**
 * Natural logarithms of the probabilities of each choice's alternatives, in their order; NaN for one with a character that the
 * model cannot predict. Choices in the same text are read together. Alternatives of one character come from the
 * distribution at that place, longer ones are continued.
 */
export async function scoreChoices(
  model: LanguageModel | ChoiceScorer,
  choices: readonly Question[],
  onShare: OnShare = () => undefined,
): Promise<number[][]> {
  if ('choose' in model) return model.choose(choices, onShare);
  const scores: number[][] = choices.map(() => []);
  const single = choices.map(({ alternatives }) => alternatives.every(({ length }) => length === 1));
  const indexes = Array.from(choices.keys());
  const short = indexes.filter((index) => single[index]);
  const long = indexes.filter((index) => !single[index]);
  const work = new SharedWork(
    [short, long].map((part) => charactersOf(choices, part)),
    onShare,
  );
  await scoreSingle(model, choices, short, scores, work.part(0));
  await scoreLong(model, choices, long, scores, work.part(1));
  return scores;
}

async function scoreSingle(
  model: LanguageModel,
  choices: readonly Question[],
  indexes: readonly number[],
  scores: number[][],
  onShare: OnShare,
): Promise<void> {
  const places = new Map(model.alphabet.map((character, place) => [character, place]));
  const groups = groupByText(choices, indexes);
  const readings = groups.map(({ text, members }) => ({
    text,
    at: members.map((index) => choices[index]!.at),
  }));
  const predictions = await predictAll(model, readings, onShare);
  groups.forEach(({ members }, group) => {
    members.forEach((index, row) => {
      scores[index] = choices[index]!.alternatives.map((character) => {
        const place = places.get(character);
        if (place === undefined) return Number.NaN;
        return predictions[group]![row * model.alphabet.length + place]!;
      });
    });
  });
}

async function scoreLong(
  model: LanguageModel,
  choices: readonly Question[],
  indexes: readonly number[],
  scores: number[][],
  onShare: OnShare,
): Promise<void> {
  const groups = groupByText(choices, indexes);
  const texts = groups.map(({ text, members }) => ({
    text,
    branches: members.flatMap((index) => {
      const { at, alternatives } = choices[index]!;
      return alternatives.map((continuation) => ({ at, continuation }));
    }),
  }));
  const results = await continueAll(model, texts, onShare);
  groups.forEach(({ members }, group) => {
    let next = 0;
    for (const index of members) {
      const count = choices[index]!.alternatives.length;
      scores[index] = Array.from(results[group]!.subarray(next, next + count));
      next += count;
    }
  });
}

/** Counts the characters of the texts, each text once. */
function charactersOf(choices: readonly Question[], indexes: readonly number[]): number {
  return groupByText(choices, indexes).reduce((sum, { text }) => sum + text.length, 0);
}

/** Choices of each text, by their place in it. */
function groupByText(choices: readonly Question[], indexes: readonly number[]) {
  return Array.from(
    groupBy(indexes, (index) => choices[index]!.text),
    ([text, members]) => ({ text, members: members.sort((a, b) => choices[a]!.at - choices[b]!.at) }),
  );
}
