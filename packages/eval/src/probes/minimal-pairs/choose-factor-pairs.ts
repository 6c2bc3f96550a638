import type { Language, MinimalPair, PairCandidate, PairMember, RandomStream } from '@longrange/code';
import { doublingScale } from '../../statistics/buckets.ts';
import { groupBy } from '../../statistics/parts.ts';
import { USUAL_MAX_DISTANCE } from '../farther.ts';
import { isKnown, takeInTurn } from './choose-pairs.ts';

/** A minimal pair with the line breaks between its brackets removed, or with some inserted. */
export interface ReformattedPair {
  readonly original: MinimalPair;
  readonly pair: MinimalPair;
}

/** Minimal pairs of brackets that are scored beside those of the range, for the factors alone. */
export interface FactorPairs {
  /** More pairs of the sorts that are rare at their distance: with something nested or not, with a line break or not. */
  readonly extra: readonly MinimalPair[];
  readonly reformatted: readonly ReformattedPair[];
  /** Reason for no reformatted pairs: the language has no rule, or a predictor does not know the space or the line break. */
  readonly notReformatted: 'language' | 'alphabet' | null;
}

/** Least distance of reformatted pairs: nearer ones rarely contain a comma. */
const REFORMATTED_FROM = 8;

/**
 * @param chosen the pairs of the range, which are not made a second time
 * @param most of each sort in each doubling of the distance
 */
export function chooseFactorPairs(
  candidates: readonly PairCandidate[],
  chosen: readonly MinimalPair[],
  {
    most,
    language,
    alphabet,
  }: { most: number; language: Language; alphabet: ReadonlySet<string> | undefined },
  random: RandomStream,
): FactorPairs {
  const own = chosen.filter(isUsual);
  const textOf = ({ document, members }: MinimalPair) => `${document} ${members[0].text}`;
  const asked = new Set(own.map(textOf));
  const present = groupBy(own, sortOf);
  const extra = [...groupBy(candidates.filter(isUsual), sortOf)].flatMap(([sort, members]) => {
    const make = (candidate: PairCandidate) => {
      const pair = candidate.pair();
      if (pair === null || asked.has(textOf(pair))) return null;
      asked.add(textOf(pair));
      return alphabet === undefined || isKnown(pair, alphabet) ? pair : null;
    };
    return takeInTurn(members, most - (present.get(sort)?.length ?? 0), make, random);
  });
  const reformat = language.probes?.reformat;
  if (reformat === undefined) return { extra, reformatted: [], notReformatted: 'language' };
  if (alphabet !== undefined && !(alphabet.has(' ') && alphabet.has('\n')))
    return { extra, reformatted: [], notReformatted: 'alphabet' };
  const far = [...own, ...extra].filter(({ distance }) => distance >= REFORMATTED_FROM);
  const lineSortOf = (pair: MinimalPair) => `${doublingOf(pair)} ${hasLineBreak(pair)}`;
  const make = (original: MinimalPair) => {
    const members = original.members.flatMap((member): PairMember[] => {
      const text = reformat(member.text, member.start, member.at);
      return text === null ? [] : [{ ...member, text }];
    });
    const [one, other] = members;
    return other === undefined ? null : { original, pair: { ...original, members: [one!, other] as const } };
  };
  const reformatted = [...groupBy(far, lineSortOf).values()].flatMap((members) =>
    takeInTurn(members, most, make, random),
  );
  return { extra, reformatted, notReformatted: null };
}

/** All pairs that are scored for the factors alone. */
export function factorPairsOf(factors: FactorPairs | null): MinimalPair[] {
  return factors === null ? [] : [...factors.extra, ...factors.reformatted.map(({ pair }) => pair)];
}

/** Returns whether it is a bracket at a distance that every evaluation asks about. */
export function isUsual({ kind, distance }: Pick<MinimalPair, 'kind' | 'distance'>): boolean {
  return kind === 'closer' && distance < USUAL_MAX_DISTANCE;
}

function doublingOf({ distance }: Pick<MinimalPair, 'distance'>): number {
  return doublingScale.indexOf(distance);
}

type Between = Pick<MinimalPair, 'between'>;
export const hasNested = ({ between }: Between): boolean => between!.nested > 0;
export const hasLineBreak = ({ between }: Between): boolean => between!.lineBreaks > 0;
/** Number of tokens between opener and closer: words and numbers, and every other character that is not white space. */
export const tokensIn = ({ members: [{ text, start, at }] }: MinimalPair): number =>
  text.slice(start + 1, at).match(/[\p{L}\p{N}_]+|\S/gu)?.length ?? 0;

function sortOf(pair: Pick<MinimalPair, 'distance' | 'between'>): string {
  return `${doublingOf(pair)} ${hasNested(pair)} ${hasLineBreak(pair)}`;
}
