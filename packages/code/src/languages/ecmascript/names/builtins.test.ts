import ts from 'typescript';
import { expect, it } from 'vitest';
import { NAMESPACE, TYPE, VALUE } from './scope.ts';

/** Names that are not in the libraries, although code for them expects them: of the module system and of JSX. */
const CUSTOMARY = 'declare var require: any, module: any, exports: any; declare namespace JSX {}';

it('are the global names of the libraries of ECMAScript, browsers, workers and Node', async () => {
  const options: ts.CompilerOptions = {
    ...{ types: ['node'], noResolve: false, target: ts.ScriptTarget.ESNext },
    lib: ['lib.esnext.full.d.ts', 'lib.webworker.d.ts', 'lib.webworker.importscripts.d.ts'],
  };
  const host = ts.createCompilerHost(options);
  const file = ts.createSourceFile('customary.ts', CUSTOMARY, ts.ScriptTarget.ESNext);
  const known = {
    ...host,
    getSourceFile: (...args: Parameters<typeof host.getSourceFile>) =>
      args[0] === 'customary.ts' ? file : host.getSourceFile(...args),
  };
  const checker = ts.createProgram(['customary.ts'], options, known).getTypeChecker();
  const kinds = [ts.SymbolFlags.Value, ts.SymbolFlags.Type, ts.SymbolFlags.Namespace];
  const names = new Map<number, string[]>();
  for (const { name, flags } of checker.getSymbolsInScope(file, kinds[0]! | kinds[1]! | kinds[2]!)) {
    const bits = [VALUE, TYPE, NAMESPACE].filter((_, index) => (flags & kinds[index]!) !== 0);
    const meanings = bits.reduce((sum, bit) => sum + bit, 0);
    if (name !== 'undefined' && !name.startsWith('"'))
      names.set(meanings, [...(names.get(meanings) ?? []), name]);
  }
  const table = Object.fromEntries([...names].map(([meanings, all]) => [meanings, all.sort().join(' ')]));
  await expect(`${JSON.stringify(table, null, 2)}\n`).toMatchFileSnapshot('builtins.json');
});
