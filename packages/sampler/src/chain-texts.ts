/** Texts each of which begins the next: all are read by reading the longest. */
export interface Chain {
  /** The longest text. */
  readonly tokens: Int32Array;
  /** Where its texts end, ascending, with the places of those that end there. */
  readonly stops: readonly { readonly length: number; readonly texts: readonly number[] }[];
}

/** The texts in as few chains as their order by characters gives, longest first. */
export function chainTexts(texts: readonly Int32Array[]): Chain[] {
  const order = Array.from(texts.keys()).sort((a, b) => compare(texts[a]!, texts[b]!) || a - b);
  const chains: { tokens: Int32Array; stops: { length: number; texts: number[] }[] }[] = [];
  for (const index of order) {
    const text = texts[index]!;
    const chain = chains.at(-1);
    if (chain === undefined || !begins(chain.tokens, text)) {
      chains.push({ tokens: text, stops: [{ length: text.length, texts: [index] }] });
    } else if (chain.tokens.length === text.length) {
      chain.stops.at(-1)!.texts.push(index);
    } else {
      chain.tokens = text;
      chain.stops.push({ length: text.length, texts: [index] });
    }
  }
  return chains.sort((a, b) => b.tokens.length - a.tokens.length);
}

function compare(a: Int32Array, b: Int32Array): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

function begins(start: Int32Array, text: Int32Array): boolean {
  return start.length <= text.length && start.every((id, i) => id === text[i]);
}
