import { LongrangeError } from '@longrange/errors';

/** Error as text. */
export interface Failure {
  readonly message: string;
  readonly hint: string | undefined;
}

/** Returns a readable message for anything thrown, with advice if there is any. */
export function failureOf(error: unknown): Failure {
  return {
    message: error instanceof Error ? error.message : String(error),
    hint: error instanceof LongrangeError ? error.hint : undefined,
  };
}
