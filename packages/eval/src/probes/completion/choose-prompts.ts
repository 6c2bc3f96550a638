import type { Language, TextDocument } from '@longrange/code';
import { RandomStream } from '@longrange/code';
import { drawWithout, shuffle, streamAt } from '@longrange/code/internal';
import { type Farther, mostFrom } from '../farther.ts';
import { findOpeners, OPENER_KINDS, type Opener } from './openers.ts';

/** Number of characters for which the opener has been open at the end of the prompt; 1 is right after it. */
const OPEN_DISTANCES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
/** The first distance beyond those. */
export const FARTHER_OPEN = 1024;

/** Maximum number of prompts from one opener. */
const PER_OPENER = 2;

export interface PromptOptions {
  /** Maximum number of prompts of a kind and distance, and of those from one document. */
  readonly perDistance: number;
  readonly perDocument: number;
  /** Maximum length of a prompt, which is read from its document's beginning. */
  readonly within: number;
  readonly seed: number;
  /** Distances beyond 512 characters: prompts are fewer there, and end within twice the distance at most. The others are the same with them and without. */
  readonly farther?: Farther | undefined;
}

/** Real code up to where something in it has been open for `distance` characters. */
export interface Prompt {
  readonly opener: Opener;
  readonly document: string;
  readonly distance: number;
  readonly text: string;
  /** The code's own continuation. */
  readonly rest: string;
}

/**
 * Cuts sound documents `distance` characters after openers that are still open there. The greatest distances choose first, since the fewest openers
 * reach so far. Prompts of one document follow each other, shorter ones first.
 */
export function choosePrompts(
  documents: readonly TextDocument[],
  language: Language,
  { perDistance, perDocument, within, seed, farther }: PromptOptions,
): Prompt[] {
  const near = OPEN_DISTANCES.map((distance) => ({ distance, within, most: perDistance }));
  const prompts = cutDocuments(documents, language, { places: near, perDocument }, new RandomStream(seed));
  if (farther === undefined) return prompts;
  const far = [];
  for (let distance = FARTHER_OPEN; 2 * distance <= farther.maxDistance; distance *= 2)
    far.push({ distance, within: Math.max(within, 2 * distance), most: mostFrom(distance, perDistance) });
  const options = { places: far, perDocument };
  return [...prompts, ...cutDocuments(farther.documents, language, options, streamAt(seed, 1))];
}

interface CutOptions extends Pick<PromptOptions, 'perDocument'> {
  /** Ascending. */
  readonly places: readonly { readonly distance: number; readonly within: number; readonly most: number }[];
}

function cutDocuments(
  documents: readonly TextDocument[],
  language: Language,
  { places, perDocument }: CutOptions,
  random: RandomStream,
): Prompt[] {
  const openers = documents.flatMap((document, index) => findOpeners(document, index, language));
  const uses = new Map<Opener, number>();
  const chosen: { opener: Opener; distance: number; cut: number }[] = [];
  for (const kind of OPENER_KINDS) {
    const ofKind = openers.filter((opener) => opener.kind === kind);
    for (const { distance, within, most } of places.toReversed()) {
      const open = ofKind.filter(
        (opener) =>
          (uses.get(opener) ?? 0) < PER_OPENER &&
          opener.opened + distance - 1 <= Math.min(within, opener.lastCut),
      );
      const capped = drawWithout(random, cap(shuffle(random, open), perDocument), most);
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
