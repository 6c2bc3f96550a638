import { BoundName, type Imports } from '../../../text/bound-names.ts';

/** Meanings that a name can have at once, as bits: a class is a value and a type, an enum or an import may be anything. */
export const VALUE = 1;
export const TYPE = 2;
export const NAMESPACE = 4;
export const ANY = VALUE | TYPE | NAMESPACE;

/** A name of a scope. */
export class Variable extends BoundName {
  meanings = 0;
}

/** A place that needs a binding with one of the meanings. */
export interface Load {
  readonly name: string;
  readonly position: number;
  readonly meanings: number;
}

/** `function` has `arguments`, unlike `arrow` and `namespace`; all three keep their `var`. */
export type ScopeKind = 'module' | 'namespace' | 'function' | 'arrow' | 'class' | 'block';

const DEEPER: ReadonlySet<ScopeKind> = new Set(['function', 'arrow', 'class']);

export class Scope {
  readonly kind: ScopeKind;
  readonly parent: Scope | null;
  readonly children: Scope[] = [];
  readonly variables = new Map<string, Variable>();
  readonly loads: Load[] = [];
  /** Number of functions and classes around, including this one. */
  readonly depth: number;
  /** Scope of its `var`: the function around, or the module. */
  readonly binder: Scope;
  /** Other names may exist in it: those of an object (`with`), or of a module that is augmented. */
  readonly isOpen: boolean;
  /** Namespaces and enums in it, each of which may be declared in several parts. */
  #parts: Map<string, Scope> | null = null;

  constructor(kind: ScopeKind, parent: Scope | null, isOpen = false) {
    this.kind = kind;
    this.parent = parent;
    this.depth = (parent?.depth ?? 0) + (DEEPER.has(kind) ? 1 : 0);
    this.binder = parent === null || kind === 'block' || kind === 'class' ? (parent?.binder ?? this) : this;
    this.isOpen = isOpen || (parent?.isOpen ?? false);
    parent?.children.push(this);
  }

  part(name: string): Scope {
    this.#parts ??= new Map();
    const scope = this.#parts.get(name) ?? new Scope('namespace', this);
    this.#parts.set(name, scope);
    return scope;
  }
}

/** Records the names of a text by scope. */
export class NameCollector {
  readonly module = new Scope('module', null);
  /** Parameters of functions with a body, with their names. */
  readonly parameters = new Map<Variable, string>();
  /** Imports of the module, by name: the first of each. */
  readonly imports: Imports<Variable> = new Map();
  /** Names in places that may read or bind them. */
  readonly unclear = new Set<string>();
  /** Number of names in statements that do not parse. */
  inDamage = 0;
  /** Functions in blocks, which a script in sloppy mode also binds in the enclosing function. */
  readonly blockFunctions: { readonly scope: Scope; readonly name: string; readonly position: number }[] = [];
  /** It is a module, or says `use strict`. */
  isStrict = false;
  /** Mentions of names in code, and beginnings and ends of statements that export. */
  readonly mentions: { readonly name: string; readonly position: number }[] = [];
  readonly exports: { readonly start: number; readonly end: number }[] = [];
  /** Properties and the like: named elsewhere. */
  readonly foreign = new Set<string>();

  bind(scope: Scope, name: string, position: number, meanings: number, isImport = false): Variable {
    let variable = scope.variables.get(name);
    if (variable === undefined) {
      variable = new Variable();
      scope.variables.set(name, variable);
    }
    variable.bindings.push({ position, isImport });
    variable.meanings |= meanings;
    if (isImport && scope === this.module && !this.imports.has(name))
      this.imports.set(name, { variable, position });
    return variable;
  }

  /** Binds functions in blocks once the whole text is known not to be strict. */
  finish(cut: boolean): void {
    if (this.isStrict || cut) return;
    for (const { scope, name, position } of this.blockFunctions)
      this.bind(scope.binder, name, position, VALUE);
  }
}
