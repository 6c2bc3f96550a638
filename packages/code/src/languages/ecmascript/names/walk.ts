import type { SyntaxTree } from '../../../text/names.ts';
import {
  BLOCK,
  CHILDREN,
  EITHER,
  END_TAG,
  FIELDS,
  IMPORT,
  INFER,
  NONE,
  READ,
  type Role,
  SCOPES,
  TYPE_PARAMETER,
  VAR,
} from './roles.ts';
import { type NameCollector, Scope, TYPE, VALUE } from './scope.ts';

/** Node types of names, with the meanings under which each is looked up by default. */
const NAMES: ReadonlyMap<string, number> = new Map([
  ['identifier', VALUE],
  ['type_identifier', TYPE],
  ['shorthand_property_identifier', VALUE],
  ['shorthand_property_identifier_pattern', VALUE],
]);

const LEAVES: ReadonlySet<string> = new Set([
  'comment',
  'string',
  'number',
  'regex',
  'predefined_type',
  'jsx_text',
]);

/** The rest of type arguments before a template. */
const TEMPLATE = /[\w$.,<\s[\]'"|&]{0,200}>[>\s]*`/y;

/** Types that may end with another, and types of functions. */
const OPERATORS: ReadonlySet<string> = new Set(['intersection_type', 'union_type']);
const FUNCTIONS: ReadonlySet<string> = new Set(['function_type', 'constructor_type']);

/** Words to which the grammar gives no other node: `this` of an element, `await` before a bracket, `import` of a type. */
const KEYWORDS: ReadonlySet<string> = new Set(['this', 'await', 'import']);

/** A node that the walk is in. */
interface Frame {
  readonly type: string;
  /** Roles of its children: of all, or by field. */
  readonly children: ReturnType<typeof CHILDREN.get>;
  readonly fields: ReturnType<typeof FIELDS.get>;
  /** Role of the node, for children that share it. */
  role: Role;
  /** Scope around the node, and that of its children. */
  readonly outer: Scope;
  scope: Scope;
  /** Scope that `infer` binds in. */
  readonly infer: Scope;
  readonly start: number;
  /** Number of loads of its scope before it. */
  readonly loads: number;
  /** Name that the node defines or imports, and its position. */
  label: string;
  at: number;
  /** Number of names directly in it that were seen. */
  seen: number;
}

/**
 * Reads the names of one statement into `collector`, in one walk over its tree and without recursion.
 * @param text text of the statement, as it was parsed
 * @param base offset of `text` in the document
 */
export function walkNames(tree: SyntaxTree, text: string, base: number, collector: NameCollector): void {
  const { module } = collector;
  const cursor = tree.walk();
  const written = (): string => text.slice(cursor.startIndex, cursor.endIndex);
  const frames: Frame[] = [openFrame('', READ, module, module, module, 0)];
  const bind = (frame: Frame, scope: Scope, role: Role, name: string, position: number): void => {
    const place = placeOf(role, frame, scope);
    const variable = collector.bind(place, name, position, role.binds!, role.is === 'import');
    if (role.is === 'parameter') collector.parameters.set(variable, name);
    if (role.is === 'function' && place.kind === 'block')
      collector.blockFunctions.push({ scope: place, name, position });
  };
  const addName = (frame: Frame, scope: Scope, role: Role, type: string): void => {
    const name = written();
    // A missing identifier is empty.
    if (name === '' || KEYWORDS.has(name) || (type === 'type_identifier' && name === 'bigint')) return;
    const position = base + cursor.startIndex;
    collector.mentions.push({ name, position });
    if (type.startsWith('shorthand')) collector.foreign.add(name);
    if (role === NONE) collector.foreign.add(name);
    if (role === NONE || role === END_TAG) return;
    if (role.binds !== undefined) bind(frame, scope, role, name, position);
    else scope.loads.push({ name, position, meanings: role.reads ?? NAMES.get(type)! });
  };
  /** Handles the current node. Returns null if nothing below it matters. */
  const visit = (parent: Frame): Frame | null => {
    const type = cursor.nodeType;
    if (type === 'string' && parent.type === 'expression_statement')
      collector.isStrict ||= /^.use strict.$/.test(written());
    if (!startsWithLetter(type) || LEAVES.has(type)) return null;
    let role = parent.children;
    const { fields } = parent;
    const field = fields === undefined ? null : cursor.currentFieldName;
    if (fields !== undefined) role = fields[field ?? ''];
    if (role === null) role = parent.role;
    role = special(parent, type, field ?? '', role ?? READ);
    const isAside = parent.type === 'conditional_type' && (field === 'left' || field === 'alternative');
    const scope = isAside ? parent.outer : parent.scope;
    if (NAMES.has(type)) {
      parent.seen++;
      addName(parent, scope, role, type);
      return null;
    }
    if (type.endsWith('property_identifier')) {
      addProperty(parent);
      return null;
    }
    const infer = parent.type === 'conditional_type' && field === 'right' ? parent.scope : parent.infer;
    return openFrame(type, role, scope, scopeOf(type, parent, scope), infer, cursor.startIndex);
  };
  /** Roles that depend on more than the node and the field. */
  const special = (parent: Frame, type: string, field: string, role: Role): Role => {
    switch (parent.type) {
      case 'import_specifier':
        // The alias, if there is one, else the name.
        if (field === 'name' || field === 'alias') {
          parent.label = written();
          parent.at = base + cursor.startIndex;
        }
        return role;
      case 'assignment_expression':
        // `using a = b`, which the grammar reads as an assignment.
        if (type === 'using') parent.role = BLOCK;
        return parent.role === BLOCK && parent.seen === 0 ? BLOCK : role;
      case 'binary_expression':
        // `[type in A]: B` and `a<B>` before a template, which the grammar reads as operators.
        if (field === 'left' && written() === 'type' && frames.at(-3)?.type === 'property_signature')
          return TYPE_PARAMETER;
        TEMPLATE.lastIndex = cursor.endIndex;
        // A type's members, which the grammar reads as an object's.
        if (type === 'object' && field === 'right' && TEMPLATE.test(text))
          parent.scope = new Scope('block', parent.scope, true);
        TEMPLATE.lastIndex = cursor.endIndex;
        return TEMPLATE.test(text) ? EITHER : role;
      case 'import_alias':
        return parent.seen === 0 ? IMPORT : EITHER;
      case 'infer_type':
        return parent.seen === 0 ? INFER : READ;
      case 'internal_module':
      case 'module':
      case 'enum_declaration':
        if (field !== 'name') return role;
        parent.label = written();
        return role;
      case 'for_in_statement':
        if (field === 'kind') parent.role = type === 'var' ? VAR : BLOCK;
        return field === 'left' ? parent.role : READ;
      case 'jsx_opening_element':
      case 'jsx_self_closing_element':
        return field === 'name' && type === 'identifier' && /^[a-z]|-/.test(written()) ? NONE : READ;
      case 'required_parameter':
      case 'optional_parameter':
        // A property of the class.
        if (type === 'accessibility_modifier' || type === 'readonly' || type === 'override_modifier')
          parent.role = BLOCK;
        return role === NONE ? NONE : field === 'pattern' ? parent.role : role;
      case 'export_statement':
        if (field === '' && type === 'namespace') parent.role = NONE;
        // What another module exports is not read here.
        if (type === 'string' || type === 'from') parent.scope.loads.length = parent.loads;
        return parent.role === NONE ? NONE : role;
      default:
        return role;
    }
  };
  const addProperty = (parent: Frame): void => {
    const name = written();
    collector.foreign.add(name);
    const isMember = parent.type === 'enum_body' || (parent.type === 'enum_assignment' && parent.seen === 0);
    if (isMember) collector.bind(parent.scope, name, base + cursor.startIndex, VALUE | TYPE);
    parent.seen++;
  };
  const scopeOf = (type: string, parent: Frame, outer: Scope): Scope => {
    if (type === 'enum_body') return outer.part(parent.label);
    if (type === 'statement_block') {
      if (parent.type === 'ambient_declaration') return module;
      if (parent.type === 'internal_module' || parent.type === 'module')
        return /^\w/.test(parent.label)
          ? parent.label.split('.').reduce((scope, name) => scope.part(name.trim()), outer)
          : new Scope('namespace', outer, true);
    }
    const kind = SCOPES.get(type);
    if (kind === undefined || (type === 'class' && !cursor.nodeIsNamed)) return outer;
    return new Scope(kind, outer, type === 'with_statement');
  };
  const leave = (frame: Frame, parent: Frame): void => {
    // The grammar ends a function's type too early: `<A>() => B & C<A>`.
    if (OPERATORS.has(parent.type) && (FUNCTIONS.has(frame.type) || OPERATORS.has(frame.type)))
      parent.scope = frame.scope;
    if (frame.type === 'import_statement' || frame.type === 'export_statement') collector.isStrict = true;
    if (frame.type === 'import_specifier') bind(frame, frame.scope, IMPORT, frame.label, frame.at);
    else if (frame.type === 'export_statement' || frame.type === 'ambient_declaration')
      collector.exports.push({ start: base + frame.start, end: base + cursor.endIndex });
  };
  for (;;) {
    const frame = visit(frames.at(-1)!);
    if (frame !== null && cursor.gotoFirstChild()) {
      frames.push(frame);
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return;
      leave(frames.pop()!, frames.at(-1)!);
    }
  }
}

function startsWithLetter(type: string): boolean {
  const code = type.charCodeAt(0) | 0x20;
  return code >= 0x61 && code <= 0x7a;
}

/** Scope in which a role binds. */
function placeOf({ where }: Role, { outer, infer }: Frame, scope: Scope): Scope {
  if (where === undefined) return scope;
  return where === 'outer' ? outer : where === 'infer' ? infer : scope.binder;
}

function openFrame(type: string, role: Role, outer: Scope, scope: Scope, infer: Scope, start: number): Frame {
  const [children, fields] = [CHILDREN.get(type), FIELDS.get(type)];
  const { length: loads } = scope.loads;
  return { type, children, fields, role, outer, scope, infer, start, loads, label: '', at: 0, seen: 0 };
}
