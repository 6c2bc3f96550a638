import type { Failure } from '../failure.ts';
import type { Session } from './session.ts';

/** Message to the worker: a question with a unique number, or the number of a stream that is no longer wanted. */
export type Question =
  | { readonly id: number; readonly method: keyof Session; readonly given: readonly unknown[] }
  | { readonly stop: number };

/** Message from the worker: parts of a stream, then a value or an error. */
export type Answer =
  | { readonly id: number; readonly part: unknown }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: Failure };
