import { pick } from '../random/draw.ts';
import type { RandomStream } from '../random/random.ts';

const CONSONANTS = 'bcdfghjklmnprstvwz';
const VOWELS = 'aeiou';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const TRIES = 100;

/** What a name looks like besides its letters: its length, its underscores at the ends, how it is capitalised. */
function shapeOf(name: string): string {
  const [, before = '', core = '', after = ''] = /^(_*)(.*?)(_*)$/.exec(name)!;
  const letters = /^[^a-z]*[A-Z][^a-z]*$/.test(core) ? 'upper' : /^[A-Z]/.test(core) ? 'capital' : 'lower';
  return `${before.length} ${core.length} ${after.length} ${letters}`;
}

/** Names of many texts, by what they look like. */
export class NamePool {
  readonly #byShape = new Map<string, string[]>();

  constructor(names: Iterable<string>) {
    for (const name of new Set(names)) {
      const shape = shapeOf(name);
      const alike = this.#byShape.get(shape);
      if (alike === undefined) this.#byShape.set(shape, [name]);
      else alike.push(name);
    }
  }

  /** Another name that looks like `name` and is not `taken`: one of the pool, else one of syllables; null where none was found. */
  replacement(name: string, taken: (name: string) => boolean, random: RandomStream): string | null {
    const free = (this.#byShape.get(shapeOf(name)) ?? []).filter((other) => !taken(other));
    if (free.length > 0) return pick(random, free);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const invented = invent(name, random);
      if (!taken(invented)) return invented;
    }
    return null;
  }
}

/** Syllables in place of letters; capitals, digits and underscores stay where they are. */
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
