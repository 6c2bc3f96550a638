import type { DelimiterRecord, DelimiterType, Language, LexicalAnalysis, MinimalPair } from '@longrange/code';
import {
  exchangeBracket,
  type PairCurves,
  pairCurves,
  planPairs,
  type ScoredPair,
  scorePairs,
} from '@longrange/eval/probes';
import type { CharacterModel } from '@longrange/model';

/** Most places of a dependency that are asked; more are drawn no finer. */
const MOST_PLACES = 400;
/** Characters of filler to try: none, then each twice the one before. */
const FILLERS = [0, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];

/** Kinds of text to put between an opener and its closer. */
export type Filler = 'names' | 'lines' | 'nested';

/** Answer at one place after the opener. */
export interface Asked {
  /** Characters from the opener. */
  readonly distance: number;
  /** Probability that the opener's own closer comes next. */
  readonly closer: number;
  /** Log-odds of the two closers after the one opener less those after the other, in nats: above 1 the opener shows. */
  readonly evidence: number;
  /** True if the network prefers the right closer after either opener: it decides. */
  readonly decides: boolean;
}

/** Answers on the way from an opener to its closer. */
export async function askBetween(
  model: CharacterModel,
  document: { readonly text: string; readonly lexical: LexicalAnalysis },
  delimiter: DelimiterRecord,
  type: DelimiterType,
): Promise<Asked[]> {
  const pair = exchangeBracket({ path: 'text', ...document }, delimiter, type);
  const { distance } = pair;
  const step = Math.max(1, Math.ceil(distance / MOST_PLACES));
  const distances = Array.from({ length: Math.ceil(distance / step) }, (_, index) => 1 + index * step);
  if (distances.at(-1) !== distance) distances.push(distance);
  return answers(
    model,
    distances.map((back) => cutAfter(pair, back)),
  );
}

/** Answers at the closer with more and more text before it. */
export async function askWithFiller(
  model: CharacterModel,
  document: { readonly text: string; readonly lexical: LexicalAnalysis },
  delimiter: DelimiterRecord,
  type: DelimiterType,
  filler: Filler,
): Promise<Asked[]> {
  const pair = exchangeBracket({ path: 'text', ...document }, delimiter, type);
  return answers(
    model,
    FILLERS.map((length) => lengthen(pair, fillerOf(filler, length))),
  );
}

/** Most brackets of a survey in each doubling of the distance. */
const SURVEYED = 40;
/** Brackets that are asked together. */
const TOGETHER = 16;

/** Answers of the brackets of a text at their closers. */
export interface Survey {
  readonly asked: number;
  readonly all: number;
  readonly curves: PairCurves;
  /** Mean evidence by doublings of the distance, in nats. */
  readonly evidence: readonly { readonly from: number; readonly to: number; readonly mean: number }[];
}

/** Asks the brackets of a text whose exchange leaves it sound, as metric 11 does; yields all answers so far. */
export async function* survey(
  model: CharacterModel,
  text: string,
  language: Language,
): AsyncGenerator<Survey, void, undefined> {
  const document = { path: 'text', text };
  const options = { language, seed: 0, perBucket: SURVEYED, alphabet: model.alphabet };
  const pairs = planPairs([document], options);
  const scored: ScoredPair[] = [];
  for (let next = 0; next < pairs.length; next += TOGETHER) {
    scored.push(...(await scorePairs(model, pairs.slice(next, next + TOGETHER))));
    const curves = pairCurves(scored);
    const evidence = curves.decides.map(({ from, to }) => {
      const within = scored.filter(({ distance }) => distance >= from && distance < to);
      return { from, to, mean: within.reduce((sum, one) => sum + one.evidence, 0) / within.length };
    });
    yield { asked: scored.length, all: pairs.length, curves, evidence };
  }
}

async function answers(model: CharacterModel, pairs: readonly MinimalPair[]): Promise<Asked[]> {
  const scored = await scorePairs(model, pairs);
  const own = await probabilitiesOfClosers(model, pairs);
  return scored.map(({ distance, evidence, isRight }, index) => ({
    ...{ distance, evidence, decides: isRight },
    closer: own[index]!,
  }));
}

/** The pair, asked so many characters after its opener instead of at its closer. */
function cutAfter(pair: MinimalPair, distance: number): MinimalPair {
  const [one, other] = pair.members.map((member) => ({ ...member, at: member.start + distance }));
  return { ...pair, distance, members: [one!, other!] };
}

function lengthen(pair: MinimalPair, filler: string): MinimalPair {
  const [one, other] = pair.members.map((member) => {
    const after = member.start + 1;
    return {
      ...member,
      text: member.text.slice(0, after) + filler + member.text.slice(after),
      at: member.at + filler.length,
    };
  });
  return { ...pair, distance: pair.distance + filler.length, members: [one!, other!] };
}

const UNITS: Readonly<Record<Filler, string>> = {
  names: 'value, other, ',
  lines: 'value,\n    other,\n    ',
  nested: 'f(x), [y], ',
};

/** Whole elements of a list, about so many characters. */
export function fillerOf(filler: Filler, length: number): string {
  const unit = UNITS[filler];
  return unit.repeat(Math.round(length / unit.length));
}

/** Probability of each pair's own closer in the text as it is; NaN for a closer that the model cannot write. */
async function probabilitiesOfClosers(
  model: CharacterModel,
  pairs: readonly MinimalPair[],
): Promise<number[]> {
  const own = pairs.map(({ members }) => members[0]);
  const texts = [...new Set(own.map(({ text }) => text))];
  const branchesOf = (text: string) =>
    own.filter((member) => member.text === text).map(({ at, closer }) => ({ at, continuation: closer }));
  const scores = await model.continuations(texts.map((text) => ({ text, branches: branchesOf(text) })));
  const next = new Map(texts.map((text, index) => [text, scores[index]!.values()]));
  return own.map(({ text }) => Math.exp(next.get(text)!.next().value!));
}
