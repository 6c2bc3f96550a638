import { checkArgument, isRecord } from '@longrange/errors';
import { RandomStream } from '../random/random.ts';
import type { Language } from './language.ts';

/** @throws LongrangeError `ARGUMENT_INVALID` for an argument of the wrong kind */
type Check = (value: unknown) => void;

const text: Check = (value) => checkArgument(typeof value === 'string', 'text', 'a string', value);
const offset: Check = (value) => checkArgument(Number.isInteger(value), 'offset', 'a whole number', value);
const options: Check = (value) => checkArgument(isRecord(value), 'options', 'an object with `cut`', value);
const line: Check = (value) => checkArgument(isRecord(value), 'line', 'a logical line', value);
const tree: Check = (value) =>
  checkArgument(isRecord(value) && typeof value.walk === 'function', 'tree', 'a syntax tree', value);
const random: Check = (value) =>
  checkArgument(value instanceof RandomStream, 'random', 'a RandomStream', value);
const source: Check = (value) =>
  checkArgument(isSource(value), 'source', 'a text with its lexical analysis', value);
const sources: Check = (value) =>
  checkArgument(Array.isArray(value) && value.every(isSource), 'sources', 'a list of sources', value);

function isSource(value: unknown): boolean {
  return isRecord(value) && typeof value.text === 'string' && isRecord(value.lexical);
}

/** Checks of the arguments of each function of a language, in order. */
const checks: Readonly<Record<string, readonly Check[]>> = {
  analyze: [text, options],
  'grammars.rephrase': [text],
  'strings.multiLine.isProse': [text],
  'names.analyze': [source],
  'names.own': [source],
  'probes.firstWord': [text, offset],
  'probes.readSyntax': [tree, text],
  'probes.complete': [line],
  'probes.mayBracket': [text, offset, offset],
  'probes.surelyBracket': [text, offset, offset],
  'probes.reformat': [text, offset, offset],
  'probes.pairCandidates': [source, random],
  'probes.lengthControlled': [sources],
};

/** Returns the language with functions that check their arguments, since programs in JavaScript can call them, too. */
export function checkedLanguage(language: Language): Language {
  return checkedMember(language, []);
}

/** @param path names that lead from the language to the member, without places in lists */
function checkedMember<T>(member: T, path: readonly string[]): T {
  if (typeof member === 'function') {
    const own = checks[path.join('.')] ?? [];
    const checked = (...given: unknown[]): unknown => {
      for (const [place, check] of own.entries()) check(given[place]);
      return member(...given);
    };
    return checked as T;
  }
  if (Array.isArray(member)) return member.map((one) => checkedMember(one, path)) as T;
  if (!isRecord(member) || Object.getPrototypeOf(member) !== Object.prototype) return member;
  const members = Object.entries(member).map(([name, one]) => [name, checkedMember(one, [...path, name])]);
  return Object.fromEntries(members) as T;
}
