/** Strings, comments, white space and what is between them. */
const PIECES =
  /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|\/\/.*|\s+|[^\s"'/]+|["'/]/g;

/** The module of a type, with its attributes. */
const IMPORTED = /\bimport\(\s*(["'])[^"'\n]*\1\s*(?:,\s*\{\s*with\s*:\s*\{[^{}]*\}\s*\}\s*)?\)/g;

/** `in` and `out` of a type parameter. */
const VARIANCE =
  /([<,]\s*(?:(?:\/\*[\s\S]{0,99}?\*\/|\/\/.{0,200}\n)\s*){0,3})((?:in\s+out|in|out)\s+)(?!(?:as|satisfies|in|of|is|instanceof|extends)\b)(?=[\w$])/g;

const KEYWORD_AS_NAME =
  /(\bas\s+)(break|case|catch|class|const|continue|debugger|delete|do|else|enum|export|extends|false|finally|for|function|if|import|in|instanceof|new|null|return|super|switch|this|throw|true|try|typeof|var|void|while|with)(?=\s*[,}])/g;

/**
 * Rewrites constructs that the grammars do not know as ones that they do: `export type *`, `abstract override a`, `abstract?: A`,
 * `<A>(): B` on a line after `(): C`, `<in T, out U>`, `export { a as if }`, `import('a').B<C>`, `` a<{ b: c }>`d` ``, `in: A` on a line
 * after `b: C`, and the backticks in `` `\`` ``, which types may not have.
 */
export function rephrase(text: string): string {
  // No pattern looks back over white space, of which a text with blanked damage has a lot.
  return separated(text)
    .replace(/(\bexport\s+)type(?=\s*\*)/g, '$1    ')
    .replace(/(\babstract\s+)override(?=\s)/g, '$1        ')
    .replace(/\babstract(?=\?)/g, '________')
    .replace(IMPORTED, (module) => 'globalThis'.padEnd(module.length))
    .replace(/ (\}+>+)(?=`)/g, '$1!')
    .replace(/\\[\s\S]/g, (escaped) => (escaped === '\\`' ? '__' : escaped))
    .replace(/(\n[ \t]*)in(?=\??:)/g, '$1__')
    .replace(VARIANCE, (_, before: string, words: string) => before + words.replace(/\S/g, ' '))
    .replace(KEYWORD_AS_NAME, (_, before: string, word: string) => before + '_'.repeat(word.length));
}

/** Puts a semicolon before a line that begins with type parameters, after the end of a member: the grammar does not end a member there. */
function separated(text: string): string {
  const ends: number[] = [];
  let last = '';
  let before = '';
  for (const { 0: piece, index } of text.matchAll(PIECES)) {
    const isBlank = /^(?:\s|\/[/*])/.test(piece);
    const isFirst = /\n[ \t]+$/.test(before);
    if (!isBlank && isFirst && /(?:[\w$)\]}'"]|(?<!=)>)$/.test(last) && startsTypes(text, index))
      ends.push(index - 1);
    if (!isBlank) last = piece;
    before = piece;
  }
  let position = 0;
  let result = '';
  for (const end of ends) {
    result += `${text.slice(position, end)};`;
    position = end + 1;
  }
  return result + text.slice(position);
}

function startsTypes(text: string, index: number): boolean {
  const types = /<\s*[A-Za-z]/y;
  types.lastIndex = index;
  return types.test(text);
}
