import { importsOf, walkScopes } from '../../../text/bound-names.ts';
import type { NameAnalysis, NameUse } from '../../../text/names.ts';
import table from './builtins.json';
import { type Load, NAMESPACE, type NameCollector, type Scope, TYPE, VALUE, Variable } from './scope.ts';

/** `arguments`, which functions see although nothing binds it. */
const ARGUMENTS = new Variable();

const MEANINGS = [VALUE, TYPE, NAMESPACE];

/**
 * Finds the variable that every load reads, in one pass over the tree of scopes, without recursion. Each name has a stack of the
 * variables of the scopes around for each of its meanings, so that no load climbs through scopes.
 */
export function resolveNames(collector: NameCollector, cut: boolean): NameAnalysis {
  collector.finish(cut);
  const { module, inDamage, unclear } = collector;
  const around = MEANINGS.map(() => new Map<string, { variable: Variable; scope: Scope }[]>());
  const push = (name: string, variable: Variable, meanings: number, scope: Scope): void => {
    for (let index = 0; index < around.length; index++) {
      if ((meanings & MEANINGS[index]!) === 0) continue;
      const stack = around[index]!.get(name);
      if (stack === undefined) around[index]!.set(name, [{ variable, scope }]);
      else stack.push({ variable, scope });
    }
  };
  const pop = (name: string, meanings: number): void => {
    for (let index = 0; index < around.length; index++)
      if ((meanings & MEANINGS[index]!) !== 0) around[index]!.get(name)!.pop();
  };
  const find = ({ name, meanings }: Load) => {
    for (let index = 0; index < around.length; index++) {
      const found = (meanings & MEANINGS[index]!) === 0 ? undefined : around[index]!.get(name)?.at(-1);
      if (found !== undefined) return found;
    }
  };
  const uses: NameUse[] = [];
  const reads: { variable: Variable; position: number }[] = [];
  const resolve = (load: Load, scope: Scope): NameUse => {
    const { name, position, meanings } = load;
    const { depth } = scope;
    const found = find(load);
    if (found === undefined || found.variable === ARGUMENTS) {
      if (found !== undefined || isBuiltin(name, meanings))
        return { name, position, depth, event: 'resolved', origin: 'builtin', binding: null };
      if (unclear.has(name)) return { name, position, depth, event: 'unknowable', reason: 'unclear' };
      if (scope.isOpen) return { name, position, depth, event: 'unknowable', reason: 'dynamic' };
      // The rest of the text may import it, or declare a function.
      return cut
        ? { name, position, depth, event: 'unknowable', reason: 'cut' }
        : { name, position, depth, event: 'undefined' };
    }
    const { variable, scope: there } = found;
    variable.isRead = true;
    const { isImport, position: binding } = variable.nearest(position);
    reads.push({ variable, position });
    const home = there.binder === module ? 'global' : there.binder === scope.binder ? 'local' : 'enclosing';
    return { name, position, depth, event: 'resolved', origin: isImport ? 'imported' : home, binding };
  };
  const enter = (scope: Scope): void => {
    if (scope.kind === 'function') push('arguments', ARGUMENTS, VALUE, scope);
    for (const [name, variable] of scope.variables) push(name, variable, variable.meanings, scope);
    for (const load of scope.loads) uses.push(resolve(load, scope));
  };
  walkScopes(module, enter, ({ kind, variables }) => {
    for (const [name, { meanings }] of variables) pop(name, meanings);
    if (kind === 'function') pop('arguments', VALUE);
  });
  // A parameter may be read in a piece of text that does not parse.
  const clear = [...collector.parameters].filter(([, name]) => !unclear.has(name));
  const read = clear.filter(([{ isRead }]) => isRead).length;
  const imports = importsOf(collector.imports, reads, (name) => cut || unclear.has(name));
  return { uses, imports, inDamage, parameters: { all: clear.length, read } };
}

/** Meanings of the names that exist without a binding: those of the libraries of ECMAScript, browsers, workers and Node. */
const BUILTINS: ReadonlyMap<string, number> = new Map(
  Object.entries(table).flatMap(([meanings, names]) =>
    names.split(' ').map((name): [string, number] => [name, Number(meanings)]),
  ),
);

export function isBuiltin(name: string, meanings: number): boolean {
  return ((BUILTINS.get(name) ?? 0) & meanings) !== 0;
}
