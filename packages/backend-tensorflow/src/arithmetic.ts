import type { OutputMetadata } from './addon.ts';
import type { Calls, Handle } from './calls.ts';
import { cast, type ElementType, types } from './operations.ts';

/** What layers and products compute with; float32 comes in and goes out. */
export interface Arithmetic {
  /** Of the operations. */
  readonly type: ElementType;
  /** What operands and results are rounded to, where `type` is wider. */
  readonly rounded: ElementType;
}

export const FLOAT32: Arithmetic = { type: 'float32', rounded: 'float32' };

/** An operand. */
export function narrow(calls: Calls, operand: Handle, { type, rounded }: Arithmetic): Handle {
  if (rounded === 'float32') return operand;
  return cast(calls, cast(calls, operand, 'float32', rounded), rounded, type);
}

/** A result, as float32. */
export function widen(calls: Calls, result: OutputMetadata, { type, rounded }: Arithmetic): OutputMetadata {
  if (rounded === 'float32') return result;
  const id = cast(calls, cast(calls, result.id, type, rounded), rounded, 'float32');
  return { ...result, id, dtype: types.float32 };
}
