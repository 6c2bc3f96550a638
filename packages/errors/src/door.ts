import { describeValue, LongrangeError, shorten } from './longrange-error.ts';
import { isRecord } from './parse-options.ts';
import { isSystemError } from './system-problem.ts';

type Callable = (...given: unknown[]) => unknown;

/**
 * Wraps an export of an entry point so that the function, or the class with its constructor and methods, throws only `LongrangeError`s,
 * errors of the operating system, the reason of an aborted signal, and whatever the caller's own functions throw. Any other error, from a
 * getter or a bug of ours, becomes the `cause` of a `LongrangeError` `ARGUMENT_INVALID` (exit code 1). Other exports are returned
 * unchanged.
 *
 * The build wraps each export of an `index.ts` (`doors.shared.ts`); calls within a package cost nothing extra.
 */
export function door<T>(name: string, exported: T): T {
  if (typeof exported !== 'function') return exported;
  if (isClass(exported)) {
    guardMethods(name, exported);
    guardMethods(name, exported.prototype);
  }
  return new Proxy(exported as T & Callable, {
    apply: (own, self, given) => pass(name, given, (all) => Reflect.apply(own, self, all)),
    construct: (own, given, target) => pass(name, given, (all) => Reflect.construct(own, all, target)),
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
      return pass(`${name}.${key}`, given, (all) => own.apply(this, all));
    };
    Object.defineProperty(target, key, { ...property, value: guarded });
  }
}

/** Errors that the caller's own functions threw. */
const strangers = new WeakSet<object>();

/**
 * Wraps a caller's function so that whatever it throws passes through every `door` unchanged.
 * @typeParam F type of the function
 * @param isAwaited true if we await a promise that it returns
 */
export function callersOwn<F extends (...given: never[]) => unknown>(own: F, isAwaited = true): F {
  if (isClass(own)) return own;
  const fail = (error: unknown): never => {
    if (typeof error === 'object' && error !== null) strangers.add(error);
    throw error;
  };
  return function (this: unknown, ...given: never[]) {
    try {
      const answer = own.apply(this, given);
      return isAwaited && answer instanceof Promise ? answer.catch(fail) : answer;
    } catch (error) {
      return fail(error);
    }
  } as F;
}

/** Wraps methods of a caller's object as `callersOwn` does, bound to that object. Missing methods are left out. */
export function methodsOf<T extends object, K extends keyof T>(
  own: T,
  keys: readonly K[],
  isAwaited = true,
): Pick<T, K> {
  const methods = keys.flatMap((key) => {
    const method = own[key] as Callable | undefined;
    if (typeof method !== 'function' || isClass(method)) return [];
    return [[key, callersOwn(method.bind(own), isAwaited)]];
  });
  return Object.fromEntries(methods) as Pick<T, K>;
}

/** Wraps a callback, or the callbacks in an options object, since what they throw is the caller's. */
function withCallbacks(given: unknown): unknown {
  if (typeof given === 'function') return callersOwn(given as Callable, false);
  // A typed array has a key for each element.
  if (!isRecord(given) || ArrayBuffer.isView(given)) return given;
  const keys = Object.keys(given).filter((key) => /^(?:on[A-Z]|isDone$)/.test(key));
  if (keys.length === 0 || Object.getPrototypeOf(given) !== Object.prototype) return given;
  return { ...given, ...methodsOf(given, keys, false) };
}

function isClass(exported: unknown): boolean {
  return /^class\b/.test(Function.prototype.toString.call(exported));
}

function pass<R>(name: string, given: readonly unknown[], work: (given: readonly unknown[]) => R): R {
  const fail = (error: unknown): never => {
    throw ours(name, given, error);
  };
  try {
    const answer = work(given.map(withCallbacks));
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
    if (typeof cause === 'object' && cause !== null && strangers.has(cause)) return cause;
  } catch {
    // A proxy may throw when it is inspected.
  }
  const reason = reasonOf(cause);
  if (reason === 'No backend found in registry')
    return new LongrangeError({
      code: 'ENGINE_NONE',
      message: 'Expected a TensorFlow.js backend, got none.',
      hint: "call `await registerSimdBackend()` of @longrange/backend-simd first, or import '@tensorflow/tfjs-backend-cpu'.",
      cause,
    });
  return new LongrangeError({
    code: 'ARGUMENT_INVALID',
    message: `Expected arguments that \`${name}\` can work with, got: ${reason}.`,
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

/** Returns true for an error that means the caller aborted the work. */
function isAbort(error: unknown, given: readonly unknown[]): boolean {
  if (error instanceof Error && error.name === 'AbortError') return true;
  const signals = given.map((one) => (one as { signal?: unknown } | null | undefined)?.signal);
  return signals.some((signal) => signal instanceof AbortSignal && signal.aborted && signal.reason === error);
}
