import { expect, it } from 'vitest';
import { analyzeDocument } from '../../src/document/document.ts';
import { createPythonParser } from '../../src/languages/python/python.ts';
import { cpython, isWhole, readStandardLibrary } from '../../src/testing/standard-library.ts';

/**
 * Names that a module imports outside functions and classes, according to CPython's symbol table and syntax tree, without `__future__`
 * features, and those of them that are read anywhere, or named in `__all__`. The symbol table leaves out annotations that are never
 * evaluated (of local variables, or kept as text): their names are taken from the syntax tree.
 */
const OUTLINE = `
import ast, json, symtable

def features(tree):
    return {alias.asname or alias.name for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == '__future__' for alias in node.names}

def exports(tree):
    found = set()
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        if any(isinstance(target, ast.Name) and target.id == '__all__' for target in targets):
            found |= {one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant)}
    return found

def annotations(tree):
    kept = [one for node in ast.walk(tree) for one in (getattr(node, 'annotation', None), getattr(node, 'returns', None))]
    return {one.id for annotation in kept if annotation for one in ast.walk(annotation) if isinstance(one, ast.Name)}

def outline(text, name):
    tree = ast.parse(text)
    module = symtable.symtable(text, name, 'exec')
    imported = {one.get_name() for one in module.get_symbols() if one.is_imported()} - features(tree)
    used, tables = exports(tree) | annotations(tree), [module]
    while tables:
        table = tables.pop()
        tables.extend(table.get_children())
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (table is module or symbol.is_global()):
                used.add(symbol.get_name())
    return json.dumps({'used': sorted(imported & used), 'unused': sorted(imported - used)})

outline
`;

it('finds in the standard library the imports that CPython finds, used and unused', {
  timeout: 120_000,
}, async () => {
  const pyodide = await cpython();
  const outline = pyodide.runPython(OUTLINE) as (text: string, name: string) => string;
  const parser = await createPythonParser();
  const counted = { used: 0, unused: 0 };
  // CPython takes half a minute for all.
  const asked = readStandardLibrary().filter((_, index) => isWhole || index % 40 === 0);
  for (const { path: name, text } of asked) {
    // The name is not that of a package, so that unused imports are judged.
    const document = analyzeDocument({ path: 'module.py', text }, false, parser);
    const { imports } = document.names!;
    document.dispose();
    const theirs = JSON.parse(outline(text, name)) as { used: string[]; unused: string[] };
    const ours = (isUsed: boolean) =>
      imports.filter(({ firstUse }) => (firstUse !== null) === isUsed).map((one) => one.name);
    expect([name, ...ours(true).sort()]).toEqual([name, ...theirs.used]);
    expect([name, ...ours(false).sort()]).toEqual([name, ...theirs.unused]);
    counted.used += theirs.used.length;
    counted.unused += theirs.unused.length;
  }
  if (isWhole) expect(counted).toEqual({ used: 3196, unused: 145 });
  else expect(counted.used).toBeGreaterThan(50);
});
