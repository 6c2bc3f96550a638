import type { Picture } from './types.ts';

/** What a unit may tell. */
export const propertyNames: Readonly<Record<Picture['property'], string>> = {
  bracketDepth: 'depth of brackets',
  inString: 'inside a string',
  indent: 'level of indentation',
  column: 'column in the line',
};
