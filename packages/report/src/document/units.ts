import type { Units } from '@longrange/eval';
import type { Picture } from './types.ts';

/** What a unit may tell. */
export const propertyNames: Readonly<Record<Picture['property'], string>> = {
  bracketDepth: 'depth of brackets',
  inString: 'inside a string',
  indent: 'level of indentation',
  column: 'column in the line',
};

/** What a property may be told from. */
export const sourceNames: Readonly<Record<Units['linear'][number]['probes'][number]['source'], string>> = {
  model: 'model',
  untrained: 'before its training',
  surface: 'surface of the text',
};
