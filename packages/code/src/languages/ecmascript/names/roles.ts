import { ANY, NAMESPACE, type ScopeKind, TYPE, VALUE } from './scope.ts';

/** Effect of an identifier. */
export interface Role {
  /** Meanings that it gets, if it is bound. */
  readonly binds?: number;
  /** Scope that binds it, if not its own: the enclosing function, the scope around the node that opens one, or a conditional type. */
  readonly where?: 'binder' | 'outer' | 'infer';
  /** Meanings with which it is looked up; by default that of its node. */
  readonly reads?: number;
  readonly is?: 'import' | 'parameter' | 'function';
}

export const READ: Role = {};
/** Neither read nor bound. */
export const NONE: Role = {};
export const END_TAG: Role = {};
export const BLOCK: Role = { binds: VALUE };
export const TYPE_PARAMETER: Role = { binds: TYPE };
export const INFER: Role = { binds: TYPE, where: 'infer' };
export const IMPORT: Role = { binds: ANY, is: 'import' };
export const VAR: Role = { binds: VALUE, where: 'binder' };
export const EITHER: Role = { reads: ANY };
const QUALIFIER: Role = { reads: NAMESPACE };
const PARAMETER: Role = { binds: VALUE, is: 'parameter' };
const FUNCTION: Role = { binds: VALUE, where: 'outer', is: 'function' };
const CLASS: Role = { binds: VALUE | TYPE, where: 'outer' };
const TYPE_NAME: Role = { binds: TYPE, where: 'outer' };
/** The role of the node itself. */
const SAME = null;

/** Role of all children of a node; READ by default. */
export const CHILDREN: ReadonlyMap<string, Role | null> = new Map(
  Object.entries({
    lexical_declaration: BLOCK,
    variable_declaration: VAR,
    formal_parameters: SAME,
    object_pattern: SAME,
    array_pattern: SAME,
    rest_pattern: SAME,
    type_parameters: TYPE_PARAMETER,
    import_clause: IMPORT,
    import_require_clause: IMPORT,
    named_imports: SAME,
    namespace_import: SAME,
    namespace_export: NONE,
    export_statement: EITHER,
    export_clause: SAME,
    instantiation_expression: EITHER,
    jsx_closing_element: END_TAG,
    jsx_namespace_name: NONE,
    nested_identifier: SAME,
    member_expression: SAME,
  }),
);

const definition = { name: FUNCTION, parameters: PARAMETER };
const functionExpression = { name: BLOCK, parameters: PARAMETER };
const signature = { name: FUNCTION, parameters: BLOCK };
const declaredClass = { name: CLASS };
const declaredType = { name: TYPE_NAME };
const declaredNamespace = { name: { binds: VALUE | NAMESPACE } };
const parameter = { pattern: SAME, name: NONE };
const assignment = { left: SAME };

/** Roles by field, for nodes whose children differ; READ by default. */
export const FIELDS: ReadonlyMap<string, Readonly<Record<string, Role | null>>> = new Map(
  Object.entries({
    variable_declarator: { name: SAME },
    required_parameter: parameter,
    optional_parameter: parameter,
    assignment_pattern: assignment,
    object_assignment_pattern: assignment,
    pair_pattern: { value: SAME },
    type_parameter: { name: SAME },
    catch_clause: { parameter: BLOCK },
    arrow_function: { parameter: PARAMETER, parameters: PARAMETER },
    function_declaration: definition,
    generator_function_declaration: definition,
    function_expression: functionExpression,
    generator_function: functionExpression,
    method_definition: definition,
    function_signature: signature,
    method_signature: signature,
    abstract_method_signature: signature,
    call_signature: signature,
    construct_signature: signature,
    function_type: signature,
    constructor_type: signature,
    class_declaration: declaredClass,
    abstract_class_declaration: declaredClass,
    class: { name: { binds: VALUE | TYPE } },
    interface_declaration: declaredType,
    type_alias_declaration: declaredType,
    enum_declaration: { name: { binds: ANY } },
    internal_module: declaredNamespace,
    module: declaredNamespace,
    index_signature: { name: BLOCK },
    mapped_type_clause: { name: TYPE_PARAMETER },
    import_specifier: { name: NONE, alias: NONE },
    export_specifier: { name: SAME, alias: NONE },
    nested_type_identifier: { module: QUALIFIER, name: NONE },
    for_in_statement: { left: SAME },
    conditional_type: {},
    binary_expression: {},
    jsx_opening_element: { name: SAME },
    jsx_self_closing_element: { name: SAME },
  }),
);

/** Nodes that open a scope. */
export const SCOPES: ReadonlyMap<string, ScopeKind> = new Map<string, ScopeKind>([
  ['function_declaration', 'function'],
  ['generator_function_declaration', 'function'],
  ['function_expression', 'function'],
  ['generator_function', 'function'],
  ['method_definition', 'function'],
  ['arrow_function', 'arrow'],
  ['class_static_block', 'arrow'],
  ['class', 'class'],
  ['class_declaration', 'class'],
  ['abstract_class_declaration', 'class'],
  ...[
    ...['function_signature', 'method_signature', 'abstract_method_signature', 'call_signature'],
    ...['construct_signature', 'function_type', 'constructor_type', 'index_signature', 'conditional_type'],
    ...['interface_declaration', 'type_alias_declaration', 'catch_clause', 'for_statement'],
    ...['for_in_statement', 'switch_body', 'statement_block', 'with_statement'],
  ].map((type): [string, ScopeKind] => [type, 'block']),
]);
