/** A bracket around elements that further ones may be put before. */
export interface ElementList {
  /** Offset of the bracket, in UTF-16 code units. */
  readonly opener: number;
  readonly type: 'arguments' | 'tuple' | 'list' | 'dictionary';
  /** In the order of the text; `type` is that of the syntax tree's node. */
  readonly elements: readonly { readonly type: string; readonly start: number; readonly end: number }[];
}

/** An identifier in a function, in the order of the text. */
export interface Mention {
  readonly name: string;
  /** Offset, in UTF-16 code units. */
  readonly start: number;
  /**
   * `load`: the value is used, by the function itself. `bind`: it is a parameter or given a value. `other`: an attribute, the name
   * of an argument, or within a lambda, a comprehension or another function, where the name may be another's.
   */
  readonly role: 'load' | 'bind' | 'other';
}

/** A function and the names that are mentioned in it. */
export interface FunctionScope {
  /** Offset of the function, in UTF-16 code units. */
  readonly start: number;
  /** In the order of the text. */
  readonly mentions: readonly Mention[];
}

/** What choices need of the syntax tree. */
export interface Syntax {
  readonly lists: readonly ElementList[];
  readonly functions: readonly FunctionScope[];
}
