import type { ElementList, FunctionScope, Mention, Syntax } from '../../../language/source.ts';
import type { SyntaxTree } from '../../../text/names.ts';
import { wordSet } from '../words.ts';

const LIST_TYPES: Readonly<Record<string, ElementList['type']>> = {
  argument_list: 'arguments',
  tuple: 'tuple',
  list: 'list',
  dictionary: 'dictionary',
};

const INNER_SCOPES = wordSet(`lambda list_comprehension set_comprehension dictionary_comprehension
  generator_expression class_definition`);
const NAMING_FIELDS = wordSet('attribute:attribute keyword_argument:name function_definition:name');
const DECLARATIONS = wordSet('global_statement nonlocal_statement dotted_name aliased_import');
const BINDING_LISTS = wordSet('identifier pattern_list tuple_pattern list_pattern');
const PARAMETERS = wordSet('identifier default_parameter typed_parameter typed_default_parameter');

type Element = ElementList['elements'][number];

/** A node on the path from the root to the current one. */
interface VisitedNode extends Element {
  /** Identifiers below are given a value: parameters, the left side of `=`, and targets of `as` and `for`. */
  readonly binds: boolean;
  /** True inside a lambda, a comprehension or a class within the enclosing function. */
  readonly isInner: boolean;
  /** Children of a list. */
  readonly elements: Element[];
}

/** Reads the lists of a syntax tree and the names that each function mentions, in one walk without recursion. */
export function readSyntax(tree: SyntaxTree, text: string): Syntax {
  const lists: ElementList[] = [];
  const functions: FunctionScope[] = [];
  const path: VisitedNode[] = [];
  /** Enclosing functions, the outermost first. */
  const open: { start: number; mentions: Mention[] }[] = [];
  const cursor = tree.walk();
  const leave = (): void => {
    if (path.pop()!.type !== 'function_definition') return;
    const scope = open.pop()!;
    functions.push(scope);
    for (const mention of scope.mentions) open.at(-1)?.mentions.push({ ...mention, role: 'other' });
  };
  for (;;) {
    const { nodeType: type, startIndex: start, endIndex: end } = cursor;
    const field = cursor.currentFieldName ?? '';
    const parent = path.at(-1);
    const isFunction = type === 'function_definition';
    const binds = bindsBelow(type, field, parent);
    const isInner = !isFunction && (parent?.isInner === true || INNER_SCOPES.has(type));
    const node: VisitedNode = { type, start, end, binds, isInner, elements: [] };
    if (cursor.nodeIsNamed && type !== 'comment') parent?.elements.push(node);
    // The bases of a class look like arguments.
    const list = parent?.type === 'class_definition' ? undefined : LIST_TYPES[type];
    if (list !== undefined) lists.push({ opener: start, type: list, elements: node.elements });
    if (isFunction) open.push({ start, mentions: [] });
    if (type === 'identifier') {
      const isOther =
        isInner || DECLARATIONS.has(parent!.type) || NAMING_FIELDS.has(`${parent!.type}:${field}`);
      const role = isOther ? 'other' : binds ? 'bind' : 'load';
      open.at(-1)?.mentions.push({ name: text.slice(start, end), start, role });
    }
    path.push(node);
    if (cursor.gotoFirstChild()) continue;
    leave();
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return { lists, functions };
      leave();
    }
  }
}

function bindsBelow(type: string, field: string, parent: VisitedNode | undefined): boolean {
  if (type === 'parameters' || type === 'as_pattern_target') return true;
  if (field === 'left' && (parent?.type === 'assignment' || parent?.type === 'for_statement'))
    return BINDING_LISTS.has(type);
  const isPattern = PARAMETERS.has(type) || type.endsWith('_pattern');
  return parent?.binds === true && isPattern && field !== 'value' && field !== 'type';
}
