import type { ElementList, FunctionScope, Mention, Syntax } from '../../../language/source.ts';
import type { SyntaxTree } from '../../../text/names.ts';

const LIST_TYPES: Readonly<Record<string, ElementList['type']>> = {
  argument_list: 'arguments',
  tuple: 'tuple',
  list: 'list',
  dictionary: 'dictionary',
};

/** Reads the syntax tree for choices, in one walk without recursion. */
export function readSyntax(tree: SyntaxTree, text: string): Syntax {
  const lists: ElementList[] = [];
  const scopes = new ScopeReader(text);
  /** Nodes from the root to the current one, each with the list that collects its children. */
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

const INNER_SCOPES = new Set([
  'lambda',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
  'class_definition',
]);
const NAMING_FIELDS = new Set(['attribute:attribute', 'keyword_argument:name', 'function_definition:name']);
const DECLARATIONS = new Set(['global_statement', 'nonlocal_statement', 'dotted_name', 'aliased_import']);

interface Level {
  readonly node: VisitedNode;
  readonly binds: boolean;
  readonly inner: boolean;
}

/** Collects the names that each function mentions while a syntax tree is walked. */
class ScopeReader {
  readonly functions: FunctionScope[] = [];
  readonly #text: string;
  readonly #levels: Level[] = [];
  readonly #open: { start: number; mentions: Mention[] }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  enter(node: VisitedNode, parent: VisitedNode | undefined): void {
    const outer = this.#levels.at(-1);
    const isFunction = node.type === 'function_definition';
    this.#levels.push({
      node,
      binds: bindsBelow(node, parent, outer?.binds ?? false),
      inner: !isFunction && ((outer?.inner ?? false) || INNER_SCOPES.has(node.type)),
    });
    if (isFunction) this.#open.push({ start: node.start, mentions: [] });
    const scope = this.#open.at(-1);
    if (node.type !== 'identifier' || scope === undefined) return;
    const { start, end } = node;
    scope.mentions.push({ name: this.#text.slice(start, end), start, role: this.#roleOf(node, parent) });
  }

  leave(node: VisitedNode): void {
    if (this.#levels.at(-1)?.node !== node) return;
    this.#levels.pop();
    if (node.type !== 'function_definition') return;
    const scope = this.#open.pop()!;
    this.functions.push(scope);
    for (const mention of scope.mentions) this.#open.at(-1)?.mentions.push({ ...mention, role: 'other' });
  }

  #roleOf(node: VisitedNode, parent: VisitedNode | undefined): Mention['role'] {
    const { binds, inner } = this.#levels.at(-1)!;
    if (inner || parent === undefined || DECLARATIONS.has(parent.type)) return 'other';
    if (NAMING_FIELDS.has(`${parent.type}:${node.field}`)) return 'other';
    return binds ? 'bind' : 'load';
  }
}

/** Returns whether identifiers below are given a value: parameters, the left side of `=`, and targets of `as` and `for`. */
function bindsBelow({ type, field }: VisitedNode, parent: VisitedNode | undefined, binds: boolean): boolean {
  if (type === 'parameters' || type === 'as_pattern_target') return true;
  if (field === 'left' && (parent?.type === 'assignment' || parent?.type === 'for_statement')) {
    return (
      type === 'identifier' || type === 'pattern_list' || type === 'tuple_pattern' || type === 'list_pattern'
    );
  }
  const isPattern =
    type === 'identifier' ||
    type.endsWith('_pattern') ||
    type === 'default_parameter' ||
    type === 'typed_parameter' ||
    type === 'typed_default_parameter';
  return binds && isPattern && field !== 'value' && field !== 'type';
}

/** A node on the path from the root to the current one. */
interface VisitedNode {
  readonly type: string;
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
}
