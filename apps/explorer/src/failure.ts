import { LongrangeError } from '@longrange/errors';

/** Returns a readable message for anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Advice on what to do about it, if there is any. */
export function hintOf(error: unknown): string | undefined {
  return error instanceof LongrangeError ? error.hint : undefined;
}
