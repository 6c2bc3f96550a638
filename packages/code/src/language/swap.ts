import type { ChoiceKind } from './choice.ts';

/** A text with one of two openers, read up to where it is closed. */
export interface Twin {
  /** What is read, from its beginning. */
  readonly text: string;
  /** Offset of the opener, in UTF-16 code units of `text`. */
  readonly start: number;
  /** Offset of what closes it. */
  readonly at: number;
  /** What closes it, which the other twin's opener rules out. */
  readonly closer: string;
}

/**
 * Two texts that are equal but for the type of one opener, and for what closes it at the end: a bracket, a quote, a name that is bound. A reader
 * to whom the opener is lost answers both alike, and so is right in both never.
 */
export interface Swap {
  readonly kind: ChoiceKind;
  /** Name of the document that it is from. */
  readonly document: string;
  /** Characters from the opener to what closes it; the longer of the two where the openers differ in length. */
  readonly distance: number;
  /** As in the document first. */
  readonly twins: readonly [Twin, Twin];
}

/** A dependency that may be swapped: its twins are made only when it is drawn, since that may take a parser. */
export interface SwapCandidate extends Pick<Swap, 'kind' | 'document' | 'distance'> {
  /** Null where no twin would be sound. */
  swap(): Swap | null;
}
