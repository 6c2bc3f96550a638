import { describeValue } from '@longrange/errors';

/** A JSON value as an error message shows it: objects and arrays as JSON text, cut to a readable length. */
export function describeJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return describeValue(value);
  const text = JSON.stringify(value);
  const short = text.length > 80 ? `${text.slice(0, 77)}…` : text;
  return `${short} (${Array.isArray(value) ? 'array' : 'object'})`;
}
