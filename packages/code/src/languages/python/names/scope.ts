import { BoundName, type Imports } from '../../../text/bound-names.ts';

/** Effect of a name at its place in the text. */
type NameEvent =
  | 'load'
  | 'bind'
  | 'import'
  | 'feature'
  | 'parameter'
  | 'declare'
  | 'unclear'
  | 'global'
  | 'nonlocal';

/** Records the effects of names by scope, in the order in which the code runs. */
export class NameCollector {
  readonly module = new Scope('module', null);
  readonly parameters: Variable[] = [];
  /** Imports of the module, by name: the first of each. */
  readonly imports: Imports<Variable> = new Map();
  /** Names in places that may read or bind them. */
  readonly unclear = new Set<string>();
  /** Names in strings of nothing but names, which may be types, or be looked up. */
  readonly quoted = new Set<string>();
  /** Time of the first star import. */
  starAt = Number.POSITIVE_INFINITY;
  /** False in a statement that may continue after the cut: its loads do not count, and the names that it binds may or may not be bound. */
  isComplete = true;
  /** Number of names in lines that do not parse. */
  inDamage = 0;
  #time = 0;

  get time(): number {
    return this.#time;
  }

  add(event: NameEvent, scope: Scope, written: string, position: number, loop: Loop | null): void {
    const name = mangle(written, scope.className);
    const time = this.#time++;
    if (event === 'load') this.#load(scope, { name, position, time, loop, isExport: false });
    else if (event === 'global') {
      scope.globals ??= new Set();
      scope.globals.add(name);
    } else if (event === 'nonlocal') {
      scope.nonlocals ??= new Map();
      if (!scope.nonlocals.has(name)) scope.nonlocals.set(name, new Variable());
    } else {
      const variable = this.#variable(scope, name);
      if (event === 'unclear') this.unclear.add(name);
      if (event === 'unclear' || (!this.isComplete && event !== 'declare')) {
        variable.unclearAt = Math.min(variable.unclearAt, time);
      } else if (event !== 'declare') {
        variable.boundAt = Math.min(variable.boundAt, time);
        variable.bindings.push({ position, isImport: event === 'import' || event === 'feature' });
        if (event === 'import' && scope === this.module && !this.imports.has(name)) {
          this.imports.set(name, { variable, position });
        }
        if (event === 'parameter') this.parameters.push(variable);
      }
    }
  }

  /** Adds a name in `__all__`, which must be the module's. */
  addExport(name: string, position: number): void {
    this.#load(this.module, { name, position, time: this.#time++, loop: null, isExport: true });
  }

  addStarImport(): void {
    this.starAt = Math.min(this.starAt, this.#time++);
  }

  #load(scope: Scope, load: Load): void {
    if (this.isComplete) scope.loads.push(load);
  }

  #variable(scope: Scope, name: string): Variable {
    if (scope.globals?.has(name)) return this.module.variable(name);
    return scope.nonlocals?.get(name) ?? scope.variable(name);
  }
}

/** Mangles a private name: within a class `__name` means `_Class__name`. */
function mangle(name: string, className: string | null): string {
  if (className === null || !name.startsWith('__') || name.endsWith('__')) return name;
  const stem = className.replace(/^_+/, '');
  return stem === '' ? name : `_${stem}${name}`;
}

/**
 * - `class`: invisible to the functions nested in it.
 * - `function`: a `def` or a `lambda`.
 * - `comprehension`: its first iterable is evaluated outside. `generator`: the same, but evaluated later.
 * - `typeParameters`: between a definition with type parameters and what surrounds it (PEP 695).
 * - `annotation`: evaluated later, if ever (PEP 649), and binds nothing.
 */
type ScopeKind =
  | 'module'
  | 'class'
  | 'function'
  | 'comprehension'
  | 'generator'
  | 'typeParameters'
  | 'annotation';

const DEFERRED: ReadonlySet<ScopeKind> = new Set(['function', 'generator', 'annotation']);
const TRANSPARENT: ReadonlySet<ScopeKind> = new Set(['module', 'typeParameters', 'annotation']);

/** A loop of code that runs at once: in its second iteration, names bound at its end are bound at its beginning. */
export interface Loop {
  /** Time of its end, in the order of execution. */
  endedAt: number;
}

export interface Load {
  readonly name: string;
  readonly position: number;
  /** Place in the order of execution, as far as the text shows it. */
  readonly time: number;
  /** The outermost loop around it. */
  readonly loop: Loop | null;
  /** Listed in a module's `__all__`. */
  readonly isExport: boolean;
}

/** A name of a scope. Without a binding it is only declared, as by `del x`, `x += 1` or `x: int`. */
export class Variable extends BoundName {
  boundAt = Number.POSITIVE_INFINITY;
  /** Time of the first place that may bind it or not. */
  unclearAt = Number.POSITIVE_INFINITY;
  #isSorted = true;

  /** Takes over the bindings of a `nonlocal` name in an inner function. */
  merge({ bindings, unclearAt }: Variable): void {
    for (const binding of bindings) this.bindings.push(binding);
    this.#isSorted = false;
    this.unclearAt = Math.min(this.unclearAt, unclearAt);
  }

  override nearest(position: number) {
    if (!this.#isSorted) this.bindings.sort((a, b) => a.position - b.position);
    this.#isSorted = true;
    return super.nearest(position);
  }
}

export class Scope {
  readonly kind: ScopeKind;
  readonly parent: Scope | null;
  readonly children: Scope[] = [];
  readonly variables = new Map<string, Variable>();
  readonly loads: Load[] = [];
  /** Number of functions, classes and comprehensions around, including this one. */
  readonly depth: number;
  /** Scope in which `:=` binds: outside all comprehensions. */
  readonly binder: Scope;
  /** Its code runs with the module, in the order of the text, rather than when something is called later. */
  readonly runsAtOnce: boolean;
  /** Name of the innermost class around it, for the mangling of private names. */
  readonly className: string | null;
  /** The class whose names are visible here: this one, or that around annotations and type parameters. */
  readonly visibleClass: Scope | null;
  globals: Set<string> | null = null;
  /** Variables of `nonlocal` names, until those of the enclosing function are known. */
  nonlocals: Map<string, Variable> | null = null;
  #annotations: Scope | null = null;

  constructor(kind: ScopeKind, parent: Scope | null, className = parent?.className ?? null) {
    this.kind = kind;
    this.parent = parent;
    this.className = className;
    this.depth = (parent?.depth ?? 0) + (TRANSPARENT.has(kind) ? 0 : 1);
    this.runsAtOnce = !DEFERRED.has(kind) && (parent?.runsAtOnce ?? true);
    this.binder =
      parent !== null && (kind === 'comprehension' || kind === 'generator') ? parent.binder : this;
    const seesParent = kind === 'annotation' || kind === 'typeParameters';
    this.visibleClass = kind === 'class' ? this : seesParent ? (parent?.visibleClass ?? null) : null;
    parent?.children.push(this);
  }

  /** The scope of this one's annotations. */
  get annotations(): Scope {
    this.#annotations ??= new Scope('annotation', this);
    return this.#annotations;
  }

  variable(name: string): Variable {
    let variable = this.variables.get(name);
    if (variable === undefined) {
      variable = new Variable();
      this.variables.set(name, variable);
    }
    return variable;
  }
}
