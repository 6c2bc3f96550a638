import { analyzeDocument, createPythonParser, python } from '@longrange/code';
import { cpython, isWhole, readStandardLibrary } from '@longrange/code/testing';
import { beforeAll, expect, it } from 'vitest';
import { measureNames } from '../src/metrics/names/observe-names.ts';
import { measureParse } from '../src/metrics/parse/parse.ts';

/** By CPython's own syntax tree: whether texts begin with a `match` statement (null where they do not parse), and where names are read. */
const OUTLINE = `
import ast, json, re, warnings

warnings.simplefilter('ignore')

def parse(text):
    try:
        return ast.parse(text)
    except SyntaxError:
        return None

def begins_with_match(text):
    tree = parse(text)
    return tree and isinstance(tree.body[0], ast.Match)

def loads(text):
    tree = parse(text)
    starts = [0] + [match.end() for match in re.finditer(r'\\r\\n|\\r|\\n', text)]
    return tree and sorted([starts[node.lineno - 1] + node.col_offset, node.id]
        for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))

(lambda name, texts: json.dumps([globals()[name](text) for text in json.loads(texts)]))
`;

let ask: (name: string, texts: string) => string;

beforeAll(async () => {
  ask = (await cpython()).runPython(OUTLINE);
}, 60_000);

it('finds a `match` statement where CPython does', () => {
  const signs = '... .5 . 1 x é "s" ( ) [ ] : = - ~ * , {} @'.split(' ');
  const tokens = ['', ...signs, 'not ', 'lambda: ', 'await ', '\\\n', '# c'];
  const texts = ['', ' ', '\t']
    .flatMap((blank) => tokens.flatMap((first) => tokens.map((second) => `match${blank}${first}${second}`)))
    .flatMap((line) => [`${line}:\n    case _: pass\n`, `${line}\n`, `${line} x\n`]);
  const theirs = JSON.parse(ask('begins_with_match', JSON.stringify(texts))) as (boolean | null)[];
  const differing = texts.filter((text, index) => {
    const isMatch = python.analyze(text, { cut: false }).lines[0]!.keyword === 'match';
    return theirs[index] !== null && theirs[index] !== isMatch;
  });
  expect(differing).toEqual([]);
  expect(theirs.filter((isMatch) => isMatch === true).length).toBeGreaterThan(200);
});

/** What tree-sitter-python 0.25.0 does not know, or not so. */
const sound = {
  'defaults of type parameters': [
    'class A[T = int]: pass\n',
    'class A[T: (int, str) = int, *U = *tuple[T, ...], **P = [T, "(="]](B[T]): x: T\n',
    'async def f[T = list[int], U = {1: T}](a: T = b) -> U: return T\n',
    'type X[T = int, U: str = T] = dict[T, U]\n',
    'if a:\n    class A [ # = int\n        T = int,\n        U: int if a == b else c = lambda x=a: x,\n    ]:\n        def f[T=A](self): return T\n',
  ],
  'lines in brackets, indented by less than the statement': [
    // As in Lib/test/test_compile.py, test_weird_attribute_position_regressions.
    'def f():\n        (bar.\n    baz)\n        (bar.\n    baz(\n    ))\n        files().g(\n            0\n        ).g(\n            0\n        )\n',
    'class A:\n    @(a.  # the (first\n\n# and\nb)\n    def f(x=a +\n"""\n# no comment\n""", *,\n  y: c\n.d): return [x for x\nin y]\n',
    'if a:\n\tf(a, not\n  b, """\n""", lambda\nx: x)\n',
  ],
  'carriage returns alone': [
    'def f(a):\r    # b\r    b = a  # c\r    return """\rx\r""", b\rif f:\r    f(1,\r2)\relse:\r    f\\\r.x\r',
    'class A[T = int]:\r    x = (a.\rb)\r',
  ],
};

const broken = [
  'class A[T =]: pass\n',
  'class A[= int]: pass\n',
  'def f(a)[T = int]: pass\n',
  'a[b = c]\n',
  'if a:\n    (a.\n b c)\n',
  'if a:\n    f(a.\n b\n',
  'def f(a):\r    return a a\r',
];

const parser = await createPythonParser();

function read(text: string) {
  const document = analyzeDocument({ path: 'module.py', text }, false, parser);
  const outcomes = measureParse(document).observations.map(({ outcome }) => outcome);
  const loads = measureNames(document).observations.map(({ position, name }) => [position, name] as const);
  document.dispose();
  return { outcomes: [...new Set(outcomes)], loads: loads.sort(([a], [b]) => a - b) };
}

it.each(Object.entries(sound))('parses: %s, each name where CPython has it', (_, texts) => {
  const theirs = JSON.parse(ask('loads', JSON.stringify(texts))) as [number, string][][];
  expect(texts.map(read)).toEqual(theirs.map((loads) => ({ outcomes: ['held'], loads })));
});

it('reads a file with carriage returns alone like one with line feeds', () => {
  for (const { text } of readStandardLibrary().filter((_, index) => index % (isWhole ? 80 : 280) === 0))
    expect(JSON.stringify(read(text.replaceAll('\n', '\r')))).toBe(JSON.stringify(read(text)));
});

it('does not parse for that what CPython refuses', () => {
  expect(JSON.parse(ask('loads', JSON.stringify(broken)))).toEqual(broken.map(() => null));
  expect(broken.filter((text) => !read(text).outcomes.includes('broken'))).toEqual([]);
});
