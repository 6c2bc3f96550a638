/** Builds a text of `length` characters. */
type Build = (length: number) => string;

const repeated =
  (unit: string): Build =>
  (length) =>
    unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

const nested =
  (before: string, after: string): Build =>
  (length) => {
    const depth = Math.floor(length / (before.length + after.length));
    return before.repeat(depth) + after.repeat(depth);
  };

const after =
  (beginning: string, unit: string): Build =>
  (length) =>
    beginning + repeated(unit)(length - beginning.length);

/** Lines that are indented ever further. */
const stairs =
  (line: string): Build =>
  (length) => {
    let text = '';
    for (let depth = 0; text.length < length; depth++) text += `${' '.repeat(depth)}${line}\n`;
    return text.slice(0, length);
  };

/** Halves, one after the other. */
const halves =
  (first: Build, second: Build): Build =>
  (length) =>
    first(length / 2) + second(length / 2);

const UNITS = [
  ...[
    'match a:\n case b:\n',
    'case a:\n',
    'a<b,',
    '/[',
    '(',
    '[',
    '{',
    ')',
    ']',
    '}',
    '([{',
    '([)]',
    '<',
    '<a>',
    '</',
    'a<',
  ],
  ...[
    '>',
    'a<b>(',
    'f<a,',
    'a<b<',
    'f(\n',
    'a=[\n',
    'def f(\n',
    'function f(\n',
    'class A{\n',
    '(a)=>',
    'a=>',
    '(a,',
    '({',
    '({a:',
  ],
  ...[
    '`${',
    '`',
    '"',
    '"\n',
    '"""',
    "f'{",
    'f"{a!r:{',
    '\\',
    '\\\n',
    'a?b:',
    'a?',
    ':',
    'a=',
    '=>',
    'a+',
    '@a\n',
    '@a(',
    '#\n',
    '//\n',
  ],
  ...[
    '/*',
    '*/',
    '/**/',
    '/a',
    '<!--',
    'if ',
    'if(a)',
    'else:\n',
    'if a:\n b\nelif c:\n',
    'for(',
    'for a in ',
    'do ',
    'try:\n',
    'try{',
  ],
  ...[
    'lambda a,',
    'not ',
    'await ',
    'new ',
    'from a import (\n',
    'export ',
    'type A=',
    'A extends B?',
    'a as ',
    'namespace A{',
  ],
  ...[
    'switch(a){case b:',
    'with (a as b,',
    '(a:=',
    '*a,',
    'a(b)(',
    'print a\n',
    'x y ',
    'global a\n',
    'def f():\n nonlocal a\n',
    '<a b={',
  ],
  ...[
    'export const a=1\n',
    'type A[T=int,',
    'a={b:',
    'f():a\n  <b>',
    '<in a,',
    ' ',
    '\n',
    '\r',
    'a',
    '1.',
    '\0',
    '\ud800',
    '😀',
    '\u2028',
  ],
];

/** Kinds of text that take a parser, or a lexer that looks back, more than linear time or memory. */
export const HOSTILE: Readonly<Record<string, Build>> = {
  ...Object.fromEntries(UNITS.map((unit) => [JSON.stringify(unit), repeated(unit)])),
  'halves of comments': after('/*', '* /'),
  'nested parentheses': nested('(', ')'),
  'nested brackets': nested('[', ']'),
  'nested elements': nested('<a>', '</a>'),
  'text of an element': after('<a>', 'x '),
  'many parameters': after('function f(', 'a,'),
  'blocks ever deeper': stairs('if x:'),
  'functions ever deeper': stairs('def f():'),
  'lines after much white space': halves(repeated(' '), after('x=(\n', 'a\n')),
  'functions after much white space': halves((length) => `x=${' '.repeat(length)}`, repeated('a=>{}')),
  'clauses after many statements': halves(after('if(a){if(b)', 'while(a)'), repeated('\nelse')),
};
