/** Returns the set of words in a text. */
export function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/** Length of `instanceof` and `implements`. */
export const LONGEST_KEYWORD = 10;

/** Words after which an operand comes. */
export const PREFIXES = wordSet(`await case default delete do else extends implements in instanceof new return
  throw typeof void yield keyof let const var`);

/** Words of a type after which the type continues. */
export const TYPE_PREFIXES = wordSet(
  'keyof typeof unique readonly infer asserts new abstract extends import',
);

/** Operators between two operands, and words that behave like them. */
export const OPERATORS = wordSet(`in instanceof of as satisfies extends implements is from with assert`);

/** Words that may continue a statement on the next line. */
export const CONTINUING = wordSet('in instanceof extends implements');

/** Statements and clauses without a condition in parentheses. */
export const WITHOUT_CONDITION = wordSet('do try else finally');

export const LOOPS = wordSet('if for while switch');

/** Words that end their statement at a line break. */
export const RESTRICTED = wordSet('return break continue debugger');

/** Clauses, none of which is an expression or a statement by itself. */
export const CLAUSES = wordSet('else catch finally case default');

/** Keywords that begin a statement and cannot be within an expression, except as names of properties. */
export const STATEMENT_KEYWORDS =
  wordSet(`break const continue default do else enum export finally for if import let return
  switch throw try var while catch case`);

/** Words that may precede the name of a member of a class. */
export const MODIFIERS = wordSet(`public private protected static abstract readonly override declare accessor
  async`);

export const PRIMITIVE_TYPES =
  wordSet(`any bigint boolean const never null number object string symbol undefined
  unknown void`);

const KEYWORDS = [PREFIXES, TYPE_PREFIXES, OPERATORS, LOOPS, STATEMENT_KEYWORDS, MODIFIERS];
const MORE_KEYWORDS = wordSet('class function get global interface module namespace set type using');

/** Returns whether a word may be next to a name. */
export function isKeyword(word: string): boolean {
  return MORE_KEYWORDS.has(word) || KEYWORDS.some((keywords) => keywords.has(word));
}

const RESERVED =
  wordSet(`await boolean break case catch class const continue debugger default delete do else enum export extends false finally for
  function if implements import in instanceof interface let never new null number private protected public readonly return
  static string super switch this throw true try typeof undefined unknown var void while yield`);

/** Returns whether a word cannot name anything, at least in code that is strict and typed. */
export function isReserved(word: string): boolean {
  return RESERVED.has(word);
}
