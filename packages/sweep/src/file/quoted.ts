import { describeValue } from '@longrange/errors';

/** A value of the file as messages show it: a word in quotes, anything else with its type. */
export function quoted(value: unknown): string {
  return value === undefined ? 'nothing' : describeValue(value).replace(/ \(string\)$/, '');
}
