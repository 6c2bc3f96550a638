import type { Language, MinimalPair } from '@longrange/code';
import type { PairCurves, ScoredPair } from '@longrange/eval/internal';
import { pairCurves, planPairs, scorePairs } from '@longrange/eval/internal';
import type { CharacterModel } from '@longrange/model';
import { FILLERS, type Filler } from './choices.ts';

/** Maximum number of places to query in a dependency; more would not refine the chart. */
const MOST_PLACES = 400;
/** Lengths of filler to try, in characters: none, then doubling. */
const FILLER_LENGTHS = [0, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];

/** Answer at one place after the opener. */
export interface Asked {
  /** Characters from the opener. */
  readonly distance: number;
  /** Probability that the opener's own closer comes next. */
  readonly closer: number;
  /** Log-odds of the two closers after one opener, minus those after the other, in nats: above 1, the opener *shows*. */
  readonly evidence: number;
  /** True if the network prefers the right closer after either opener, so that the opener *decides*. */
  readonly decides: boolean;
}

/** Queries the pair at places from the opener to its closer. */
export function askBetween(model: CharacterModel, pair: MinimalPair): Promise<Asked[]> {
  const { distance } = pair;
  const step = Math.max(1, Math.ceil(distance / MOST_PLACES));
  const distances = Array.from({ length: Math.ceil(distance / step) }, (_, index) => 1 + index * step);
  if (distances.at(-1) !== distance) distances.push(distance);
  return answers(
    model,
    distances.map((back) => cutAfter(pair, back)),
  );
}

/** Queries the pair at the closer, with more and more filler before it. */
export function askWithFiller(model: CharacterModel, pair: MinimalPair, filler: Filler): Promise<Asked[]> {
  return answers(
    model,
    FILLER_LENGTHS.map((length) => lengthen(pair, fillerOf(filler, length))),
  );
}

/** Maximum number of brackets that a survey scores in each doubling of the distance. */
const SURVEYED = 40;
/** Number of brackets that are scored together. */
const TOGETHER = 16;

/** Scores of a text's brackets at their closers. */
export interface Survey {
  readonly asked: number;
  readonly all: number;
  readonly curves: PairCurves;
  /** Mean evidence by doublings of the distance, in nats. */
  readonly evidence: readonly { readonly from: number; readonly to: number; readonly mean: number }[];
}

/** Scores the brackets of a text whose exchange keeps it valid, as metric 11 does; yields all results so far. */
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
    distance,
    closer: own[index]!,
    evidence,
    decides: isRight,
  }));
}

/** Returns the pair, to be scored `distance` characters after its opener instead of at its closer. */
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

/** Returns whole elements of a list, of about `length` characters. */
export function fillerOf(filler: Filler, length: number): string {
  const { element } = FILLERS[filler];
  return element.repeat(Math.round(length / element.length));
}

/** Returns the probability of each pair's own closer in the unchanged text; NaN for a closer that the model cannot write. */
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
