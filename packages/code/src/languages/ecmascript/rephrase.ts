/** Maximum number of `<` in a row that may begin type arguments: the parser's memory grows with its square, here to 0.4 GiB. */
const MOST_LESS = 4096;

export function exhausts(text: string): boolean {
  let count = 0;
  for (const [mark] of text.length < 2 * MOST_LESS ? [] : text.matchAll(/[<>;(){}=?+]/g)) {
    count = mark === '<' ? count + 1 : 0;
    if (count > MOST_LESS) return true;
  }
  return false;
}

/** End of a member or comment, and white space before a line that begins with type parameters: the grammar does not end a member there. */
const OVERLOAD = /((?:[\w$>)\]}'"]|\*\/)\s*\n[ \t]*)[ \t](?=<[A-Za-z])/g;

/** `in` and `out` of a type parameter. */
const VARIANCE = /([<,]\s*(?:\/\*[\s\S]{0,99}?\*\/\s*)?)((?:in|out)\s+(?:out\s+)?)(?=[\w$])/g;
const KEYWORD_AS_NAME =
  /(\bas\s+)(case|catch|class|delete|do|else|enum|for|function|if|import|in|new|return|switch|throw|try|var|while|with)(?=\s*[,}])/g;

/**
 * Rewrites constructs that the grammars do not know as ones that they do: `export type *`, `abstract override a`, `abstract?: A`,
 * `<A>(): B` on a line after `(): C`, `<in T, out U>`, `export { a as if }`.
 */
export function rephrase(text: string): string {
  // No pattern looks back over white space, of which a text with blanked damage has a lot.
  return text
    .replace(/(\bexport\s+)type(?=\s*\*)/g, '$1    ')
    .replace(/(\babstract\s+)override(?=\s)/g, '$1        ')
    .replace(/\babstract(?=\?)/g, '________')
    .replace(OVERLOAD, '$1;')
    .replace(VARIANCE, (_, before: string, words: string) => before + words.replace(/\S/g, ' '))
    .replace(KEYWORD_AS_NAME, (_, before: string, word: string) => before + '_'.repeat(word.length));
}
