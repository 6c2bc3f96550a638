import type { RandomStream } from '../random/random.ts';

/** Kinds of dependencies that probes test, in the order of reports. */
export const KINDS = [
  'closer',
  'quote',
  'dedent',
  'clause',
  'identifier',
  'parameter',
  'definition',
  'import',
] as const;

/**
 * Kind of choice: a closer, a quote, an indentation, a clause, or a name, namely one of a function's own or, in natural pairs only, a
 * parameter, a definition or an import.
 */
export type ChoiceKind = (typeof KINDS)[number];

/**
 * A place in a text where the continuation depends on something further back, with continuations that would break that dependency.
 * `start` and `distance` are as in an observation.
 */
export interface Choice {
  readonly kind: ChoiceKind;
  /** Name of the document that it is from. */
  readonly document: string;
  /** Text to read from its beginning; the choice is at `at` ≥ 1. */
  readonly text: string;
  /** Offset of the dependent end, in UTF-16 code units of `text`. */
  readonly at: number;
  /** The truth first, then its rivals. */
  readonly alternatives: readonly [string, string, ...string[]];
  /** Offset of the end that it depends on. */
  readonly start: number;
  /** `at - start`, in UTF-16 code units. */
  readonly distance: number;
  /** Nesting depth of `start`. */
  readonly depth: number;
  /** Openers of another type in between; 0 for kinds that have none. */
  readonly attractors: number;
}

/** A choice with further code added to its text. */
export interface LengthControlledChoice extends Choice {
  /** Offset of the first end in its document, before the edits. */
  readonly opener: number;
  /** Edits of the document, ascending and without overlap; the text is a part of the edited document. */
  readonly edits: readonly Edit[];
}

/** The same further code inserted between the ends of a dependency, and before both: the same text at another distance. */
export interface LengthControlledItem {
  readonly between: LengthControlledChoice;
  readonly before: LengthControlledChoice;
}

/**
 * Two items that differ in the first end of the dependency and in nothing after it; the truth of each is the rival of the other. A
 * predictor that does not know the first end gets one of the two right.
 */
export type MirrorImages = readonly [LengthControlledItem, LengthControlledItem];

/** Makes a choice, and computes its `distance`. */
export function choiceAt(
  place: Pick<LengthControlledChoice, 'kind' | 'document' | 'opener' | 'depth'>,
  choice: Omit<LengthControlledChoice, keyof typeof place | 'distance'>,
): LengthControlledChoice {
  return { ...place, ...choice, distance: choice.at - choice.start };
}

/** Makes mirror images, each with the further code between its ends, and before them. */
export function mirrorImages(
  choose: (isFirst: boolean, isBefore: boolean) => LengthControlledChoice,
): MirrorImages {
  const image = (isFirst: boolean) => ({ between: choose(isFirst, false), before: choose(isFirst, true) });
  return [image(true), image(false)];
}

/** Replaces the text from offset `start` to `end`, exclusive. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** Returns the text from `from` to `to` (offsets before the edits) with the edits applied. */
export function applyEdits(text: string, edits: readonly Edit[], from = 0, to = text.length): string {
  let position = from;
  let edited = '';
  for (const { start, end, replacement } of edits) {
    edited += text.slice(position, start) + replacement;
    position = end;
  }
  return edited + text.slice(position, to);
}

/** A real dependency to which further code can be added. */
export interface Candidate {
  readonly document: string;
  /** Offset of the first end in the document; a bucket has one pair of mirror images for each. */
  readonly opener: number;
  /** Distance in the document. */
  readonly distance: number;
  /** Groups take turns as long as each has candidates. */
  readonly group: string;
  /** Inserts about that much between the ends, and makes the mirror image; null if no fragments fit. */
  lengthen(goal: Goal, random: RandomStream): MirrorImages | null;
}

/** Candidates of one kind. */
export interface Family {
  readonly candidates: readonly Candidate[];
  /** Lower end of the nearest bucket; only candidates that are naturally nearer are used. */
  readonly nearest: number;
}

/** Amount of code to insert between two ends. */
export interface Goal {
  /** Minimum number of characters. */
  readonly from: number;
  /** Upper bound on the number of characters, exclusive. */
  readonly to: number;
  /** Attractors of each kind. */
  readonly attractors: number;
}

/** A text with one of two openers, read up to where it is closed. */
export interface PairMember {
  /** Text to read from its beginning. */
  readonly text: string;
  /** Offset of the opener, in UTF-16 code units of `text`. */
  readonly start: number;
  /** Offset of the closer. */
  readonly at: number;
  /** The closer, which the other member's opener rules out. */
  readonly closer: string;
}

/** Code between an opener and its closer. */
export interface Between {
  /** Number of brackets opened there, fields of formatted strings included. */
  readonly nested: number;
  readonly lineBreaks: number;
}

/**
 * Two texts that differ only in the type of one opener and of its closer at the end: a bracket, a quote, a bound name. A reader that
 * has forgotten the opener answers both alike, and is never right on both.
 */
export interface MinimalPair {
  readonly kind: ChoiceKind;
  /** Name of the document that it is from. */
  readonly document: string;
  /** Characters from the opener to the closer; the larger number if the openers differ in length. */
  readonly distance: number;
  /** Known for brackets only. */
  readonly between?: Between;
  /** The member found in the document comes first. */
  readonly members: readonly [PairMember, PairMember];
}

/** A dependency that may be swapped. Its members are made only when it is drawn, since that may require a parser. */
export interface PairCandidate extends Pick<MinimalPair, 'kind' | 'document' | 'distance' | 'between'> {
  /** Null if no sound member exists. */
  pair(): MinimalPair | null;
}
