import { DELIMITER_TYPES, type DelimiterType, RandomStream } from '@longrange/code';

/** Innermost open bracket, seen from a place inside it. */
export interface OpenBracket {
  readonly type: DelimiterType;
  /** Characters from the opener to the place. */
  readonly distance: number;
  /** Text from the opener, inclusive, up to this place. */
  readonly text: string;
  /** Number of open brackets, including this one. */
  readonly depth: number;
}

/** Strength of a memory, from 0 (nothing) to 1 (certainty); added to log-odds, it may also be negative, against the bracket's own closer. */
export type Trace = (bracket: OpenBracket) => number;
/** Shares of `)`, `]` and `}` if the opener is not known. */
export type Habit = (bracket: OpenBracket) => readonly number[];

const CLOSERS = DELIMITER_TYPES.map((type) => type[1]!);
/** Number of characters that determine a draw. The opener is never among them, so both members of a minimal pair draw alike. */
const DRAWN_BY = 8;

/** Gives `)` this share and divides the rest evenly between the other two. */
export const round =
  (share: number): Habit =>
  () => [share, (1 - share) / 2, (1 - share) / 2];

/** The habit of real code, in which most brackets are round. */
export const USUAL_HABIT = [0.7, 0.2, 0.1];

/** Prefers `)` more strongly the longer the bracket is; its share is one half after about 7 characters. */
export const habitByLength: Habit = (bracket) =>
  round(1 / (1 + Math.exp(2 - Math.log(bracket.distance))))(bracket);

/** Way to combine a trace and a habit: average them, weighted by the trace; add the trace to the log-odds; or draw one at each place. */
export type Mixing = 'probability' | 'logits' | 'either';

/** Returns the shares of closers, given a memory of the opener. A number is the distance up to which the memory is certain. */
export function remember(
  trace: number | Trace,
  {
    mixing = 'probability',
    habit = () => USUAL_HABIT,
    nats = 7,
  }: {
    readonly mixing?: Mixing;
    readonly habit?: Habit;
    /** Log-odds that a full trace adds to its closer; 7 by default. */
    readonly nats?: number;
  } = {},
): Habit {
  const traceOf: Trace = typeof trace === 'number' ? ({ distance }) => Number(distance <= trace) : trace;
  return (bracket) => {
    const strength = traceOf(bracket);
    const isOwn = CLOSERS.map((closer) => Number(closer === bracket.type[1]));
    const shares = habit(bracket);
    if (mixing === 'logits') {
      const weights = shares.map((share, index) => share * Math.exp(nats * strength * isOwn[index]!));
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
