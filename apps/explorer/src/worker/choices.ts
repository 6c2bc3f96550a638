import type { NetworkName } from '@longrange/model';

/** Families of networks that the page can train, and their names there. */
export const FAMILIES = {
  lstm: 'LSTM',
  gru: 'GRU',
  mingru: 'minGRU',
} as const satisfies Partial<Record<NetworkName, string>>;
export type Family = keyof typeof FAMILIES;

/** Kinds of text to put between an opener and its closer, as whole elements of a list. */
export const FILLERS = {
  names: { label: 'names', element: 'value, other, ' },
  lines: { label: 'names on lines of their own', element: 'value,\n    other,\n    ' },
  nested: { label: 'names with brackets of their own', element: 'f(x), [y], ' },
};
export type Filler = keyof typeof FILLERS;

/** Types that an opener can be exchanged for, the usual one first: brackets for brackets, a quote for the other. */
export function exchangesOf(type: string): readonly string[] {
  const all = ['[]', '()', '{}', "''", '""'];
  return all.filter((one) => one !== type && isQuote(one) === isQuote(type));
}

const isQuote = (type: string): boolean => type[0] === type[1];

/** Path of a file that a network can be opened from, or that says how to convert it. */
export const NETWORK_FILE =
  /(^|\/)((model|config)\.json|weights\.bin|[^/]+\.(safetensors|zip|keras|h5|hdf5))$/i;
