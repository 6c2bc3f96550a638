/**
 * - `class`: not seen by the functions nested in it.
 * - `function`: of `def` and `lambda`.
 * - `comprehension`: the first iterable is evaluated outside. `generator`: the same, but evaluated later.
 * - `typeParameters`: between a definition with type parameters and what surrounds it (PEP 695).
 * - `annotation`: evaluated later, if ever (PEP 649), and binds nothing.
 */
export type ScopeKind =
  | 'module'
  | 'class'
  | 'function'
  | 'comprehension'
  | 'generator'
  | 'typeParameters'
  | 'annotation';

const DEFERRED: ReadonlySet<ScopeKind> = new Set(['function', 'generator', 'annotation']);
const TRANSPARENT: ReadonlySet<ScopeKind> = new Set(['module', 'typeParameters', 'annotation']);

export interface Binding {
  readonly position: number;
  readonly isImport: boolean;
}

/** A loop of code that runs at once: in a second round, what its end binds is bound at its beginning. */
export interface Loop {
  /** In the order of execution. */
  endedAt: number;
}

export interface Load {
  readonly name: string;
  readonly position: number;
  /** In the order of execution, as far as the text tells it. */
  readonly time: number;
  /** The outermost loop around it. */
  readonly loop: Loop | null;
  /** Named in a module's `__all__`. */
  readonly isExport: boolean;
}

/** A name that belongs to a scope. Without a binding it is only declared, as by `del x`, `x += 1` or `x: int`. */
export class Variable {
  readonly bindings: Binding[] = [];
  boundAt = Number.POSITIVE_INFINITY;
  /** When it was first seen in a place where it may be bound or not. */
  unclearAt = Number.POSITIVE_INFINITY;
  isRead = false;
  #isSorted = true;

  /** Takes over what a `nonlocal` name binds in a function further in. */
  merge({ bindings, unclearAt }: Variable): void {
    for (const binding of bindings) this.bindings.push(binding);
    this.#isSorted = false;
    this.unclearAt = Math.min(this.unclearAt, unclearAt);
  }

  /** The nearest binding before `position` or, without one, after it. */
  nearest(position: number): Binding {
    if (!this.#isSorted) this.bindings.sort((a, b) => a.position - b.position);
    this.#isSorted = true;
    let low = 0;
    let high = this.bindings.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.bindings[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return this.bindings[Math.max(low - 1, 0)]!;
  }
}

export class Scope {
  readonly kind: ScopeKind;
  readonly parent: Scope | null;
  readonly children: Scope[] = [];
  readonly variables = new Map<string, Variable>();
  readonly loads: Load[] = [];
  /** Functions, classes and comprehensions, this one among them. */
  readonly depth: number;
  /** Where `:=` binds: outside all comprehensions. */
  readonly binder: Scope;
  /** Its code runs when the module does, in the order of the text, and not when something is called later. */
  readonly runsAtOnce: boolean;
  /** Of the innermost class around it, for the mangling of private names. */
  readonly className: string | null;
  /** The class whose names are seen from here: this one, or that around annotations and type parameters. */
  readonly visibleClass: Scope | null;
  globals: Set<string> | null = null;
  /** What `nonlocal` names bind here, until the variable of the function around is known. */
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
