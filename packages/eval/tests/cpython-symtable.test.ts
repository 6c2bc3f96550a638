import { analyzeDocument, createPythonParser } from '@longrange/code';
import { cpython, isWhole, readStandardLibrary } from '@longrange/code/testing';
import { expect, it } from 'vitest';
import { measureNames } from '../src/metrics/names/observe-names.ts';

/**
 * By CPython's own symbol table: the names that are looked up in a module that does not bind them, and that are no
 * builtins either; and by its syntax tree, how many names are read. Set right is what the symbol table knows without
 * anyone having written it, does not know, or has wrong:
 *
 * - `super` reads `__class__` behind the scenes, and annotations under a condition `__conditional_annotations__`.
 * - A function called `top` is taken for the module by the wrapper around the symbol table, which goes by that name.
 * - It does not know what the import system and a class's making bring.
 */
const OUTLINE = `
import ast, builtins, json, symtable

KNOWN = set(dir(builtins)) | {'WindowsError'} | set('''__annotate__ __annotations__ __builtins__ __cached__ __file__
    __path__ __conditional_annotations__'''.split())
CLASS = {'__firstlineno__', '__module__', '__qualname__'}

def is_bound(symbol):
    return symbol.is_assigned() or symbol.is_imported()

def undefined_names(module):
    bound = {symbol.get_name() for symbol in module.get_symbols() if is_bound(symbol)}
    read, tables = set(), [module]
    while tables:
        table = tables.pop()
        tables.extend(table.get_children())
        known = CLASS if table.get_type() == 'class' else {'__class__'} if 'super' in table.get_identifiers() else set()
        for symbol in table.get_symbols():
            name = symbol.get_name()
            if table is module or symbol.is_global() and not symbol.is_local():
                if is_bound(symbol):
                    bound.add(name)
                if symbol.is_referenced() and name not in known:
                    read.add(name)
    return sorted(read - bound - KNOWN)

def count_loads(tree):
    # CPython calls the target of \`x += 1\` a store.
    names = [node.target if isinstance(node, ast.AugAssign) else node for node in ast.walk(tree)]
    return sum(isinstance(node, ast.Name) for node in names) - sum(
        isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) for node in ast.walk(tree))

def outline(text, name):
    module = symtable.symtable(text, name, 'exec')
    return json.dumps({'undefined': undefined_names(module), 'loads': count_loads(ast.parse(text))})

outline
`;

it('finds the undefined names that CPython finds in the standard library, among as many that are read', {
  timeout: 120_000,
}, async () => {
  const pyodide = await cpython();
  const outline = pyodide.runPython(OUTLINE) as (text: string, name: string) => string;
  const parser = await createPythonParser();
  let loads = 0;
  let undefinedNames = 0;
  const differences: string[] = [];
  // CPython takes half a minute for all.
  const asked = readStandardLibrary().filter((_, index) => isWhole || index % 40 === 0);
  for (const { path: name, text } of asked) {
    const document = analyzeDocument({ path: name, text }, false, parser);
    // Without the entries of `__all__`, which are strings to CPython.
    const uses = measureNames(document).observations.filter(({ position }) => !/["']/.test(text[position]!));
    document.dispose();
    const theirs = JSON.parse(outline(text, name)) as { undefined: string[]; loads: number };
    const ours = new Set(uses.filter(({ kind }) => kind === 'none').map((use) => use.name));
    expect([name, ...[...ours].sort()]).toEqual([name, ...theirs.undefined]);
    loads += theirs.loads;
    undefinedNames += theirs.undefined.length;
    if (uses.length !== theirs.loads) differences.push(`${name}: ${uses.length} of ${theirs.loads}`);
  }
  // tree-sitter takes `type(mock).x = 1` for a type alias, two times.
  const known = 'unittest/mock.py: 2742 of 2744';
  if (isWhole) expect({ loads, undefinedNames }).toEqual({ loads: 171_929, undefinedNames: 369 });
  else expect(loads).toBeGreaterThan(2000);
  expect(differences.filter((difference) => difference !== known)).toEqual([]);
});
