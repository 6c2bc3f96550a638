import { describeValue, LongrangeError, shorten } from './longrange-error.ts';
import { isSystemError } from './system-problem.ts';

type Callable = (...given: unknown[]) => unknown;

/**
 * Wraps an export of an entry point so that the function, or the class with its constructor and methods, throws only `LongrangeError`s,
 * errors of the operating system, and the reason of an aborted signal. Any other error, thrown by the caller's callback or getter or by a
 * defect of ours, becomes the `cause` of a `LongrangeError` `ARGUMENT_INVALID` (exit code 1). Other exports are returned unchanged.
 *
 * The build wraps each export of an `index.ts` (`doors.shared.ts`); calls within a package cost nothing extra.
 */
export function door<T>(name: string, exported: T): T {
  if (typeof exported !== 'function') return exported;
  if (/^class\b/.test(Function.prototype.toString.call(exported))) {
    guardMethods(name, exported);
    guardMethods(name, exported.prototype);
  }
  return new Proxy(exported as T & Callable, {
    apply: (own, self, given) => pass(name, given, () => Reflect.apply(own, self, given)),
    construct: (own, given, target) => pass(name, given, () => Reflect.construct(own, given, target)),
  });
}

/** Guards the methods of an object whose class no entry point exports. */
export function doors<T extends object>(name: string, made: T): T {
  const prototype = Object.getPrototypeOf(made);
  guardMethods(name, prototype === Object.prototype ? made : prototype, made);
  return made;
}

/** Methods without parameters are skipped: they receive nothing that could be wrong, and may be called for each character. */
function guardMethods(name: string, methods: object, target = methods): void {
  for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(methods))) {
    const own: unknown = property.value;
    if (typeof own !== 'function' || own.length === 0 || key === 'constructor') continue;
    const guarded = function (this: unknown, ...given: unknown[]): unknown {
      return pass(`${name}.${key}`, given, () => own.apply(this, given));
    };
    Object.defineProperty(target, key, { ...property, value: guarded });
  }
}

function pass<R>(name: string, given: readonly unknown[], work: () => R): R {
  const fail = (error: unknown): never => {
    throw ours(name, given, error);
  };
  try {
    const answer = work();
    if (typeof answer !== 'object' || answer === null) return answer;
    if (answer instanceof Promise) return answer.catch(fail) as R;
    if (Symbol.asyncIterator in answer && 'next' in answer) {
      const next = answer.next as Callable;
      answer.next = (...more: unknown[]) => pass(name, given, () => next.apply(answer, more));
    }
    return answer;
  } catch (error) {
    return fail(error);
  }
}

function ours(name: string, given: readonly unknown[], cause: unknown): unknown {
  try {
    if (cause instanceof LongrangeError || isSystemError(cause) || isAbort(cause, given)) return cause;
  } catch {
    // A proxy may throw when it is inspected.
  }
  return new LongrangeError({
    code: 'ARGUMENT_INVALID',
    message: `Expected arguments that \`${name}\` can work with, got: ${reasonOf(cause)}.`,
    hint: 'if they are as documented, this is a defect of longrange: please report it, with the `cause` of this error.',
    cause,
  });
}

function reasonOf(cause: unknown): string {
  try {
    if (cause instanceof RangeError && /call stack/.test(cause.message))
      return 'values that are nested too deep, or contain themselves';
    if (cause instanceof Error) return shorten(String(cause.message)).replace(/\.$/, '');
  } catch {
    // As above.
  }
  return describeValue(cause);
}

/** Returns true for an error with which the caller stops the work. */
function isAbort(error: unknown, given: readonly unknown[]): boolean {
  if (error instanceof Error && error.name === 'AbortError') return true;
  const signals = given.map((one) => (one as { signal?: unknown } | null | undefined)?.signal);
  return signals.some((signal) => signal instanceof AbortSignal && signal.aborted && signal.reason === error);
}
