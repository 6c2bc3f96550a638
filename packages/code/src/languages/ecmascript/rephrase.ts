/** `in` and `out` of a type parameter. */
const VARIANCE = /(?<=[<,]\s*(?:\/\*[\s\S]{0,99}?\*\/\s*)?)(?:in|out)\s+(?:out\s+)?(?=[\w$])/g;
const KEYWORD_AS_NAME =
  /(?<=\bas\s+)(?:case|catch|class|delete|do|else|enum|for|function|if|import|in|new|return|switch|throw|try|var|while|with)(?=\s*[,}])/g;

/** Writes constructs that the grammars do not know as others that they do: `export type *`, `<in T, out U>`, `export { a as if }`. */
export function rephrase(text: string): string {
  return text
    .replace(/(?<=\bexport\s+)type(?=\s*\*)/g, '    ')
    .replace(VARIANCE, (words) => words.replace(/\S/g, ' '))
    .replace(KEYWORD_AS_NAME, (word) => '_'.repeat(word.length));
}
