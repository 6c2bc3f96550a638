import { describeValue, nearest, shorten } from './longrange-error.ts';

/** Problem found by a schema: a supertype of Zod's issues, so that this package need not import Zod. */
export interface SchemaIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly origin?: string | undefined;
  readonly expected?: string | undefined;
  readonly minimum?: number | bigint | undefined;
  readonly maximum?: number | bigint | undefined;
  readonly inclusive?: boolean | undefined;
  readonly values?: readonly unknown[] | undefined;
  readonly keys?: readonly string[] | undefined;
}

/** Information that `describeIssue` needs besides the issue. */
export interface IssueContext {
  /** Input that was checked; messages quote its values. */
  readonly input: unknown;
  /** Word for a name in the input, such as `setting`. Default: `key`. */
  readonly noun?: string;
  /** Dotted paths of all known names, from which a correction for an unknown one is suggested. */
  readonly known?: readonly string[];
  /** Name and expectation in the user's words, if the user knows the place by another name. */
  readonly place?: { readonly name: string; readonly expectation: string };
}

/** Maximum number of unknown names listed in one message; a file may have a million. */
const MOST_KEYS = 20;

/**
 * Describes a schema's issue in full sentences of the form common to all errors: `Expected … to be …, got …`. A schema's own message is
 * kept unchanged, unless it begins with "to": then it follows the name of the place.
 */
export function describeIssue(issue: SchemaIssue, context: IssueContext): string[] {
  const path = issue.path.map(String);
  const { input, noun = 'key', known = [], place } = context;
  if (issue.code === 'unrecognized_keys') {
    const { keys = [] } = issue;
    const told = keys.slice(0, MOST_KEYS).map((key) => unknownName(noun, [...path, key].join('.'), known));
    return keys.length > MOST_KEYS ? [...told, `${keys.length - MOST_KEYS} more are not known.`] : told;
  }
  const name = place?.name ?? (path.length === 0 ? 'the whole' : path.join('.'));
  const where = path.length === 0 && place === undefined ? name : `\`${name}\``;
  const says = issue.message.startsWith('to ');
  if (issue.code === 'custom' && !says) return [issue.message];
  if (issue.message.includes(', got ')) return [`Expected ${where} ${issue.message}.`];
  const value = valueAt(input, issue.path);
  const got = describeValue(value);
  if (issue.code === 'invalid_type' && where === 'the whole')
    return [`Expected an ${issue.expected}, got ${got}.`];
  if (says) return [`Expected ${where} ${issue.message}, got ${got}.`];
  const expectation = place?.expectation ?? expectationOf(issue, value);
  const words = (issue.values ?? []).filter((one) => typeof one === 'string');
  const meant = typeof value === 'string' ? nearest(value, words) : undefined;
  const correction = meant === undefined ? '' : ` Did you mean \`${meant}\`?`;
  return [`Expected ${where} to be ${expectation}, got ${got}.${correction}`];
}

/** Returns a sentence about an unknown name that suggests the nearest known one, by its whole path or else by its last part. */
export function unknownName(noun: string, name: string, known: readonly string[]): string {
  const lastPart = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
  const byPart = nearest(lastPart(name), known.map(lastPart));
  const meant = nearest(name, known) ?? known.find((path) => lastPart(path) === byPart);
  const message = `Expected a known ${noun}, got \`${shorten(name)}\`.`;
  return meant === undefined ? message : `${message} Did you mean \`${meant}\`?`;
}

function expectationOf(issue: SchemaIssue, value: unknown): string {
  const { expected = '', minimum = 0, maximum = 0, inclusive = true, values = [] } = issue;
  switch (issue.code) {
    case 'invalid_type':
      if (expected === 'number' && typeof value === 'number') return 'a finite number';
      return expected === 'int' ? 'a whole number' : `of type ${expected}`;
    case 'too_small':
      return `${inclusive ? 'at least' : 'more than'} ${amount(minimum, issue)}`;
    case 'too_big':
      return `${inclusive ? 'at most' : 'less than'} ${amount(maximum, issue)}`;
    case 'invalid_value':
      return values.map((value) => JSON.stringify(value)).join(' or ');
    default:
      return `valid (${issue.message})`;
  }
}

function amount(bound: number | bigint, { origin }: SchemaIssue): string {
  const unit = { string: 'character', array: 'item' }[origin ?? ''];
  return unit === undefined ? String(bound) : `${bound} ${unit}${Number(bound) === 1 ? '' : 's'} long`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
