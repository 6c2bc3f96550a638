import type { Loop, Scope } from './scope.ts';

/** What identifiers are in some part of the tree, unless a node in between says otherwise. */
export type Role =
  | 'load'
  | 'bind'
  /** Of `del`. */
  | 'delete'
  /** The target of `+=`: read, and then bound again. */
  | 'augment'
  | 'parameter'
  | 'import'
  /** Of `from __future__ import`, which no one reads. */
  | 'feature'
  /** In a `case`: what is not part of a dotted name captures. */
  | 'pattern'
  | 'typeParameter'
  /** The name of a type alias. */
  | 'alias'
  | 'global'
  | 'nonlocal'
  /** Right below an ERROR node, where a name may be anything. */
  | 'unclear'
  /** In the value of `__all__`. */
  | 'export';

/** A target that is bound only once the value beside it has been computed. */
export interface Target {
  readonly scope: Scope;
  readonly name: string;
  readonly position: number;
}

/** What a node's children inherit. */
export interface Context {
  role: Role;
  scope: Scope;
  loop: Loop | null;
  /** Where targets wait until they are bound; null to bind them at once. */
  targets: Target[] | null;
}

/** A node that the walk is in. */
export interface Frame extends Context {
  readonly type: string;
  readonly rule: NodeRule | undefined;
  /** The scope that the node opens. */
  inner: Scope | null;
  /** The loop that the node is, where it is the outermost one. */
  ownLoop: Loop | null;
  /** Of this node's own targets. */
  waiting: Target[] | null;
  /** Nothing after the child at hand is to be seen. */
  isDone: boolean;
  /** Whether the child on which others depend has been passed: the value of an assignment, the first `for`. */
  seen: boolean;
  /** What the node defines, as far as its children must know. */
  label: string;
}

/** What a rule may ask of the walk. */
export interface RuleHost {
  readonly time: number;
  /** The text of the child that the walk is at. */
  textOf(): string;
  /** Binds the node's targets, or only declares them. */
  settle(frame: Frame, event: 'bind' | 'declare'): void;
}

/** How the children of one type of node are treated. */
export interface NodeRule {
  /** Whether `child` needs the field's name, which costs a call. */
  readonly asksField?: true;
  readonly enter?: (frame: Frame, parent: Frame) => void;
  /** Amends what a child inherits. Returns `skip` to pass over the child and all below it. */
  readonly child?: (frame: Frame, context: Context, place: Place, host: RuleHost) => 'skip' | undefined;
  readonly leave?: (frame: Frame, host: RuleHost) => void;
}

/** Where a child is in its parent. */
export interface Place {
  readonly type: string;
  readonly field: string | null;
}

const TARGETS = [
  'as_pattern_target',
  'expression_list',
  'list',
  'list_pattern',
  'list_splat',
  'list_splat_pattern',
  'dictionary_splat_pattern',
  'parenthesized_expression',
  'pattern_list',
  'tuple',
  'tuple_pattern',
];

const PARAMETERS = [
  'default_parameter',
  'dictionary_splat_pattern',
  'lambda_parameters',
  'list_splat_pattern',
  'parameters',
  'tuple_pattern',
  'typed_default_parameter',
  'typed_parameter',
];

const TYPES = ['generic_type', 'type', 'type_parameter'];

/** The nodes that hand their role on to their children. Below all others, identifiers are loads. */
const CARRIERS: Readonly<Record<Role, ReadonlySet<string>>> = {
  load: new Set(),
  bind: new Set(TARGETS),
  delete: new Set(TARGETS),
  augment: new Set(TARGETS),
  parameter: new Set(PARAMETERS),
  import: new Set(['aliased_import']),
  feature: new Set(['aliased_import']),
  pattern: new Set([
    'as_pattern',
    'case_pattern',
    'class_pattern',
    'dict_pattern',
    'keyword_pattern',
    'list_pattern',
    'splat_pattern',
    'tuple_pattern',
    'union_pattern',
  ]),
  typeParameter: new Set(['constrained_type', 'splat_type', ...TYPES]),
  alias: new Set(TYPES),
  global: new Set(),
  nonlocal: new Set(),
  unclear: new Set([...PARAMETERS, ...TARGETS, 'aliased_import', 'ERROR']),
  export: new Set(['binary_operator', 'list', 'parenthesized_expression', 'tuple']),
};

/** What a role is below a node of `type`. */
export function roleBelow(type: string, role: Role): Role {
  return role === 'load' || CARRIERS[role].has(type) ? role : 'load';
}
