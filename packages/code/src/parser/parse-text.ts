import { checkArgument } from '@longrange/errors';
import type { Language } from '../language/language.ts';
import type { SyntaxTree } from '../text/syntax-tree.ts';

/**
 * Parses a text with an engine that knows less than the language does; the tree has the offsets of `text` all the same.
 *
 * - A carriage return alone ends a line, as in every language here; to tree-sitter it is white space.
 * - What does not parse is tried once more as the language's `rephrase` puts it.
 */
export function parseText(
  text: string,
  { grammar }: Language,
  parse: (text: string) => SyntaxTree,
): SyntaxTree {
  checkArgument(typeof text === 'string', 'text', 'a string', text);
  const known = text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
  const tree = parse(known);
  if (!tree.hasError || grammar.rephrase === undefined) return tree;
  const rephrased = grammar.rephrase(known);
  if (rephrased === known) return tree;
  const second = parse(rephrased);
  const [better, other] = second.hasError ? [tree, second] : [second, tree];
  other.dispose();
  return better;
}
