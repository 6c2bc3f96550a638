import { showControlsInLine } from '@longrange/errors';

/** The same result with every text in it of one line and without characters that a terminal acts on. */
export function printable<T>(value: T): T {
  if (typeof value === 'string') return showControlsInLine(value) as T;
  if (Array.isArray(value)) return value.map(printable) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, printable(child)])) as T;
}
