/** A bracket around elements that further ones may be put before. */
export interface ElementList {
  readonly opener: number;
  readonly type: 'arguments' | 'tuple' | 'list' | 'dictionary';
  readonly elements: readonly { readonly type: string; readonly start: number; readonly end: number }[];
}

/** An identifier in a function, in the order of the text. */
export interface Mention {
  readonly name: string;
  readonly start: number;
  /**
   * `load`: the value is used, by the function itself. `bind`: it is a parameter or given a value. `other`: an attribute, the name
   * of an argument, or within a lambda, a comprehension or another function, where the name may be another's.
   */
  readonly role: 'load' | 'bind' | 'other';
}

/** A function and the names that are mentioned in it. */
export interface FunctionScope {
  readonly start: number;
  readonly mentions: readonly Mention[];
}

/** What choices need of the syntax tree. */
export interface Syntax {
  readonly lists: readonly ElementList[];
  readonly functions: readonly FunctionScope[];
}
