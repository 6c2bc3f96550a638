import { firstLineToRead, lineIndexAt, type OutlinedLine } from '../../../language/outline.ts';
import type { Source } from '../../../language/source.ts';
import type { SwapCandidate, Twin } from '../../../language/swap.ts';
import { pick } from '../../../random/draw.ts';
import type { RandomStream } from '../../../random/random.ts';
import { BUILTINS } from '../names/builtins.ts';
import { isOperand } from '../words.ts';

const WORD = /(?<!\w)[A-Za-z_]\w*/g;
/** Lines that bind what they mention, or mention what is not a value. */
const NO_USE: ReadonlySet<string> = new Set([
  'import',
  'from',
  'def',
  'class',
  'async',
  'global',
  'nonlocal',
  'del',
  'for',
  'except',
  'case',
  'type',
]);

interface Binding {
  readonly kind: 'import' | 'definition' | 'parameter';
  readonly name: string;
  readonly start: number;
  readonly line: OutlinedLine;
  readonly lineIndex: number;
}

/**
 * The first use of a name that was imported or defined at the top level, or that is a parameter: the name is mentioned nowhere between. The twin binds
 * another name of the same length in that place, one that means nothing there, and uses it. Both are followed by the character that truly comes
 * next, so that no name is the beginning of another.
 */
export function nameSwaps(
  { name: document, text, lexical, outline }: Source,
  random: RandomStream,
): SwapCandidate[] {
  const { lines } = outline;
  const inString = nestedIn(lexical.strings);
  /** Where each word was mentioned last, and as what it was bound there. */
  const mentioned = new Map<string, Binding | null>();
  const bindings: Binding[] = [];
  const uses: { readonly binding: Binding; readonly at: number }[] = [];
  for (const { 0: word, index: start } of text.matchAll(WORD)) {
    const lineIndex = lineIndexAt(lines, start);
    const line = lines[lineIndex];
    const isCode =
      line !== undefined && start < line.line.end && !inString(start) && !mayBeComment(text, start);
    const kind = isCode ? bindingKind(text, line, start, word) : null;
    const last = mentioned.get(word);
    if (
      isCode &&
      kind === null &&
      last != null &&
      isUse(text, line, start, word) &&
      isInScope(lines, last, lineIndex)
    )
      uses.push({ binding: last, at: start });
    const isPlain = isOperand(word) && !BUILTINS.has(word) && word !== 'self' && word !== 'cls';
    const binding = kind === null || !isPlain ? null : { kind, name: word, start, line: line!, lineIndex };
    if (binding !== null) bindings.push(binding);
    mentioned.set(word, binding);
  }
  const names = [...new Set(bindings.map(({ name }) => name))];
  return uses.map(({ binding: { kind, name, start, lineIndex }, at }) => ({
    ...{ kind, document, distance: at - start },
    swap: () => {
      const from = lines[firstLineToRead(lines, lineIndex)]!.line.indentStart;
      const before = text.slice(from, start);
      const after = text.slice(start + name.length, at);
      const next = text[at + name.length];
      const rivals = names.filter(
        (other) =>
          other !== name &&
          other.length === name.length &&
          !new RegExp(`\\b${other}\\b`).test(before + after),
      );
      if (next === undefined || rivals.length === 0) return null;
      const twin = (bound: string): Twin => ({
        text: `${before}${bound}${after}${bound}${next}`,
        start: before.length,
        at: at - from,
        closer: bound + next,
      });
      return { kind, document, distance: at - start, twins: [twin(name), twin(pick(random, rivals))] };
    },
  }));
}

/** What binds a word where it is; null where nothing does. */
function bindingKind(
  text: string,
  { line, indent, keyword }: OutlinedLine,
  start: number,
  word: string,
): Binding['kind'] | null {
  const statement = text.slice(line.first, start);
  const rest = text.slice(start + word.length, line.end);
  if (keyword === 'import' || keyword === 'from') {
    const isName = indent === '' && !/^\s*(?:as\b|\.)/.test(rest) && !/\.\s*$/.test(statement);
    return isName && (keyword === 'import' || /\bimport\b/.test(statement)) && word !== 'import'
      ? 'import'
      : null;
  }
  if (keyword !== 'def' && keyword !== 'class') return null;
  if (new RegExp(`^(?:async\\s+)?${keyword}\\s+$`).test(statement))
    return indent === '' ? 'definition' : null;
  const isParameter = keyword === 'def' && /[(,]\s*\*{0,2}$/.test(statement) && /^\s*[,:=)]/.test(rest);
  return isParameter && depthIn(statement) === 1 ? 'parameter' : null;
}

function depthIn(statement: string): number {
  return (statement.match(/[([{]/g)?.length ?? 0) - (statement.match(/[)\]}]/g)?.length ?? 0);
}

function isUse(text: string, { keyword }: OutlinedLine, start: number, word: string): boolean {
  if (NO_USE.has(keyword)) return false;
  const before = text.slice(Math.max(0, start - 12), start);
  const after = text.slice(start + word.length, start + word.length + 3);
  return (
    !/(?:\.|\b(?:as|for|lambda|import)\s+|[,*]\s*)$/.test(before) &&
    !/^\s*(?:=(?!=)|:=|,|\s+in\b)/.test(after)
  );
}

/** Whether a line is in the block of the function whose parameter is bound; everything is that is bound at the top level. */
function isInScope(
  lines: readonly OutlinedLine[],
  { kind, line, lineIndex }: Binding,
  index: number,
): boolean {
  if (kind !== 'parameter') return index > lineIndex;
  if (index <= lineIndex) return false;
  for (let at = lineIndex + 1; at <= index; at++)
    if (lines[at]!.indent.length <= line.indent.length) return false;
  return true;
}

function nestedIn(
  ranges: readonly { readonly start: number; readonly end: number }[],
): (offset: number) => boolean {
  const ascending = [...ranges].sort((a, b) => a.start - b.start);
  let next = 0;
  let end = 0;
  return (offset) => {
    for (; next < ascending.length && ascending[next]!.start <= offset; next++)
      end = Math.max(end, ascending[next]!.end);
    return offset < end;
  };
}

/** A number sign in a string before is taken for one, too: that costs us a use. */
function mayBeComment(text: string, start: number): boolean {
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start).includes('#');
}
