import fc from 'fast-check';

/** A program with `#0`, `#1`, … where its names go. */
export type Template = string;

const NAMES = ['alpha', 'beta', 'gamma', 'delta'];

export function fillNames(template: Template, names: readonly string[] = NAMES): string {
  return template.replaceAll(/@(\d)/g, (_, digit: string) => names[Number(digit)]!);
}

const name = fc.constantFrom('@0', '@1', '@2', '@3');
const string = fc.constantFrom('"("', "'[{'", '"""\n) ]\n"""', 'r"\\("', 'b"}"', "f'{{'");

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    name,
    string,
    fc
      .tuple(name, fc.array(tie('expression'), { maxLength: 3 }))
      .map(([f, parts]) => `${f}(${parts.join(',\n   ')})`),
    fc.array(tie('expression'), { maxLength: 3 }).map((parts) => `[${parts.join(', ')}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([key, value]) => `{${key}: ${value}}`),
    fc.tuple(name, tie('expression')).map(([a, index]) => `${a}[${index}:1]`),
    name.map((a) => `f"{${a}:>{${a}}} )"`),
    tie('expression').map((body) => `(lambda: ${body})  # ]\n`.replace('  # ]\n', '')),
  ),
}));

const { block } = fc.letrec<{ block: string[]; statement: string[] }>((tie) => ({
  block: fc.array(tie('statement'), { minLength: 1, maxLength: 3 }).map((statements) => statements.flat()),
  statement: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.tuple(name, expression).map(([a, value]) => [`${a} = ${value}`]),
    expression.map((value) => [`return ${value}  # (`]),
    fc.tuple(expression, tie('block')).map(([test, body]) => [`if (${test}):`, ...indent(body)]),
    fc.tuple(name, tie('block')).map(([f, body]) => ['@' + `@1`, `def ${f}(@0, *@3):`, ...indent(body)]),
    tie('block').map((body) => ['class @2:', '    # {', '', ...indent(body)]),
    fc.tuple(tie('block'), tie('block')).map(([a, b]) => ['try:', ...indent(a), 'except @0:', ...indent(b)]),
  ),
}));

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`);
}

/** Sound programs. */
export const soundTemplate: fc.Arbitrary<Template> = block.map((lines) => `${lines.join('\n')}\n`);

const piece = fc.constantFrom(
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '"""',
    'f"',
    "f'''",
    'rb"',
    '\\',
    '#',
    '\n',
    '\n    ',
    '\n\t',
    '\r\n',
  ],
  ...[
    ':',
    ':\n',
    ' ',
    ',',
    '@0',
    '@1',
    'def ',
    'class ',
    '\ndef @0(',
    '\nreturn ',
    '\nelse:\n  ',
    '\nasync ',
    '\n@',
    '\f',
  ],
);

/** Anything that Python is made of, in any order. */
export const brokenTemplate: fc.Arbitrary<Template> = fc.oneof(
  fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
  fc.tuple(soundTemplate, fc.nat(), fc.nat({ max: 9 }), fc.array(piece, { maxLength: 2 })).map(mutate),
);

function mutate([sound, position, length, pieces]: [string, number, number, string[]]): string {
  const at = position % (sound.length + 1);
  return sound.slice(0, at) + pieces.join('') + sound.slice(at + length);
}
