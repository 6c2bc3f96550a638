import { LongrangeError } from '@longrange/errors';

/** Message of whatever was thrown, for a reader. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Advice on what to do about it, if there is any. */
export function hintOf(error: unknown): string | undefined {
  return error instanceof LongrangeError ? error.hint : undefined;
}
