import { z } from 'zod';

/** Schema of a setting with a default and a meaning. */
export function setting<Type extends z.ZodType>(
  type: Type,
  value: z.core.util.NoUndefined<z.output<Type>>,
  meaning: string,
): z.ZodDefault<Type> {
  return type.default(value).describe(meaning);
}

/** Schema of an optional callback. */
export function callbackSchema<Callback extends (...given: never[]) => unknown>() {
  return z.custom<Callback>((value) => typeof value === 'function', 'to be a function').optional();
}

/** Schema of an abort signal. */
export const signalSchema = z.custom<AbortSignal>(
  (value) => typeof (value as AbortSignal | null)?.throwIfAborted === 'function',
  "to be an AbortController's signal",
);
