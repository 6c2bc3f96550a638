import type { Language } from '../../code/language.ts';
import type { TextDocument } from '../../code/text-document.ts';
import { drawWithout, shuffle } from '../../statistics/draw.ts';
import { RandomStream } from '../../statistics/random.ts';
import { findOpeners, OPENER_KINDS, type Opener } from './openers.ts';

/** How many characters the opener has been open where the prompt ends; 1 is right after it. */
export const OPEN_DISTANCES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] as const;

/** Most prompts that one opener supplies. */
const PER_OPENER = 2;

export interface PromptOptions {
  /** Most prompts of a kind and distance, and how many of those at most from one document. */
  readonly perDistance: number;
  readonly perDocument: number;
  /** Prompts end within so many characters from their document's beginning: they are read from there. */
  readonly within: number;
  readonly seed: number;
}

/** Real code up to where something in it has been open for `distance` characters. */
export interface Prompt {
  readonly opener: Opener;
  readonly document: string;
  readonly distance: number;
  readonly text: string;
  /** What the code goes on with. */
  readonly rest: string;
}

/**
 * Cuts sound documents `distance` characters after openers that are still open there. The furthest distances choose first, since the fewest openers
 * reach so far. Prompts of one document follow each other, shorter ones first.
 */
export function choosePrompts(
  documents: readonly TextDocument[],
  language: Language,
  { perDistance, perDocument, within, seed }: PromptOptions,
): Prompt[] {
  const random = new RandomStream(seed);
  const openers = documents.flatMap((document, index) => findOpeners(document, index, language));
  const uses = new Map<Opener, number>();
  const chosen: { opener: Opener; distance: number; cut: number }[] = [];
  for (const kind of OPENER_KINDS) {
    const ofKind = openers.filter((opener) => opener.kind === kind);
    for (const distance of OPEN_DISTANCES.toReversed()) {
      const open = ofKind.filter(
        (opener) =>
          (uses.get(opener) ?? 0) < PER_OPENER &&
          opener.opened + distance - 1 <= Math.min(within, opener.lastCut),
      );
      const capped = drawWithout(random, cap(shuffle(random, open), perDocument), perDistance);
      for (const opener of capped) {
        uses.set(opener, (uses.get(opener) ?? 0) + 1);
        chosen.push({ opener, distance, cut: opener.opened + distance - 1 });
      }
    }
  }
  return chosen
    .sort((a, b) => a.opener.document - b.opener.document || a.cut - b.cut)
    .map(({ opener, distance, cut }) => {
      const { name, text } = documents[opener.document]!;
      return { opener, document: name, distance, text: text.slice(0, cut), rest: text.slice(cut) };
    });
}

function cap(openers: readonly Opener[], perDocument: number): Opener[] {
  const counts = new Map<number, number>();
  return openers.filter(({ document }) => {
    const count = counts.get(document) ?? 0;
    counts.set(document, count + 1);
    return count < perDocument;
  });
}
