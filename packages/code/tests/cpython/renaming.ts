import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPythonParser, type SyntaxParser } from '../../src/index.ts';
import { renameDocuments } from '../../src/renaming/rename-documents.ts';
import { cpython, isWhole, readStandardLibrary } from '../../src/testing/standard-library.ts';

/**
 * Walks both trees in step. Names must correspond by one bijection, everything else must be the same, strings aside, and every name must
 * mean the same kind of thing in the same scope.
 */
const JUDGE = `
import ast, symtable

NAMES = {'Name': ['id'], 'arg': ['arg'], 'FunctionDef': ['name'], 'AsyncFunctionDef': ['name'], 'ClassDef': ['name'],
  'ExceptHandler': ['name'], 'Global': ['names'], 'Nonlocal': ['names'], 'MatchAs': ['name'], 'MatchStar': ['name'],
  'MatchMapping': ['rest'], 'TypeVar': ['name'], 'ParamSpec': ['name'], 'TypeVarTuple': ['name']}

def judge(before, after):
    pairs = {}
    def walk(a, b, where):
        if type(a) is not type(b): return f'{where}: {type(a).__name__} became {type(b).__name__}'
        if isinstance(a, list):
            if len(a) != len(b): return f'{where}: {len(a)} became {len(b)}'
            for x, y in zip(a, b):
                if wrong := walk(x, y, where): return wrong
        elif isinstance(a, ast.AST):
            own = NAMES.get(type(a).__name__, ())
            for field in a._fields:
                x, y = getattr(a, field, None), getattr(b, field, None)
                if field in own:
                    for left, right in zip(x, y) if isinstance(x, list) else [(x, y)]:
                        if pairs.setdefault(left, right) != right: return f'{where}: {left} became {right} and {pairs[left]}'
                elif field == 'value' and isinstance(a, ast.Constant) and isinstance(x, (str, bytes)): continue
                elif wrong := walk(x, y, f'{where}/{type(a).__name__}.{field}'): return wrong
        elif a != b: return f'{where}: {a!r} became {b!r}'
    wrong = walk(ast.parse(before), ast.parse(after), '')
    if wrong: return wrong
    if len(set(pairs.values())) != len(pairs): return 'two names became one'
    # Not is_global: it takes a function that is called top for the module.
    def scopes(table, named):
        symbols = sorted((named(s.get_name()), s.is_local(), s.is_declared_global(), s.is_free(), s.is_parameter(), s.is_imported()) for s in table.get_symbols())
        return (table.get_type(), symbols, [scopes(child, named) for child in table.get_children()])
    stems = {'_' + left.lstrip('_') + '__': '_' + right.lstrip('_') + '__' for left, right in pairs.items() if left and right}
    def named(name):
        # \`__name\` in a class means \`_Class__name\`.
        stem, private, rest = name.partition('__')
        return stems[stem + private] + rest if stem + private in stems else pairs.get(name, name)
    mine = scopes(symtable.symtable(before, 'before', 'exec'), named)
    if mine != scopes(symtable.symtable(after, 'after', 'exec'), lambda name: name): return 'scopes differ'
judge
`;

let parser: SyntaxParser;
let judge: (before: string, after: string) => string | undefined;
beforeAll(async () => {
  parser = await createPythonParser();
  judge = (await cpython()).runPython(JUDGE);
}, 60_000);
afterAll(() => parser.dispose());

it('means to CPython what it meant', () => {
  const all = readStandardLibrary();
  const documents = all.filter((_, place) => place % (isWhole ? 3 : 60) === 0);
  const {
    documents: renamed,
    names,
    characters,
    untouched,
  } = renameDocuments(documents, { seed: 1, parser });
  const wrong = renamed.flatMap(({ path: name, text }, place) => {
    const verdict = judge(documents[place]!.text, text);
    return verdict === undefined && text.length === documents[place]!.text.length
      ? []
      : [`${name}: ${verdict}`];
  });
  expect(wrong).toEqual([]);
  expect(untouched / documents.length).toBeLessThan(0.05);
  expect(names).toBeGreaterThan(documents.length * 10);
  expect(characters.renamed / characters.all).toBeGreaterThan(0.05);
}, 300_000);
