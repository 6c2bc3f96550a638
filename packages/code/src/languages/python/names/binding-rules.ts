import type { NodeRule } from './roles.ts';
import { asLoad, asTarget, bindOnLeave } from './rule-helpers.ts';
import { Scope } from './scope.ts';

export const assignmentRule: NodeRule = {
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

export const augmentedAssignmentRule: NodeRule = {
  asksField: true,
  child(frame, context, { field, type }, host) {
    if (field === 'left') {
      context.role = 'augment';
      if (type === 'identifier' && frame.scope.kind === 'module') frame.label = host.textOf();
    } else if (field === 'right') context.role = frame.label === '__all__' ? 'export' : 'load';
    return undefined;
  },
};

export const namedExpressionRule: NodeRule = {
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

export const forRule: NodeRule = {
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

export const whileRule: NodeRule = {
  enter: enterLoop,
  child(frame, context) {
    context.loop = frame.loop ?? frame.ownLoop;
    return undefined;
  },
  leave: leaveLoop,
};

export const comprehension = (kind: 'comprehension' | 'generator'): NodeRule => ({
  enter(frame, parent) {
    frame.inner = new Scope(kind, frame.scope);
    enterLoop(frame, parent);
  },
  child(frame, context) {
    context.scope = frame.inner!;
    // A loop, too: what is computed comes first and is computed last.
    context.loop = frame.loop ?? frame.ownLoop;
    return undefined;
  },
  leave: leaveLoop,
});

export const forInClauseRule: NodeRule = {
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

export const asPatternRule: NodeRule = {
  asksField: true,
  child(frame, context, { field }) {
    if (field === 'alias') asTarget(frame, context);
    return undefined;
  },
  leave: bindOnLeave,
};

export const exceptRule: NodeRule = {
  asksField: true,
  child(_frame, context, { field }) {
    if (field === 'alias') context.role = 'bind';
    return undefined;
  },
};

const importing = (role: 'import' | 'feature'): NodeRule => ({
  asksField: true,
  child(_frame, context, { field }) {
    if (field === 'module_name') return 'skip';
    if (field === 'name') context.role = role;
    return undefined;
  },
});

export const importRule = importing('import');

/** `from __future__ import`. */
export const featureRule = importing('feature');
