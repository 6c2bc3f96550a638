import type { ElementList, Syntax } from '../../../language/syntax.ts';
import type { SyntaxTree } from '../../../text/syntax-tree.ts';
import { ScopeReader } from './scopes.ts';
import type { VisitedNode } from './visited-node.ts';

const LIST_TYPES: Readonly<Record<string, ElementList['type']>> = {
  argument_list: 'arguments',
  tuple: 'tuple',
  list: 'list',
  dictionary: 'dictionary',
};

/** What choices need of the syntax tree, in one walk without recursion. */
export function readSyntax(tree: SyntaxTree, text: string): Syntax {
  const lists: ElementList[] = [];
  const scopes = new ScopeReader(text);
  /** From the root to the node at hand, each with where its children are collected. */
  const path: { node: VisitedNode; elements: VisitedNode[] | null }[] = [];
  const cursor = tree.walk();
  const leave = (): void => scopes.leave(path.pop()!.node);
  for (;;) {
    const { nodeType: type, startIndex: start, endIndex: end } = cursor;
    const node: VisitedNode = { type, field: cursor.currentFieldName ?? null, start, end };
    const parent = path.at(-1);
    if (cursor.nodeIsNamed) {
      if (type !== 'comment') parent?.elements?.push(node);
      scopes.enter(node, parent?.node);
    }
    // The bases of a class look like arguments.
    const list =
      cursor.nodeIsNamed && parent?.node.type !== 'class_definition' ? LIST_TYPES[type] : undefined;
    const elements = list === undefined ? null : [];
    if (list !== undefined && elements !== null) lists.push({ opener: start, type: list, elements });
    path.push({ node, elements });
    if (cursor.gotoFirstChild()) continue;
    leave();
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return { lists, functions: scopes.functions };
      leave();
    }
  }
}
