import { importsOf, walkScopes } from '../../../text/bound-names.ts';
import type { NameAnalysis, NameOrigin, NameSource, NameUse, UnknowableReason } from '../../../text/names.ts';
import { BUILTINS, CLASS_ATTRIBUTES, MODULE_ATTRIBUTES } from './builtins.ts';
import { type Load, type NameCollector, type Scope, Variable } from './scope.ts';

type Verdict =
  | { readonly variable: Variable; readonly origin: NameOrigin }
  | 'builtin'
  | 'undefined'
  | UnknowableReason;

/** `__class__`, which the functions of a class see although nothing binds it. */
const IMPLICIT_CLASS = new Variable();

/** A name that a function has declared `global`, for the functions in it. */
const GLOBAL = new Variable();

/**
 * Finds the variable that every load reads, in one pass over the tree of scopes, without recursion. Each name has a stack of the
 * variables of the functions around, so that no load climbs through scopes.
 */
export function resolveNames(
  collector: NameCollector,
  { name: document, text, cut }: Pick<NameSource, 'name' | 'text' | 'cut'>,
): NameAnalysis {
  /** A package's own module, whose `__all__` may list modules. */
  const isPackage = /(^|\/)__init__\.py$/.test(document);
  const { module, starAt, inDamage } = collector;
  /** Variables of the functions around, by name, the innermost last. */
  const enclosing = new Map<string, { variable: Variable; scope: Scope }[]>();
  const push = (name: string, variable: Variable, scope: Scope): void => {
    const stack = enclosing.get(name);
    if (stack === undefined) enclosing.set(name, [{ variable, scope }]);
    else stack.push({ variable, scope });
  };
  const enter = (scope: Scope): void => {
    for (const [name, here] of scope.nonlocals ?? []) {
      const there = enclosing.get(name)?.at(-1)?.variable;
      // Without a function around that binds it, the statement is a syntax error, and is ignored.
      if (there === undefined) scope.variables.set(name, here);
      else there.merge(here);
      scope.nonlocals!.set(name, there ?? here);
    }
    if (scope.kind === 'class' || scope.kind === 'module') return;
    for (const [name, variable] of scope.variables) push(name, variable, scope);
    for (const name of scope.globals ?? []) push(name, GLOBAL, scope);
  };
  const leave = (scope: Scope): void => {
    if (scope.kind === 'class') enclosing.get('__class__')!.pop();
    if (scope.kind === 'class' || scope.kind === 'module') return;
    for (const name of scope.variables.keys()) enclosing.get(name)!.pop();
    for (const name of scope.globals ?? []) enclosing.get(name)!.pop();
  };
  const resolve = (load: Load, scope: Scope): Verdict => {
    const { name } = load;
    if (load.isExport) return resolveExport(name);
    if (scope.globals?.has(name)) return resolveGlobal(load, scope);
    const nonlocal = scope.nonlocals?.get(name);
    if (nonlocal !== undefined) return read(nonlocal, 'enclosing');
    const { visibleClass } = scope;
    let isPerhapsBound = false;
    if (visibleClass !== null) {
      if (scope === visibleClass && CLASS_ATTRIBUTES.has(name)) return 'builtin';
      const variable = visibleClass.variables.get(name);
      if (variable !== undefined) {
        const isBound = scope === visibleClass ? isBoundBefore(variable, load) : variable.bindings.length > 0;
        if (isBound) return read(variable, scope === visibleClass ? 'local' : 'enclosing');
        isPerhapsBound = isUnclear(variable, load, scope);
        // A name that a class binds only later is looked up in the module, past the functions in between.
        if (scope === visibleClass && !isPerhapsBound) return resolveGlobal(load, scope);
      }
    }
    const around = enclosing.get(name) ?? [];
    // What is known only from lines that do not parse may just as well be another variable.
    const found = around.findLast(
      ({ variable }) => variable.bindings.length > 0 || !Number.isFinite(variable.unclearAt),
    );
    isPerhapsBound ||= around.at(-1) !== found;
    if (found === undefined || found.variable === GLOBAL) {
      const verdict = resolveGlobal(load, scope);
      return isPerhapsBound && (verdict === 'undefined' || verdict === 'cut') ? 'unclear' : verdict;
    }
    if (found.variable === IMPLICIT_CLASS) return 'builtin';
    return read(found.variable, found.scope === scope ? 'local' : 'enclosing');
  };
  const resolveGlobal = (load: Load, scope: Scope): Verdict => {
    const { name } = load;
    const variable = module.variables.get(name);
    if (variable !== undefined && variable.bindings.length > 0) {
      if (!scope.runsAtOnce || isBoundBefore(variable, load)) return read(variable, 'global');
    }
    if (BUILTINS.has(name) || MODULE_ATTRIBUTES.has(name)) return 'builtin';
    if (variable !== undefined && isUnclear(variable, load, scope)) return 'unclear';
    if (scope.runsAtOnce ? starAt <= latest(load) : Number.isFinite(starAt)) return 'star';
    return cut && !scope.runsAtOnce ? 'cut' : 'undefined';
  };
  /** An entry of `__all__` is looked up after the module has run. */
  const resolveExport = (name: string): Verdict => {
    const variable = module.variables.get(name);
    if (variable !== undefined && variable.bindings.length > 0) return read(variable, 'global');
    if (MODULE_ATTRIBUTES.has(name)) return 'builtin';
    if (variable !== undefined && Number.isFinite(variable.unclearAt)) return 'unclear';
    if (Number.isFinite(starAt)) return 'star';
    if (module.variables.has('__getattr__') || isPackage) return 'dynamic';
    return cut ? 'cut' : 'undefined';
  };
  const verdicts: { scope: Scope; load: Load; verdict: Verdict }[] = [];
  const visit = (scope: Scope): void => {
    enter(scope);
    for (const load of scope.loads) verdicts.push({ scope, load, verdict: resolve(load, scope) });
    // A class's functions see it, but its own body does not.
    if (scope.kind === 'class') push('__class__', IMPLICIT_CLASS, scope);
  };
  walkScopes(module, visit, leave);
  // A parameter may be read in a piece of text that does not parse.
  const clear = collector.parameters.filter(({ unclearAt }) => !Number.isFinite(unclearAt));
  return {
    // Only now is it known what `nonlocal` statements further down bind.
    uses: verdicts.map(({ scope, load, verdict }) => describe(scope, load, verdict)),
    imports: importsOf(
      collector.imports,
      readsOf(verdicts),
      (name, position) =>
        cut ||
        isPackage ||
        collector.unclear.has(name) ||
        collector.quoted.has(name) ||
        isOnPurpose(text, name, position),
    ),
    inDamage,
    parameters: { all: clear.length, read: clear.filter(({ isRead }) => isRead).length },
  };
}

/** Maximum number of characters of a line to look for a comment in. */
const LONGEST_LINE = 1000;

/** Returns whether an unused import says that it is on purpose: `a as a` exports a name (PEP 484), and linters obey `# noqa`. */
function isOnPurpose(text: string, name: string, position: number): boolean {
  const [, original] =
    /[\s,(]([^\s,.(]+) +as +$/.exec(text.slice(Math.max(0, position - LONGEST_LINE), position)) ?? [];
  const [line = ''] = text.slice(position, position + LONGEST_LINE).split('\n', 1);
  return original === name || /# *noqa\b(?!:(?!.*\bF401\b))/i.test(line);
}

function* readsOf(verdicts: readonly { readonly load: Load; readonly verdict: Verdict }[]) {
  for (const { load, verdict } of verdicts)
    if (typeof verdict !== 'string') yield { variable: verdict.variable, position: load.position };
}

function describe({ depth }: Pick<Scope, 'depth'>, load: Load, verdict: Verdict): NameUse {
  const { name, position } = load;
  if (verdict === 'builtin')
    return { name, position, depth, event: 'resolved', origin: 'builtin', binding: null };
  if (verdict === 'undefined') return { name, position, depth, event: 'undefined' };
  if (typeof verdict === 'string') return { name, position, depth, event: 'unknowable', reason: verdict };
  const { variable, origin } = verdict;
  if (variable.bindings.length === 0)
    return describe({ depth }, load, Number.isFinite(variable.unclearAt) ? 'unclear' : 'undefined');
  const { isImport, position: binding } = variable.nearest(position);
  return { name, position, depth, event: 'resolved', origin: isImport ? 'imported' : origin, binding };
}

function read(variable: Variable, origin: NameOrigin): Verdict {
  variable.isRead = true;
  return { variable, origin };
}

/** Time of the last execution of a load: the end of the loop that it is in. */
function latest({ loop, time }: Load): number {
  return loop?.endedAt ?? time;
}

function isBoundBefore({ boundAt }: Variable, load: Load): boolean {
  return boundAt <= latest(load);
}

function isUnclear({ unclearAt }: Variable, load: Load, scope: Scope): boolean {
  return scope.runsAtOnce ? unclearAt <= latest(load) : Number.isFinite(unclearAt);
}
