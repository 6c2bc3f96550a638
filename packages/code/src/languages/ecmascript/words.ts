/** A set of the words of a text. */
export function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/** Length of `instanceof` and `implements`. */
export const LONGEST_KEYWORD = 10;

/** Words after which an operand comes. */
export const PREFIXES = wordSet(`await case default delete do else extends implements in instanceof new return
  throw typeof void yield keyof`);

/** Words of a type after which the type goes on. */
export const TYPE_PREFIXES = wordSet(
  `keyof typeof unique readonly infer asserts new abstract extends is import`,
);

/** Words that may continue a statement on the next line. */
export const CONTINUING = wordSet('in instanceof extends implements');

/** Statements with a condition in parentheses. */
export const HEADED = wordSet('if for while with switch catch');

export const DECLARING = wordSet('let const var using');

/** Clauses, none of which is an expression or a statement by itself. */
export const CLAUSES = wordSet('else catch finally case default');

/** Keywords that begin a statement and cannot be within an expression, but for names of properties. */
export const STATEMENT_KEYWORDS =
  wordSet(`break const continue do else enum export finally for if import let return
  switch throw try var while catch case`);

/** Words that may precede the name of a member of a class. */
export const MODIFIERS = wordSet(`public private protected static abstract readonly override declare accessor
  async`);

export const PRIMITIVE_TYPES =
  wordSet(`any bigint boolean const never null number object string symbol undefined
  unknown void`);
