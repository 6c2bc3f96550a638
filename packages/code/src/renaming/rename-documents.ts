import { checkArgument, checkDocuments, checkKeys, type TextDocument } from '@longrange/errors';
import { analyzeDocument } from '../document/document.ts';
import type { NameRules } from '../language/language.ts';
import { isParser, type SyntaxParser } from '../parser/create-parser.ts';
import { pick, type RandomStream, streamAt } from '../random/random.ts';
import type { OwnNames } from '../text/names.ts';

/** Options of `renameDocuments`. */
export interface RenamingOptions {
  /** Seed of the draw of new names, 0 by default. */
  readonly seed?: number;
  /** Parser of the documents' language. The caller disposes of it. */
  readonly parser: SyntaxParser;
}

/** Result of `renameDocuments`. */
export interface RenamedDocuments {
  /** The documents in the same order, each of the same length. */
  readonly documents: readonly TextDocument[];
  /** Number of renamed names: each counts once in each document. */
  readonly names: number;
  /** Number of characters of all documents, and of those in replaced names. */
  readonly characters: { readonly all: number; readonly renamed: number };
  /** Number of documents left unchanged because they do not parse. */
  readonly untouched: number;
}

const WORD = /(?<!\w)[A-Za-z_]\w*/g;

/**
 * Renames what documents bind themselves (variables, parameters, functions, classes), without changing their meaning. Each name is
 * replaced throughout its document by one that another of the documents binds and this one does not mention, with the same length,
 * outer underscores and capitalization, or else by one made of syllables. All distances stay the same, and text that a model has read
 * before helps it less. Attributes, names of arguments in calls, imports, and everything that shares a word with them are kept, since
 * they are named elsewhere. A word in a string or a comment is renamed if it is all that the string contains, or cannot be a word of
 * prose (`max_len`, `maxLen`, `x2`).
 *
 * @throws LongrangeError `ARGUMENT_INVALID`, also if the parser's language has no rules of scope
 */
export function renameDocuments(
  given: readonly (string | TextDocument)[],
  options: RenamingOptions,
): RenamedDocuments {
  const documents = checkDocuments(given);
  checkKeys(options, ['parser', 'seed']);
  const { parser, seed = 0 } = options;
  checkArgument(isParser(parser), 'options.parser', 'a parser, as createParser gives it', parser);
  const { names: rules } = parser.language;
  checkArgument(rules?.own !== undefined, 'options.parser', 'one of a language with rules of scope', parser);
  const own = documents.map((document) => ownNamesOf(document, parser));
  const pool = poolOf(own.flatMap((names) => [...(names?.names ?? [])]));
  const renamed = documents.map((document, place) => {
    const names = own[place] ?? null;
    return names === null ? null : rename(document.text, names, pool, rules!, streamAt(seed, place));
  });
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    documents: documents.map((document, place) => ({
      ...document,
      text: renamed[place]?.text ?? document.text,
    })),
    names: sum(renamed.map((text) => text?.names ?? 0)),
    characters: {
      all: sum(documents.map(({ text }) => text.length)),
      renamed: sum(renamed.map((text) => text?.characters ?? 0)),
    },
    untouched: renamed.filter((text) => text === null).length,
  };
}

function ownNamesOf(document: TextDocument, parser: SyntaxParser): OwnNames | null {
  const analyzed = analyzeDocument(document, false, parser);
  try {
    return analyzed.ownNames;
  } finally {
    analyzed.dispose();
  }
}

function rename(
  text: string,
  { names, mentions }: OwnNames,
  pool: NamePool,
  rules: NameRules,
  random: RandomStream,
) {
  const places = new Set(mentions.map(({ position }) => position));
  const taken = new Set([...text.matchAll(WORD)].map(([word]) => word));
  const renamed = new Map<string, string>();
  for (const name of names) {
    const other = replacement(name, pool, (word) => taken.has(word) || rules.isReserved(word), random);
    if (other === null) continue;
    taken.add(other);
    renamed.set(name, other);
  }
  let characters = 0;
  const written = text.replace(WORD, (word, at: number) => {
    const other = renamed.get(word);
    if (other === undefined || !(places.has(at) || goesWithTheName(text, word, at))) return word;
    characters += word.length;
    return other;
  });
  return { text: written, names: renamed.size, characters };
}

/** Returns whether a word in a string or a comment is all that the string contains, or no word of prose. */
function goesWithTheName(text: string, word: string, at: number): boolean {
  const [before, after] = [text.charAt(at - 1), text.charAt(at + word.length)];
  const isWholeString = (before === '"' || before === "'") && before === after;
  return isWholeString || /[a-z0-9][A-Z]|[A-Za-z][0-9]|[A-Za-z0-9]_/.test(word);
}

const CONSONANTS = 'bcdfghjklmnprstvwz';
const VOWELS = 'aeiou';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const TRIES = 100;

/** Shape of a name besides its letters: its length, its underscores at the ends, its capitalization. */
function shapeOf(name: string): string {
  const [, before = '', core = '', after = ''] = /^(_*)(.*?)(_*)$/.exec(name)!;
  const letters = /^[^a-z]*[A-Z][^a-z]*$/.test(core) ? 'upper' : /^[A-Z]/.test(core) ? 'capital' : 'lower';
  return `${before.length} ${core.length} ${after.length} ${letters}`;
}

/** Names of many texts, by their shape. */
type NamePool = ReadonlyMap<string, readonly string[]>;

function poolOf(names: Iterable<string>): NamePool {
  const pool = new Map<string, string[]>();
  for (const name of new Set(names)) {
    const alike = pool.get(shapeOf(name));
    if (alike === undefined) pool.set(shapeOf(name), [name]);
    else alike.push(name);
  }
  return pool;
}

/** Returns another name of the same shape that is not taken: one of the pool, or else one of syllables; null if none was found. */
function replacement(
  name: string,
  pool: NamePool,
  isTaken: (word: string) => boolean,
  random: RandomStream,
): string | null {
  const free = (pool.get(shapeOf(name)) ?? []).filter((other) => !isTaken(other));
  if (free.length > 0) return pick(random, free);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const invented = invent(name, random);
    if (!isTaken(invented)) return invented;
  }
  return null;
}

/** Makes a name of syllables. Capitals, digits and underscores stay in place. */
function invent(name: string, random: RandomStream): string {
  const isAlone = name.replace(/_/g, '').length === 1;
  return [...name]
    .map((character, i) => {
      if (!/[A-Za-z]/.test(character)) return character;
      const letters = isAlone ? LETTERS : i % 2 === 0 ? CONSONANTS : VOWELS;
      const letter = pick(random, [...letters]);
      return character < 'a' ? letter.toUpperCase() : letter;
    })
    .join('');
}
