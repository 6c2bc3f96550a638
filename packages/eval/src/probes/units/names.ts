import type { Units } from '../schema.ts';

/** What a unit may detect. */
export const propertyNames: Readonly<Record<Units['pictures'][number]['property'], string>> = {
  bracketDepth: 'open brackets',
  inString: 'open strings',
  indent: 'deep indentation',
  column: 'column 40 and beyond',
};

/** What a property may be detected from. */
export const sourceNames: Readonly<Record<Units['linear'][number]['probes'][number]['source'], string>> = {
  model: 'model',
  untrained: 'untrained network',
  surface: 'surface of the text',
};
