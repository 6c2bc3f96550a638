/** First word of a statement, after `async`. */
export function firstWord(text: string, first: number): string {
  const pattern = /(?:async[ \t]+)?([A-Za-z_]\w*)/y;
  pattern.lastIndex = first;
  return pattern.exec(text)?.[1] ?? '';
}
