import { type Load, type Loop, Scope, Variable } from './scope.ts';

/** What a name in the text does there. */
export type NameEvent =
  | 'load'
  | 'bind'
  | 'import'
  | 'feature'
  | 'parameter'
  | 'declare'
  | 'unclear'
  | 'global'
  | 'nonlocal';

/** Takes down what each name does in which scope, in the order in which the code runs. */
export class NameCollector {
  readonly module = new Scope('module', null);
  readonly parameters: Variable[] = [];
  /** What the module imports, by name: the first import of each. */
  readonly imports = new Map<string, { readonly variable: Variable; readonly position: number }>();
  /** Names in places where they may be read or bound. */
  readonly unclear = new Set<string>();
  /** When the first star import was made. */
  starAt = Number.POSITIVE_INFINITY;
  /** In a statement that may go on after the cut nothing counts; what it binds may be bound. */
  isComplete = true;
  /** Names in lines that do not parse. */
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

  /** A name in `__all__`, which must be the module's. */
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

/** Within a class `__name` means `_Class__name`. */
function mangle(name: string, className: string | null): string {
  if (className === null || !name.startsWith('__') || name.endsWith('__')) return name;
  const stem = className.replace(/^_+/, '');
  return stem === '' ? name : `_${stem}${name}`;
}
