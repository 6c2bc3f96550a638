import type { SyntaxTree } from '@longrange/code';

/** Places that both the lexer and the syntax tree of sound code find, by the tree. */
export interface SyntaxTokens {
  /** Offsets of opening and of closing delimiters outside strings and comments. */
  readonly openers: number[];
  readonly closers: number[];
  /** `[start, end]` of string literals, the outer ones before those in their fields. */
  readonly strings: [number, number][];
  /** Starts of the functions and classes of the top level. */
  readonly definitions: number[];
}

const DEFINITIONS = new Set(['function_definition', 'class_definition', 'decorated_definition']);

export function readSyntaxTokens(tree: SyntaxTree): SyntaxTokens {
  const tokens: SyntaxTokens = { openers: [], closers: [], strings: [], definitions: [] };
  const cursor = tree.walk();
  for (let depth = 0; ; ) {
    const type = cursor.nodeType;
    const { startIndex, endIndex } = cursor;
    if (type === '(' || type === '[' || type === '{') tokens.openers.push(startIndex);
    else if (type === ')' || type === ']' || type === '}') tokens.closers.push(startIndex);
    else if (type === 'string') tokens.strings.push([startIndex, endIndex]);
    else if (depth === 1 && DEFINITIONS.has(type)) tokens.definitions.push(startIndex);
    if (cursor.gotoFirstChild()) {
      depth++;
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return tokens;
      depth--;
    }
  }
}
