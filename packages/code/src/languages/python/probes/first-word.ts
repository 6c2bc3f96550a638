/** The word that a statement begins with; `async` is passed over. */
export function firstWord(text: string, first: number): string {
  const pattern = /(?:async[ \t]+)?([A-Za-z_]\w*)/y;
  pattern.lastIndex = first;
  return pattern.exec(text)?.[1] ?? '';
}
