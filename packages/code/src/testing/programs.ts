import fc from 'fast-check';

/** A program with `@0`, `@1`, … in place of its names. */
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

interface Place {
  readonly inFunction: boolean;
  readonly inLoop: boolean;
}

type Block = fc.Arbitrary<string[]>;

/** Shared by the statements of all places. */
const statementDepth = fc.createDepthIdentifier();

/** One statement, as lines; `blockIn` makes the blocks inside it, for their place. */
function statementIn(place: Place, blockIn: (place: Place) => Block): Block {
  const block = blockIn(place);
  const body = blockIn({ inFunction: true, inLoop: false });
  const classBody = blockIn({ inFunction: false, inLoop: false });
  const loopBody = blockIn({ ...place, inLoop: true });
  const jumps = [
    ...(place.inFunction ? ['return @0  # ('] : []),
    ...(place.inLoop ? ['break', 'continue'] : []),
  ];
  return fc.oneof(
    { maxDepth: 3, depthIdentifier: statementDepth, withCrossShrink: true },
    fc.tuple(name, expression).map(([a, value]) => [`${a} = ${value}`]),
    fc.constantFrom('pass', '"""Doc."""', ...jumps).map((line) => [line]),
    fc.constantFrom('pass; @0', ...jumps).map((line) => [`if @1: ${line}`, `else: ${line}`]),
    fc.tuple(expression, block).map(([test, inner]) => [`if (${test}):`, ...indent(inner)]),
    fc.tuple(block, block).map(([a, b]) => ['if @0:', ...indent(a), 'elif @1: pass', 'else:', ...indent(b)]),
    fc.tuple(name, body).map(([f, inner]) => ['@' + `@1`, `def ${f}(@0, *@3):`, ...indent(inner)]),
    classBody.map((inner) => ['class @2:', '    # {', '', ...indent(inner)]),
    fc.tuple(loopBody, block).map(([a, b]) => ['for @0 in @1:', ...indent(a), 'else:', ...indent(b)]),
    fc.tuple(block, block).map(([a, b]) => ['try:', ...indent(a), 'except @0:', ...indent(b)]),
    fc.tuple(block, block).map(([a, b]) => ['try:', ...indent(a), 'finally:', ...indent(b)]),
    block.map((inner) => ['match @0:', '    case [@1, 1]: @1 = 1', '    case _:', ...indent(indent(inner))]),
  );
}

const PLACES = {
  module: [false, false],
  body: [true, false],
  loop: [false, true],
  bodyLoop: [true, true],
} as const;

const { module: block } = fc.letrec<Record<keyof typeof PLACES, string[]>>((tie) => {
  const blockIn = ({ inFunction, inLoop }: Place): Block =>
    tie(inFunction ? (inLoop ? 'bodyLoop' : 'body') : inLoop ? 'loop' : 'module');
  const blocksIn = ([inFunction, inLoop]: readonly [boolean, boolean]): Block =>
    fc
      .array(statementIn({ inFunction, inLoop }, blockIn), { minLength: 1, maxLength: 3 })
      .map((statements) => statements.flat());
  const { module, body, loop, bodyLoop } = PLACES;
  return {
    module: blocksIn(module),
    body: blocksIn(body),
    loop: blocksIn(loop),
    bodyLoop: blocksIn(bodyLoop),
  };
});

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`);
}

/** Sound programs. */
export const soundTemplate: fc.Arbitrary<Template> = block.map((lines) => `${lines.join('\n')}\n`);

const tokens = '( ) [ ] { } " \' """ f" f\'\'\' rb" \\ # : , @0 @1'.split(' ');
const spaced =
  '\n|\n    |\n\t|\r\n|:\n| |def |class |\ndef @0(|\nreturn |\ntry:\n |\n except |\nfinally: break|\n match (@0):\n  case |\nelse:\n  |\nasync |\n@|\f';
const piece = fc.constantFrom(...tokens, ...spaced.split('|'));

/** Pieces of Python, in any order. */
export const brokenTemplate: fc.Arbitrary<Template> = fc.oneof(
  fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
  fc.tuple(soundTemplate, fc.nat(), fc.nat({ max: 9 }), fc.array(piece, { maxLength: 2 })).map(mutate),
);

function mutate([sound, position, length, pieces]: [string, number, number, string[]]): string {
  const at = position % (sound.length + 1);
  return sound.slice(0, at) + pieces.join('') + sound.slice(at + length);
}
