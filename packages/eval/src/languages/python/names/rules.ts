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

function openTypeParameters(frame: Frame, context: Context): void {
  frame.inner = new Scope('typeParameters', frame.scope);
  context.role = 'typeParameter';
  context.scope = frame.inner;
}

const bindOnLeave: NodeRule['leave'] = (frame, host) => host.settle(frame, 'bind');

/** All identifiers right below have one role. */
const childrenAre = (role: Role): NodeRule => ({
  enter: (frame) => {
    frame.role = role;
  },
});

/** The scope of the function itself, inside that of its type parameters. */
function functionScope(frame: Frame): Scope {
  if (frame.inner?.kind !== 'function') frame.inner = new Scope('function', frame.inner ?? frame.scope);
  return frame.inner;
}

/** `def` and `lambda`. */
const functionRule: NodeRule = {
  asksField: true,
  child(frame, context, { field }) {
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
    return undefined;
  },
  leave: bindOnLeave,
};

/** Defaults are evaluated where the function is defined, outside its type parameters; annotations inside these. */
const parameterRule: NodeRule = {
  asksField: true,
  child(frame, context, { field }) {
    const { scope } = frame;
    const around = frame.role === 'parameter' ? scope.parent! : scope;
    if (field === 'value') asLoad(context, around.kind === 'typeParameters' ? around.parent! : around);
    else if (field === 'type') asLoad(context, around.annotations);
    return undefined;
  },
};

const classRule: NodeRule = {
  asksField: true,
  child(frame, context, { field }, host) {
    if (field === 'name') {
      frame.label = host.textOf();
      asTarget(frame, context);
    } else if (field === 'type_parameters') openTypeParameters(frame, context);
    else if (field === 'superclasses') asLoad(context, frame.inner ?? frame.scope);
    else if (field === 'body') asLoad(context, new Scope('class', frame.inner ?? frame.scope, frame.label));
    return undefined;
  },
  leave: bindOnLeave,
};

const typeAliasRule: NodeRule = {
  asksField: true,
  enter(frame) {
    frame.inner = new Scope('typeParameters', frame.scope);
  },
  child(frame, context, { field }) {
    if (field === 'left') context.role = 'alias';
    else if (field === 'right') asLoad(context, frame.inner!.annotations);
    context.scope = field === 'left' ? frame.inner! : context.scope;
    return undefined;
  },
};

const typeParametersRule: NodeRule = {
  enter(frame) {
    if (frame.role === 'alias') frame.role = 'typeParameter';
  },
};

/** `T: bound` */
const constrainedTypeRule: NodeRule = {
  child(frame, context, { type }) {
    if (type !== 'type' || frame.role !== 'typeParameter') return undefined;
    if (frame.seen) asLoad(context, frame.scope.annotations);
    frame.seen = true;
    return undefined;
  },
};

const assignmentRule: NodeRule = {
  asksField: true,
  child(frame, context, { field, type }, host) {
    if (field === 'left') {
      asTarget(frame, context);
      if (type === 'identifier' && frame.scope.kind === 'module') frame.label = host.textOf();
    } else if (field === 'right') {
      frame.seen = true;
      context.role = frame.label === '__all__' ? 'export' : 'load';
    } else if (field === 'type') asLoad(context, frame.scope.annotations);
    return undefined;
  },
  // `x: int` makes `x` a name of its scope, and binds nothing.
  leave: (frame, host) => host.settle(frame, frame.seen ? 'bind' : 'declare'),
};

const augmentedAssignmentRule: NodeRule = {
  asksField: true,
  child(frame, context, { field, type }, host) {
    if (field === 'left') {
      context.role = 'augment';
      if (type === 'identifier' && frame.scope.kind === 'module') frame.label = host.textOf();
    } else if (field === 'right') context.role = frame.label === '__all__' ? 'export' : 'load';
    return undefined;
  },
};

const namedExpressionRule: NodeRule = {
  asksField: true,
  child(frame, context, { field }) {
    if (field !== 'name') return undefined;
    asTarget(frame, context);
    context.scope = frame.scope.binder;
    return undefined;
  },
  leave: bindOnLeave,
};

const enterLoop: Required<NodeRule>['enter'] = (frame) => {
  if (frame.loop === null) frame.ownLoop = { endedAt: Number.POSITIVE_INFINITY };
};

const leaveLoop: Required<NodeRule>['leave'] = (frame, host) => {
  if (frame.ownLoop !== null) frame.ownLoop.endedAt = host.time;
};

const forRule: NodeRule = {
  asksField: true,
  enter: enterLoop,
  child(frame, context, { field }, host) {
    if (field === 'left') asTarget(frame, context);
    else if (field === 'body') {
      host.settle(frame, 'bind');
      context.loop = frame.loop ?? frame.ownLoop;
    }
    return undefined;
  },
  leave(frame, host) {
    host.settle(frame, 'bind');
    leaveLoop(frame, host);
  },
};

const whileRule: NodeRule = {
  enter: enterLoop,
  child(frame, context) {
    context.loop = frame.loop ?? frame.ownLoop;
    return undefined;
  },
  leave: leaveLoop,
};

const comprehension = (kind: 'comprehension' | 'generator'): NodeRule => ({
  enter(frame, parent) {
    frame.inner = new Scope(kind, frame.scope);
    enterLoop(frame, parent);
  },
  child(frame, context) {
    context.scope = frame.inner!;
    // A loop, too: what is computed stands first and is computed last.
    context.loop = frame.loop ?? frame.ownLoop;
    return undefined;
  },
  leave: leaveLoop,
});

const forInClauseRule: NodeRule = {
  asksField: true,
  enter(frame, parent) {
    const isFirst = parent.inner === frame.scope && !parent.seen;
    frame.inner = isFirst ? parent.scope : frame.scope;
    parent.seen = true;
  },
  child(frame, context, { field }) {
    if (field === 'left') {
      context.role = 'bind';
      context.targets = null;
    } else if (field === 'right') asLoad(context, frame.inner!);
    return undefined;
  },
};

const asPatternRule: NodeRule = {
  asksField: true,
  child(frame, context, { field }) {
    if (field === 'alias') asTarget(frame, context);
    return undefined;
  },
  leave: bindOnLeave,
};

const exceptRule: NodeRule = {
  asksField: true,
  child(_frame, context, { field }) {
    if (field === 'alias') context.role = 'bind';
    return undefined;
  },
};

const importRule: NodeRule = {
  asksField: true,
  child(_frame, context, { field }) {
    if (field === 'module_name') return 'skip';
    if (field === 'name') context.role = 'import';
    return undefined;
  },
};

const passOverFirst: NodeRule = {
  child(frame) {
    if (frame.seen) return undefined;
    frame.seen = true;
    return 'skip';
  },
};

const passOverAllButFirst: NodeRule = {
  child(frame) {
    if (frame.seen) return 'skip';
    frame.seen = true;
    return undefined;
  },
};

/** The node types of tree-sitter-python in which identifiers are more than loads. */
export const RULES: ReadonlyMap<string, NodeRule> = new Map(
  Object.entries({
    ERROR: childrenAre('unclear'),
    aliased_import: passOverFirst,
    as_pattern: asPatternRule,
    assignment: assignmentRule,
    attribute: passOverAllButFirst,
    augmented_assignment: augmentedAssignmentRule,
    case_pattern: childrenAre('pattern'),
    class_definition: classRule,
    class_pattern: {
      child(_frame, context, { type }) {
        if (type === 'dotted_name') context.role = 'load';
        return undefined;
      },
    },
    constrained_type: constrainedTypeRule,
    default_parameter: parameterRule,
    delete_statement: childrenAre('delete'),
    dictionary_comprehension: comprehension('comprehension'),
    except_clause: exceptRule,
    for_in_clause: forInClauseRule,
    for_statement: forRule,
    function_definition: functionRule,
    future_import_statement: importRule,
    generator_expression: comprehension('generator'),
    global_statement: childrenAre('global'),
    import_from_statement: importRule,
    import_statement: importRule,
    keyword_argument: passOverFirst,
    keyword_pattern: passOverFirst,
    lambda: functionRule,
    list_comprehension: comprehension('comprehension'),
    member_type: passOverAllButFirst,
    named_expression: namedExpressionRule,
    nonlocal_statement: childrenAre('nonlocal'),
    set_comprehension: comprehension('comprehension'),
    type_alias_statement: typeAliasRule,
    type_parameter: typeParametersRule,
    typed_default_parameter: parameterRule,
    typed_parameter: parameterRule,
    while_statement: whileRule,
  } satisfies Record<string, NodeRule>),
);
