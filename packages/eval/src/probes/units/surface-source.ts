import { nextTurn } from '../../statistics/next-turn.ts';
import { LATE_COLUMN } from './character-properties.ts';
import type { StateSource } from './state-source.ts';

/** Number of characters that the surface shows, the last one read first. */
export const SURFACE_CHARACTERS = 8;
/** Maximum number of characters told apart: all but the rarest. */
const MOST_KINDS = 128;

/** A unit of the surface: whether this character was read `back` characters before the last one (0 is the last), or the column. */
export type SurfaceFeature = { readonly character: string; readonly back: number } | 'column';

export interface SurfaceSource extends StateSource {
  /** Features in the order of the only layer's units. */
  readonly features: readonly SurfaceFeature[];
}

/**
 * Presents the surface of a text (no more than its last eight characters and the column) in the form of a network's states: what can be
 * told from it as well is no sign of memory.
 *
 * @param texts texts whose characters are counted
 */
export function surfaceSource(texts: readonly string[]): SurfaceSource {
  const kinds = frequentKinds(texts);
  const codes = new Map(kinds.map((character, index) => [character.charCodeAt(0), index]));
  const features: SurfaceFeature[] = [
    ...Array.from({ length: SURFACE_CHARACTERS }, (_, back) =>
      kinds.map((character) => ({ character, back })),
    ).flat(),
    'column',
  ];
  const units = features.length;
  return {
    features,
    layers: [{ units, gates: [] }],
    async read(texts, visit) {
      for (const [text, content] of texts.entries()) {
        let column = 0;
        for (let start = 0; start < content.length - 1; start += STRETCH) {
          const length = Math.min(STRETCH, content.length - 1 - start);
          const values = new Float32Array(length * units);
          for (let t = 0; t < length; t++) {
            const at = start + t;
            column = content.charCodeAt(at) === LINE_BREAK ? 0 : column + 1;
            for (let back = 0; back < SURFACE_CHARACTERS && back <= at; back++) {
              const kind = codes.get(content.charCodeAt(at - back));
              if (kind !== undefined) values[t * units + back * kinds.length + kind] = 1;
            }
            // Close to zero where the property changes, since bins are finest there.
            values[(t + 1) * units - 1] = (column - LATE_COLUMN + 0.5) / 8;
          }
          visit({
            text,
            start,
            length,
            layers: [{ states: { values, offset: 0, stride: units }, gates: [] }],
          });
        }
        await nextTurn();
      }
    },
  };
}

const STRETCH = 256;
const LINE_BREAK = 10;

function frequentKinds(texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (let at = 0; at < text.length; at++) counts.set(text[at]!, (counts.get(text[at]!) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, MOST_KINDS)
    .map(([character]) => character);
}
