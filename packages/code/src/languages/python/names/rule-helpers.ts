import type { Context, Frame, NodeRule } from './roles.ts';
import type { Scope } from './scope.ts';

/** A target is bound when its node is left, since the value beside it is computed first. */
export function asTarget(frame: Frame, context: Context): void {
  frame.waiting ??= [];
  context.role = 'bind';
  context.targets = frame.waiting;
}

export function asLoad(context: Context, scope: Scope): void {
  context.role = 'load';
  context.scope = scope;
}

export const bindOnLeave: Required<NodeRule>['leave'] = (frame, host) => host.settle(frame, 'bind');
