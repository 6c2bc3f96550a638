import { LongrangeError } from '@longrange/errors';

/** What went wrong, for a reader. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What to do about it, if that is known. */
export function hintOf(error: unknown): string | undefined {
  return error instanceof LongrangeError ? error.hint : undefined;
}
