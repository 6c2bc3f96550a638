import type { FunctionScope, Mention } from '../../../language/syntax.ts';
import type { VisitedNode } from './visited-node.ts';

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

/** Collects what names each function mentions while a syntax tree is walked. */
export class ScopeReader {
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

/** Whether identifiers from here on are given a value: parameters, the left of `=`, what follows `as` or comes after `for`. */
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
