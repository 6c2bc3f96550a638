import type { Result } from '../types.ts';

/** Of the code that was measured; results that do not say are older than the second language. */
export function languageOf({ language }: Result): { id: string; name: string } {
  return language ?? { id: 'python', name: 'Python' };
}
