import type { DelimiterRecord, DelimiterType, LexicalAnalysis, MinimalPair } from '@longrange/code';
import { exchangeBracket, type ScoredPair, SHOWN_NATS, scorePairs } from '@longrange/eval/probes';
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

/** Most brackets of a survey, evenly spaced over the text. */
const MOST_SURVEYED = 200;
/** Brackets that are asked together. */
const TOGETHER = 16;

/** What all brackets of a text answer at their closers. */
export interface Survey {
  readonly asked: number;
  readonly all: number;
  /** Answers by doublings of the distance. */
  readonly buckets: readonly SurveyBucket[];
}

export interface SurveyBucket {
  /** Distances from `from` to below `to`, in characters. */
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** Mean evidence in nats, and shares of brackets that show and that decide. */
  readonly evidence: number;
  readonly shows: number;
  readonly decides: number;
}

/** Asks the brackets of a text at their closers, each beside one other type. */
export async function* survey(
  model: CharacterModel,
  document: { readonly text: string; readonly lexical: LexicalAnalysis },
  delimiters: readonly DelimiterRecord[],
): AsyncGenerator<Survey, void, undefined> {
  const step = Math.max(1, Math.ceil(delimiters.length / MOST_SURVEYED));
  const pairs = delimiters
    .filter((_, index) => index % step === 0)
    .map((one) => exchangeBracket({ path: 'text', ...document }, one, one.type === '[]' ? '()' : '[]'));
  const scored: ScoredPair[] = [];
  for (let next = 0; next < pairs.length; next += TOGETHER) {
    scored.push(...(await scorePairs(model, pairs.slice(next, next + TOGETHER))));
    yield { asked: scored.length, all: pairs.length, buckets: bucketsOf(scored) };
  }
}

function bucketsOf(scored: readonly ScoredPair[]): SurveyBucket[] {
  const known = scored.filter(({ evidence }) => !Number.isNaN(evidence));
  const indexes = [...new Set(known.map(({ distance }) => Math.floor(Math.log2(distance))))];
  return indexes
    .sort((a, b) => a - b)
    .map((index) => {
      const [from, to] = [2 ** index, 2 ** (index + 1)];
      const within = known.filter(({ distance }) => distance >= from && distance < to);
      const mean = (value: (pair: ScoredPair) => number) =>
        within.reduce((sum, pair) => sum + value(pair), 0) / within.length;
      return {
        ...{ from, to, n: within.length },
        evidence: mean(({ evidence }) => evidence),
        shows: mean(({ evidence }) => Number(evidence > SHOWN_NATS)),
        decides: mean(({ isRight }) => Number(isRight)),
      };
    });
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
