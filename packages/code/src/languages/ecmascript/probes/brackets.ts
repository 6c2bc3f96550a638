import type { DelimiterType } from '../../../text/delimiter-stack.ts';

/** Text that ends with a name or a value, so that a bracket after it is a call or a subscript. */
const AFTER_VALUE = /(?:[\w$)\]!>]|\?\.)\s*$/;
const AFTER_KEYWORD =
  /(?<!\.)\b(?:await|case|default|delete|extends|in|instanceof|keyof|new|of|return|throw|typeof|void|yield)\s*$/;

/**
 * Returns whether a line may have other brackets in one place. The grammar accepts some things that TypeScript does not: types on what
 * are no parameters, keywords and holes in an object, calls and arguments of types, any name of a member in brackets, and assignments to lists in parentheses.
 */
export function mayBracket(line: string, opener: number, closer: number): boolean {
  if (/^\s*(?:=(?!=)|\{)/.test(line.slice(closer + 1, closer + 80))) return false;
  if (HEAD.test(line.slice(Math.max(0, opener - 80), opener))) return false;
  if (/[\w$]<$/.test(line.slice(Math.max(0, opener - 2), opener))) return false;
  const [before, after] = [
    line.slice(Math.max(0, opener - 240), opener),
    line.slice(closer + 1, closer + 80),
  ];
  const isNamed = line[opener] === '[' ? /^\s*[?!]?\s*[:(<]/ : /^\s*\??\s*:/;
  if (MEMBER.test(before) && isNamed.test(after)) return false;
  if (/\btypeof\s[\w$.[\]"'\s]*$/.test(before) && !/^\s*[!=]=/.test(after)) return false;
  const outer = outermost(line, opener, closer);
  if (/(?:^|,)\s*,/.test(outer)) return false;
  const isAnnotated = /^[^?]*:/.test(outer);
  if (follows(line, opener)) return !isAnnotated && outer.trim() !== '' && !CAST.test(before);
  return !isAnnotated && !/(?:^|,)\s*(?:this|super|null|true|false)\s*(?:,|$)/.test(outer);
}

/** Text before the brackets of a computed name of a member. */
const MEMBER =
  /(?:^|[{;,*]|[^\s?:]\s*\n|\b(?:accessor|async|get|override|private|protected|public|readonly|set|static))\s*$/;

/** The beginning of a type after `as` or `satisfies`. */
const CAST = /\b(?:as|satisfies)\s[^;=()]{0,200}$/;

function follows(line: string, opener: number): boolean {
  const before = line.slice(Math.max(0, opener - 40), opener);
  return AFTER_VALUE.test(before) && !AFTER_KEYWORD.test(before);
}

/** Text before the parenthesis of a condition, of parameters or, after types, of arguments, and before the names of a module. */
const HEAD =
  /(?<!\.)\b(?:if|for|for await|while|switch|catch|with|import|export|constructor|function\*?(?:\s+[\w$]*)?)\s*$|(?:[^\s=]|\n[ \t]*)>$/;

/** Returns the text between two brackets with `0` for each inner pair of brackets and each string of one line. */
function outermost(line: string, opener: number, closer: number): string {
  const tokens = /(["'`])(?:\\.|(?!\1)[^\\\n])*\1|[([{]|[)\]}]/g;
  let [outer, depth, from] = ['', 0, opener + 1];
  tokens.lastIndex = from;
  for (let found = tokens.exec(line); found !== null && found.index < closer; found = tokens.exec(line)) {
    if (depth === 0) outer += `${line.slice(from, found.index)}0`;
    if (/^[([{]/.test(found[0])) depth++;
    else if (/^[)\]}]/.test(found[0])) depth = Math.max(0, depth - 1);
    from = found.index + found[0].length;
  }
  return depth === 0 ? outer + line.slice(from, closer) : outer;
}

/** Lines with types, modules and decorators. */
const SPECIAL = /@|^\s*(?:export\s+)?(?:abstract|declare|enum|import|interface|type)\b/;

/**
 * Returns whether a line is sound with brackets of this type in one place, without a parser: true only for a subscript in place of what the
 * text around shows to be a call.
 */
export function surelyBracket(line: string, opener: number, closer: number, type: DelimiterType): boolean {
  return (
    line[opener] === '(' &&
    type === '[]' &&
    follows(line, opener) &&
    !SPECIAL.test(line) &&
    !/(?<!\.)\b(?:import|super|new\s+[\w$.]+)\s*$/.test(line.slice(0, opener)) &&
    !/^\s*$|\.\.\.|[:<>{}]|,\s*$/.test(line.slice(opener + 1, closer)) &&
    !/^\s*[{:=]/.test(line.slice(closer + 1)) &&
    mayBracket(line, opener, closer)
  );
}
