import type { SwapsRead } from './schema.ts';

export type SwapKind = SwapsRead['kind'];

/** What is swapped, in the order of the page. */
export const kindNames: Readonly<Record<SwapKind, string>> = {
  closer: 'brackets',
  quote: 'quotes',
  clause: 'clauses',
  import: 'imports',
  definition: 'definitions',
  parameter: 'parameters',
  dedent: 'dedent levels',
  identifier: 'names in use',
};
