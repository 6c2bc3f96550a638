import type { ElementList, FunctionScope, KnownWord, Mention, Syntax } from '../../../language/source.ts';
import type { SyntaxTree } from '../../../text/names.ts';
import { wordSet } from '../words.ts';

const LIST_TYPES: Readonly<Record<string, ElementList['type']>> = { arguments: 'arguments', array: 'list' };
const FUNCTIONS = wordSet(`function_declaration function_expression generator_function
  generator_function_declaration arrow_function method_definition`);
const PATTERNS = wordSet(`formal_parameters required_parameter optional_parameter object_pattern array_pattern
  rest_pattern assignment_pattern object_assignment_pattern pair_pattern`);
/** Parents and fields of other nodes whose names are bound. */
const BINDINGS: ReadonlyMap<string, Binds> = new Map([
  ['variable_declarator:name', 'variable'],
  ['catch_clause:parameter', 'variable'],
  ['for_in_statement:left', 'variable'],
  ['import_clause:', 'import'],
  ['namespace_import:', 'import'],
  ['import_specifier:name', 'import'],
  ['import_specifier:alias', 'import'],
]);
const NAMES = wordSet(
  'identifier shorthand_property_identifier shorthand_property_identifier_pattern type_identifier',
);
/** Parents and fields of names that are neither bound nor used there. */
const NO_USE = wordSet(`assignment_expression:left augmented_assignment_expression:left export_specifier:name
  export_specifier:alias import_specifier:name jsx_opening_element:name jsx_closing_element:name
  jsx_self_closing_element:name type_parameter:name interface_declaration:name type_alias_declaration:name
  enum_declaration:name internal_module:name function_signature:name function_expression:name class:name
  function_declaration:name generator_function_declaration:name class_declaration:name
  abstract_class_declaration:name required_parameter:pattern optional_parameter:pattern namespace_export:
  formal_parameters: rest_pattern: array_pattern: object_pattern: pair_pattern:value`);

type Binds = 'parameter' | 'variable' | 'import' | null;

interface VisitedNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** Binding of the names below. */
  readonly binds: Binds;
  /** Only the program and what it exports are around. */
  readonly isTop: boolean;
  /** True in a class within the enclosing function. */
  readonly isInner: boolean;
  /** Named children. */
  readonly elements: VisitedNode[];
}

/** Reads the lists of a syntax tree, and what each name means, in one walk without recursion. */
export function readSyntax(tree: SyntaxTree, text: string): Syntax {
  const lists: ElementList[] = [];
  const functions: FunctionScope[] = [];
  const words = new Map<number, KnownWord>();
  const path: VisitedNode[] = [];
  const open: { start: number; end: number; mentions: Mention[] }[] = [];
  const cursor = tree.walk();
  const leave = (): void => {
    if (!FUNCTIONS.has(path.pop()!.type)) return;
    const scope = open.pop()!;
    functions.push(scope);
    for (const mention of scope.mentions) open.at(-1)?.mentions.push({ ...mention, role: 'other' });
  };
  const name = (
    { type, start, end, binds, isInner }: VisitedNode,
    place: string,
    parent: VisitedNode,
  ): void => {
    const isDefinition =
      parent.isTop && /^(?:function|generator_function|class)_declaration:name$/.test(place);
    const isFunction = place === 'variable_declarator:name' && isTopFunction(parent, text);
    const bound = isDefinition || isFunction ? 'definition' : binds;
    const isUse = bound === null && !NO_USE.has(place);
    if (bound === 'parameter') words.set(start, { kind: bound, end: open.at(-1)?.end ?? text.length });
    else if (bound === 'import' || bound === 'definition')
      words.set(start, { kind: bound, end: text.length });
    else if (isUse) words.set(start, { kind: 'use', end });
    if (type === 'type_identifier') return;
    const own = bound === 'parameter' || bound === 'variable' || isFunction ? 'bind' : 'load';
    const role = isInner || (own === 'load' && !isUse) ? 'other' : own;
    open.at(-1)?.mentions.push({ name: text.slice(start, end), start, role });
  };
  for (;;) {
    const { nodeType: type, startIndex: start, endIndex: end } = cursor;
    const field = cursor.currentFieldName ?? '';
    const parent = path.at(-1);
    const isFunction = FUNCTIONS.has(type);
    const node: VisitedNode = {
      type,
      start,
      end,
      elements: [],
      binds: bindsBelow(field, end, type, parent),
      isTop:
        parent === undefined ||
        (parent.isTop && /^(?:export_statement|\w+_declaration|variable_declarator)$/.test(type)),
      isInner: !isFunction && (parent?.isInner === true || type === 'class_body'),
    };
    // `import(…)`, `super(…)` and decorators cannot become subscripts.
    const callee = parent?.elements[0]?.type;
    const isFixed = callee === 'import' || callee === 'super' || path.at(-2)?.type === 'decorator';
    const list = isFixed ? undefined : LIST_TYPES[type];
    if (cursor.nodeIsNamed && type !== 'comment') parent?.elements.push(node);
    if (list !== undefined) lists.push({ opener: start, type: list, elements: node.elements });
    if (isFunction) open.push({ start, end, mentions: [] });
    if (NAMES.has(type)) name(node, `${parent!.type}:${field}`, parent!);
    path.push(node);
    if (cursor.gotoFirstChild()) continue;
    leave();
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return { lists, functions, words };
      leave();
    }
  }
}

function bindsBelow(field: string, end: number, type: string, parent: VisitedNode | undefined): Binds {
  if (parent === undefined) return null;
  if (FUNCTIONS.has(parent.type) && (type === 'formal_parameters' || field === 'parameter'))
    return 'parameter';
  if (PATTERNS.has(parent.type)) {
    const isValue = field === 'value' && parent.type !== 'pair_pattern';
    return isValue || field === 'right' || field === 'type' ? null : parent.binds;
  }
  const isRenamed = field === 'name' && end < parent.end;
  return parent.type === 'import_specifier' && isRenamed
    ? null
    : (BINDINGS.get(`${parent.type}:${field}`) ?? null);
}

/** Returns whether a declarator of the top level binds a function or a class. */
function isTopFunction({ isTop, start, end }: VisitedNode, text: string): boolean {
  return (
    isTop &&
    /^[\w$]+\s*=\s*(?:async\b|function\b|class\b|\(?[^=;\n]*=>)/.test(
      text.slice(start, Math.min(end, start + 200)),
    )
  );
}
