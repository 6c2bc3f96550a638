/** `in` and `out` of a type parameter. */
const VARIANCE = /([<,]\s*(?:\/\*[\s\S]{0,99}?\*\/\s*)?)((?:in|out)\s+(?:out\s+)?)(?=[\w$])/g;
const KEYWORD_AS_NAME =
  /(\bas\s+)(case|catch|class|delete|do|else|enum|for|function|if|import|in|new|return|switch|throw|try|var|while|with)(?=\s*[,}])/g;

/**
 * Writes constructs that the grammars do not know as others that they do: `export type *`, `abstract override a`, `abstract?: A`,
 * `<in T, out U>`, `export { a as if }`.
 */
export function rephrase(text: string): string {
  // Nothing looks back over white space, of which a text in which damage was blanked has much.
  return text
    .replace(/(\bexport\s+)type(?=\s*\*)/g, '$1    ')
    .replace(/(\babstract\s+)override(?=\s)/g, '$1        ')
    .replace(/\babstract(?=\?)/g, '________')
    .replace(VARIANCE, (_, before: string, words: string) => before + words.replace(/\S/g, ' '))
    .replace(KEYWORD_AS_NAME, (_, before: string, word: string) => before + '_'.repeat(word.length));
}
