import type { Context, Frame, NodeRule, Role } from './roles.ts';
import { Scope } from './scope.ts';

/** A target is bound when its node is left, since the value beside it is computed first. */
function asTarget(frame: Frame, context: Context): void {
  frame.waiting ??= [];
  context.role = 'bind';
  context.targets = frame.waiting;
}

function asLoad(context: Context, scope: Scope): void {
  context.role = 'load';
  context.scope = scope;
}

const bindOnLeave: NodeRule['leave'] = (frame, walk) => walk.settle(frame, 'bind');

/** Gives all identifiers directly below one role. */
const childrenAre = (role: Role): NodeRule => ({
  enter: (frame) => {
    frame.role = role;
  },
});

/** Gives children with this field one role. */
const fieldIs = (field: string, role: Role): NodeRule => ({
  child(_frame, context, walk) {
    if (walk.field === field) context.role = role;
  },
});

const skipFirst: NodeRule = {
  child(frame, context) {
    if (!frame.seen) context.role = 'none';
    frame.seen = true;
  },
};

const skipAllButFirst: NodeRule = {
  child(frame) {
    frame.isDone = true;
  },
};

/** A value assigned to a module's `__all__` exports names. */
const assigning = (target: (frame: Frame, context: Context) => void): NodeRule => ({
  child(frame, context, walk) {
    const { field } = walk;
    if (field === 'left') {
      target(frame, context);
      if (walk.type === 'identifier' && frame.scope.kind === 'module') frame.label = walk.text;
    } else if (field === 'right') {
      frame.seen = true;
      context.role = frame.label === '__all__' ? 'export' : 'load';
    } else if (field === 'type') asLoad(context, frame.scope.annotations);
  },
});

const assignment: NodeRule = {
  ...assigning(asTarget),
  // `x: int` makes `x` a name of its scope and binds nothing.
  leave: (frame, walk) => walk.settle(frame, frame.seen ? 'bind' : 'declare'),
};

const augmentedAssignment = assigning((_frame, context) => {
  context.role = 'augment';
});

const namedExpression: NodeRule = {
  child(frame, context, walk) {
    if (walk.field !== 'name') return;
    asTarget(frame, context);
    context.scope = frame.scope.binder;
  },
  leave: bindOnLeave,
};

const asPattern: NodeRule = {
  child(frame, context, walk) {
    if (walk.field === 'alias') asTarget(frame, context);
  },
  leave: bindOnLeave,
};

const importing = (role: 'import' | 'feature'): NodeRule => ({
  child(_frame, context, walk) {
    const { field } = walk;
    if (field === 'module_name') context.role = 'none';
    else if (field === 'name') context.role = role;
  },
});

const enterLoop = (frame: Frame): void => {
  if (frame.loop === null) frame.ownLoop = { endedAt: Number.POSITIVE_INFINITY };
};

const leaveLoop: Required<NodeRule>['leave'] = (frame, walk) => {
  if (frame.ownLoop !== null) frame.ownLoop.endedAt = walk.time;
};

const forStatement: NodeRule = {
  enter: enterLoop,
  child(frame, context, walk) {
    const { field } = walk;
    if (field === 'left') asTarget(frame, context);
    else if (field === 'body') {
      walk.settle(frame, 'bind');
      context.loop = frame.loop ?? frame.ownLoop;
    }
  },
  leave(frame, walk) {
    walk.settle(frame, 'bind');
    leaveLoop(frame, walk);
  },
};

const whileStatement: NodeRule = {
  enter: enterLoop,
  child(frame, context) {
    context.loop = frame.loop ?? frame.ownLoop;
  },
  leave: leaveLoop,
};

/** Also a loop: the element is written first and computed last. */
const comprehension = (kind: 'comprehension' | 'generator'): NodeRule => ({
  enter(frame) {
    frame.inner = new Scope(kind, frame.scope);
    enterLoop(frame);
  },
  child(frame, context) {
    context.scope = frame.inner!;
    context.loop = frame.loop ?? frame.ownLoop;
  },
  leave: leaveLoop,
});

const forInClause: NodeRule = {
  enter(frame, parent) {
    const isFirst = parent.inner === frame.scope && !parent.seen;
    frame.inner = isFirst ? parent.scope : frame.scope;
    parent.seen = true;
  },
  child(frame, context, walk) {
    const { field } = walk;
    if (field === 'left') {
      context.role = 'bind';
      context.targets = null;
    } else if (field === 'right') asLoad(context, frame.inner!);
  },
};

function openTypeParameters(frame: Frame, context: Context): void {
  frame.inner = new Scope('typeParameters', frame.scope);
  context.role = 'typeParameter';
  context.scope = frame.inner;
}

/** The scope of the function itself, inside that of its type parameters. */
function functionScope(frame: Frame): Scope {
  if (frame.inner?.kind !== 'function') frame.inner = new Scope('function', frame.inner ?? frame.scope);
  return frame.inner;
}

/** `def` and `lambda`. */
const functionDefinition: NodeRule = {
  child(frame, context, walk) {
    const { field } = walk;
    if (field === 'name') asTarget(frame, context);
    else if (field === 'type_parameters') openTypeParameters(frame, context);
    else if (field === 'parameters') {
      context.role = 'parameter';
      context.scope = functionScope(frame);
    } else if (field === 'return_type') asLoad(context, functionScope(frame).parent!.annotations);
    else if (field === 'body') {
      asLoad(context, functionScope(frame));
      context.loop = null;
    }
  },
  leave: bindOnLeave,
};

/** Defaults are evaluated where the function is defined, outside its type parameters; annotations inside these. */
const parameter: NodeRule = {
  child(frame, context, walk) {
    const { field } = walk;
    const { scope } = frame;
    const around = frame.role === 'parameter' ? scope.parent! : scope;
    if (field === 'value') asLoad(context, around.kind === 'typeParameters' ? around.parent! : around);
    else if (field === 'type') asLoad(context, around.annotations);
  },
};

const classDefinition: NodeRule = {
  child(frame, context, walk) {
    const { field } = walk;
    if (field === 'name') {
      frame.label = walk.text;
      asTarget(frame, context);
    } else if (field === 'type_parameters') openTypeParameters(frame, context);
    else if (field === 'superclasses') asLoad(context, frame.inner ?? frame.scope);
    else if (field === 'body') asLoad(context, new Scope('class', frame.inner ?? frame.scope, frame.label));
  },
  leave: bindOnLeave,
};

/** A name alone in `case` captures; that of a class is read. */
const classPattern: NodeRule = {
  child(_frame, context, walk) {
    if (walk.type === 'dotted_name') context.role = 'load';
  },
};

const typeAlias: NodeRule = {
  enter(frame) {
    frame.inner = new Scope('typeParameters', frame.scope);
  },
  child(frame, context, walk) {
    const { field } = walk;
    if (field === 'left') {
      context.role = 'alias';
      context.scope = frame.inner!;
    } else if (field === 'right') asLoad(context, frame.inner!.annotations);
  },
};

const typeParameters: NodeRule = {
  enter(frame) {
    if (frame.role === 'alias') frame.role = 'typeParameter';
  },
};

/** `T: bound` */
const constrainedType: NodeRule = {
  child(frame, context, walk) {
    if (walk.type !== 'type' || frame.role !== 'typeParameter') return;
    if (frame.seen) asLoad(context, frame.scope.annotations);
    frame.seen = true;
  },
};

/** The node types of tree-sitter-python in which identifiers are more than loads. */
export const RULES: ReadonlyMap<string, NodeRule> = new Map(
  Object.entries({
    ERROR: childrenAre('unclear'),
    aliased_import: skipFirst,
    as_pattern: asPattern,
    assignment,
    attribute: skipAllButFirst,
    augmented_assignment: augmentedAssignment,
    case_pattern: childrenAre('pattern'),
    class_definition: classDefinition,
    class_pattern: classPattern,
    constrained_type: constrainedType,
    default_parameter: parameter,
    delete_statement: childrenAre('delete'),
    dictionary_comprehension: comprehension('comprehension'),
    except_clause: fieldIs('alias', 'bind'),
    for_in_clause: forInClause,
    for_statement: forStatement,
    function_definition: functionDefinition,
    future_import_statement: importing('feature'),
    generator_expression: comprehension('generator'),
    global_statement: childrenAre('global'),
    import_from_statement: importing('import'),
    import_statement: importing('import'),
    keyword_argument: skipFirst,
    keyword_pattern: skipFirst,
    lambda: functionDefinition,
    list_comprehension: comprehension('comprehension'),
    member_type: skipAllButFirst,
    named_expression: namedExpression,
    nonlocal_statement: childrenAre('nonlocal'),
    set_comprehension: comprehension('comprehension'),
    type_alias_statement: typeAlias,
    type_parameter: typeParameters,
    typed_default_parameter: parameter,
    typed_parameter: parameter,
    while_statement: whileStatement,
  } satisfies Record<string, NodeRule>),
);
