import type { Result } from '../types.ts';

/** Of the code that was measured. */
export function languageOf({ language }: Result): { id: string; name: string } {
  return language!;
}
