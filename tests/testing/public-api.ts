import { join } from 'node:path';
import ts from 'typescript';
import { readText, root } from './workspace.ts';

/** Exported names of each entry point with what they are, in the order of names: `class StreamBatcher`. */
export function publicApi(entryPoints: readonly string[]): string[][] {
  const { config } = ts.parseConfigFileTextToJson('tsconfig.base.json', readText('tsconfig.base.json'));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram(
    entryPoints.map((path) => join(root, path)),
    { ...options, types: [], skipLibCheck: true },
  );
  const checker = program.getTypeChecker();
  return entryPoints.map((path) => {
    const source = program.getSourceFile(join(root, path));
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${path} is no module`);
    return checker
      .getExportsOfModule(module)
      .map((symbol) => `${kindOf(symbol, checker)} ${symbol.name}`)
      .sort((a, b) => compareNames(a.split(' ')[1]!, b.split(' ')[1]!));
  });
}

function kindOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const { flags } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (flags & ts.SymbolFlags.Class) return 'class';
  if (flags & ts.SymbolFlags.Function) return 'function';
  if (flags & ts.SymbolFlags.Variable) return 'const';
  if (flags & ts.SymbolFlags.Interface) return 'interface';
  if (flags & ts.SymbolFlags.TypeAlias) return 'type';
  throw new Error(`${symbol.name} is of a kind that no package exports yet`);
}

/** By code unit, so that no locale decides. */
function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
