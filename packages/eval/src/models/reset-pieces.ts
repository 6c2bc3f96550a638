/** What is between two resets of a text. */
export interface ResetPiece {
  /** Of the text. */
  readonly index: number;
  /** Where it begins in the text. */
  readonly start: number;
  readonly text: string;
}

/** Texts, or what is between their resets. */
export function resetPieces(texts: readonly string[], resetEvery: number | null): ResetPiece[] {
  return texts.flatMap((text, index) => {
    const length = resetEvery ?? Math.max(1, text.length);
    return Array.from({ length: Math.ceil(text.length / length) }, (_, piece) => {
      const start = piece * length;
      return { index, start, text: text.slice(start, start + length) };
    });
  });
}
