import { DELIMITER_TYPES, type DelimiterType, RandomStream } from '@longrange/code';

/** Innermost open bracket, seen from a place inside it. */
export interface OpenBracket {
  readonly type: DelimiterType;
  /** Characters from the opener to the place. */
  readonly distance: number;
  /** Text from the opener on, up to the place. */
  readonly text: string;
  /** Number of brackets that are open, this one included. */
  readonly depth: number;
}

/** Strength of a memory from 0, nothing, to 1, certainty. */
export type Trace = (bracket: OpenBracket) => number;
/** Shares of `)`, `]` and `}` where the opener is not known. */
export type Habit = (bracket: OpenBracket) => readonly number[];

const CLOSERS = DELIMITER_TYPES.map((type) => type[1]!);
/** Log-odds that a full trace adds to its closer. */
const STRENGTH = 7;
/** Number of characters that determine a draw, the opener never among them: equal in both members of a minimal pair. */
const DRAWN_BY = 8;

/** Prefers `)` with this probability, and the other two alike. */
export const round =
  (share: number): Habit =>
  () => [share, (1 - share) / 2, (1 - share) / 2];

/** The habit of real code, in which most brackets are round. */
export const USUAL_HABIT = [0.7, 0.2, 0.1];

/** Prefers `)` the more, the longer the bracket is: as likely as not after 7 characters. */
export const habitByLength: Habit = (bracket) =>
  round(1 / (1 + Math.exp(2 - Math.log(bracket.distance))))(bracket);

/** Combination of a trace and a habit: their mean, weighted by the trace; the trace added to log-odds; or one of both, drawn anew in each place. */
export type Mixing = 'probability' | 'logits' | 'either';

/** Shares of closers for a memory of the opener. */
export function remember(
  trace: number | Trace,
  {
    mixing = 'probability',
    habit = () => USUAL_HABIT,
  }: { readonly mixing?: Mixing; readonly habit?: Habit } = {},
): Habit {
  const traceOf: Trace = typeof trace === 'number' ? ({ distance }) => Number(distance <= trace) : trace;
  return (bracket) => {
    const strength = traceOf(bracket);
    const isOwn = CLOSERS.map((closer) => Number(closer === bracket.type[1]));
    const shares = habit(bracket);
    if (mixing === 'logits') {
      const weights = shares.map((share, index) => share * Math.exp(STRENGTH * strength * isOwn[index]!));
      const sum = weights.reduce((total, weight) => total + weight);
      return weights.map((weight) => weight / sum);
    }
    const weight =
      mixing === 'probability' ? strength : Number(uniformAfter(bracket.text.slice(1)) < strength);
    return shares.map((share, index) => weight * isOwn[index]! + (1 - weight) * share);
  };
}

function uniformAfter(text: string): number {
  let seed = text.length;
  for (const character of text.slice(-DRAWN_BY)) seed = Math.imul(seed, 31) + character.charCodeAt(0);
  return new RandomStream(seed).nextFloat();
}
