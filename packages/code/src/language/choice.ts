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

/** What is asked for: which closer, quote, indentation or clause, or which name: one of those of a function, or, natural ones apart, a parameter, what is defined and what is imported. */
export type ChoiceKind = (typeof KINDS)[number];

/**
 * A place in a text where what truly follows depends on something further back, and what would break that dependency. `start`
 * to `distance` are as in an observation.
 */
export interface Choice {
  readonly kind: ChoiceKind;
  /** Name of the document that it is from. */
  readonly document: string;
  /** What is read, from its beginning; the choice is at `at` ≥ 1. */
  readonly text: string;
  /** Offset of what depends, in UTF-16 code units of `text`. */
  readonly at: number;
  /** The truth first, then what it is held against. */
  readonly alternatives: readonly [string, string, ...string[]];
  /** Offset of what it depends on. */
  readonly start: number;
  /** `at - start`, in UTF-16 code units. */
  readonly distance: number;
  /** Nesting depth of `start`. */
  readonly depth: number;
  /** Openers of another type in between; 0 where the kind has none. */
  readonly attractors: number;
}

/** A choice to whose text further code was added. */
export interface StretchedChoice extends Choice {
  /** Where in its document, before the edits, the dependency begins. */
  readonly opener: number;
  /** What was changed in the document, ascending, without overlap; the text is a part of the document so changed. */
  readonly edits: readonly Edit[];
}

/** The same further code put between the ends of a dependency, and before it: the words are the same, the distance is not. */
export interface StretchedItem {
  readonly between: StretchedChoice;
  readonly before: StretchedChoice;
}

/**
 * Two items that differ in nothing but what the answer depends on: all that follows it is the same, and the truth of each is
 * the flip of the other. A predictor that does not know what was there gets one of the two right.
 */
export type MirrorImages = readonly [StretchedItem, StretchedItem];

/** Replaces the text from offset `start` up to and without `end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  /** What is there afterwards. */
  readonly replacement: string;
}

/** A text from `from` to `to` (offsets before the edits) with the edits in between. */
export function applyEdits(text: string, edits: readonly Edit[], from = 0, to = text.length): string {
  let position = from;
  let edited = '';
  for (const { start, end, replacement } of edits) {
    edited += text.slice(position, start) + replacement;
    position = end;
  }
  return edited + text.slice(position, to);
}
