import { wordSet } from '../words.ts';
import type { Loop, Scope } from './scope.ts';

/** Role of the identifiers in some part of the tree, unless a node in between says otherwise. */
export type Role =
  | 'load'
  | 'bind'
  /** Target of `del`. */
  | 'delete'
  /** Target of `+=`: read, then bound again. */
  | 'augment'
  | 'parameter'
  | 'import'
  /** Imported from `__future__`, and read by no one. */
  | 'feature'
  /** Part of a `case`: captures, unless it is part of a dotted name. */
  | 'pattern'
  | 'typeParameter'
  /** Name of a type alias. */
  | 'alias'
  | 'global'
  | 'nonlocal'
  /** Right below an ERROR node, where a name may be anything. */
  | 'unclear'
  /** Entry in the value of `__all__`. */
  | 'export'
  /** Skipped, with everything below it. */
  | 'none';

/** A target that is bound only once the value beside it has been computed. */
interface Target {
  readonly scope: Scope;
  readonly name: string;
  readonly position: number;
}

/** State that a node's children inherit. */
export interface Context {
  role: Role;
  scope: Scope;
  loop: Loop | null;
  /** Queue of targets to bind later; null to bind them at once. */
  targets: Target[] | null;
}

/** A node that the walk is in. */
export interface Frame extends Context {
  readonly type: string;
  readonly rule: NodeRule | undefined;
  /** The scope that the node opens. */
  inner: Scope | null;
  /** The loop that the node is, if it is the outermost one. */
  ownLoop: Loop | null;
  /** The node's own targets. */
  waiting: Target[] | null;
  /** No child after the current one matters. */
  isDone: boolean;
  /** The child on which others depend has been passed: the value of an assignment, the first `for`. */
  seen: boolean;
  /** Name that the node defines, if its children need it. */
  label: string;
}

/** The walk as rules see it: the current child, and the order of execution. */
export interface RuleHost {
  readonly time: number;
  /** Node type of the current child. */
  readonly type: string;
  /** Field of the current child in its parent, null without one. Costs a call. */
  readonly field: string | null;
  /** Text of the current child. */
  readonly text: string;
  /** Binds the node's targets, or only declares them. */
  settle(frame: Frame, event: 'bind' | 'declare'): void;
}

/** Treatment of the children of one type of node. */
export interface NodeRule {
  readonly enter?: (frame: Frame, parent: Frame) => void;
  /** Amends the state that a child inherits. */
  readonly child?: (frame: Frame, context: Context, walk: RuleHost) => void;
  readonly leave?: (frame: Frame, walk: RuleHost) => void;
}

const TARGETS = wordSet(`as_pattern_target expression_list list list_pattern list_splat list_splat_pattern
  dictionary_splat_pattern parenthesized_expression pattern_list tuple tuple_pattern`);
const PARAMETERS = wordSet(`default_parameter dictionary_splat_pattern lambda_parameters list_splat_pattern
  parameters tuple_pattern typed_default_parameter typed_parameter`);
const IMPORTS = wordSet('aliased_import');

/** Nodes that hand their role down to their children. Below all others, identifiers are loads. */
const CARRIERS: Readonly<Partial<Record<Role, ReadonlySet<string>>>> = {
  bind: TARGETS,
  delete: TARGETS,
  augment: TARGETS,
  parameter: PARAMETERS,
  import: IMPORTS,
  feature: IMPORTS,
  pattern:
    wordSet(`as_pattern case_pattern class_pattern dict_pattern keyword_pattern list_pattern splat_pattern
    tuple_pattern union_pattern`),
  typeParameter: wordSet('constrained_type splat_type generic_type type type_parameter'),
  alias: wordSet('generic_type type type_parameter'),
  unclear: new Set([...PARAMETERS, ...TARGETS, ...IMPORTS, 'ERROR']),
  export: wordSet('binary_operator list parenthesized_expression tuple'),
};

/** Role of identifiers below a node of `type` that itself has the role `role`. */
export function roleBelow(type: string, role: Role): Role {
  return CARRIERS[role]?.has(type) === true ? role : 'load';
}
