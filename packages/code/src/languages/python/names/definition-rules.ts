import type { Context, Frame, NodeRule } from './roles.ts';
import { asLoad, asTarget, bindOnLeave } from './rule-helpers.ts';
import { Scope } from './scope.ts';

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
export const functionRule: NodeRule = {
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
export const parameterRule: NodeRule = {
  asksField: true,
  child(frame, context, { field }) {
    const { scope } = frame;
    const around = frame.role === 'parameter' ? scope.parent! : scope;
    if (field === 'value') asLoad(context, around.kind === 'typeParameters' ? around.parent! : around);
    else if (field === 'type') asLoad(context, around.annotations);
    return undefined;
  },
};

export const classRule: NodeRule = {
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

export const typeAliasRule: NodeRule = {
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

export const typeParametersRule: NodeRule = {
  enter(frame) {
    if (frame.role === 'alias') frame.role = 'typeParameter';
  },
};

/** `T: bound` */
export const constrainedTypeRule: NodeRule = {
  child(frame, context, { type }) {
    if (type !== 'type' || frame.role !== 'typeParameter') return undefined;
    if (frame.seen) asLoad(context, frame.scope.annotations);
    frame.seen = true;
    return undefined;
  },
};
