import type { Language, MinimalPair } from '@longrange/code';
import { outermostStrings } from '@longrange/code/internal';
import type { PairCurves, ScoredPair } from '@longrange/eval/internal';
import { exchangeBracket, pairCurves, planPairs, scorePairs } from '@longrange/eval/internal';
import type { CharacterModel } from '@longrange/model';
import { exchangesOf, FILLERS, type Filler } from './choices.ts';
import type { LexedText } from './endings.ts';

/** Maximum number of places to query in a dependency; more would not refine the chart. */
const MOST_PLACES = 400;
/** Lengths of filler to try, in characters: none, then doubling. */
const FILLER_LENGTHS = [0, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];

/** A bracket pair or a string in quotes of one character, which a network may be asked about. Offsets are UTF-16 code units. */
export interface Dependency {
  readonly opener: number;
  /** Offset of the closer. */
  readonly end: number;
  /** Opener and closer: `()`, `''`. */
  readonly type: string;
}

/** Returns all dependencies of a text that end by their own type, by the offset of their opener. */
export function dependenciesOf({ text, lexical }: LexedText): Dependency[] {
  const brackets = lexical.delimiters
    .filter(({ event }) => event === 'matched')
    .map(({ opener, end, type }): Dependency => ({ opener, end, type }));
  const strings = outermostStrings(lexical)
    .filter(({ terminated, contentStart, quoteStart }) => terminated && contentStart - quoteStart === 1)
    .map(({ quoteStart, contentEnd }) => ({
      opener: quoteStart,
      end: contentEnd,
      type: text[quoteStart]!.repeat(2),
    }))
    .filter(({ type }) => type !== '``');
  return [...brackets, ...strings].sort((a, b) => a.opener - b.opener);
}

/** Answer at one place after the opener. */
export interface Asked {
  /** Characters from the opener. */
  readonly distance: number;
  /** Log-odds of the two closers after one opener, minus those after the other, in nats: above 1, the opener *shows*. */
  readonly evidence: number;
  /** True if the network prefers the right closer after either opener, so that the opener *decides*. */
  readonly decides: boolean;
}

/** Queries a dependency at places from the opener to its closer. */
export function askBetween(model: CharacterModel, pair: MinimalPair): Promise<Asked[]> {
  return answers(model, cuts(pair));
}

/** Number of dependencies that are traced together: other questions wait until they are done. */
const TRACED_TOGETHER = 3;

/** Answers about one dependency, exchanged for the usual type. */
export interface Trace {
  readonly opener: number;
  readonly between: readonly Asked[];
}

/** Queries dependencies as `askBetween` does, and yields some at a time. */
export async function* trace(
  model: CharacterModel,
  lexed: LexedText,
  dependencies: readonly Dependency[],
): AsyncGenerator<Trace[], void, undefined> {
  const document = { path: 'text', ...lexed };
  for (let next = 0; next < dependencies.length; next += TRACED_TOGETHER) {
    const some = dependencies.slice(next, next + TRACED_TOGETHER);
    const cut = some.map((one) => cuts(exchangeBracket(document, one, exchangesOf(one.type)[0]!)));
    const all = await answers(model, cut.flat());
    let from = 0;
    yield some.map(({ opener }, index) => {
      const between = all.slice(from, from + cut[index]!.length);
      from += between.length;
      return { opener, between };
    });
  }
}

/** The pair, to be scored at places from its opener to its closer. */
function cuts(pair: MinimalPair): MinimalPair[] {
  const { distance } = pair;
  const step = Math.max(1, Math.ceil(distance / MOST_PLACES));
  const distances = Array.from({ length: Math.ceil(distance / step) }, (_, index) => 1 + index * step);
  if (distances.at(-1) !== distance) distances.push(distance);
  return distances.map((back) => cutAfter(pair, back));
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
  return scored.map(({ distance, evidence, isRight }) => ({ distance, evidence, decides: isRight }));
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
