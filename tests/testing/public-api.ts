import { join } from 'node:path';
import ts from 'typescript';
import { readText, root } from './workspace.ts';

/** What one entry point exports. */
export interface EntryPointApi {
  /** Names of the exports. */
  readonly names: readonly string[];
  /**
   * The declaration of each export, as TypeScript writes it into a declaration file, without comments and private members; then of each type that
   * these name and no entry point exports.
   */
  readonly declarations: string;
}

/** The public API of each entry point, given as paths of source files; reads sources, so that nothing has to be built. */
export function publicApi(entryPoints: readonly string[]): EntryPointApi[] {
  const host = hostWithCache();
  const emitted = emitDeclarations(entryPoints, host);
  const program = ts.createProgram([...emitted.keys()], compilerOptions(), hostOf(emitted, host));
  const checker = program.getTypeChecker();
  const modules = entryPoints.map((path) => exportsOf(path, program, checker));
  const exported = new Set(modules.flat());
  return modules.map((symbols) => {
    const hidden = reachable(symbols, exported, emitted, checker);
    const parts = [symbols.map(print), hidden.map(print)].map((part) => part.sort(compareNames).join('\n\n'));
    return {
      names: symbols.map(({ name }) => name),
      declarations: parts.filter((part) => part !== '').join('\n\n// Not exported:\n\n'),
    };
  });
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.parseConfigFileTextToJson('tsconfig.base.json', readText('tsconfig.base.json'));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  return { ...options, types: ['node'], skipLibCheck: true };
}

/** The declaration file of every source file of this repository that an entry point reaches, by its path. */
function emitDeclarations(entryPoints: readonly string[], host: ts.CompilerHost): Map<string, string> {
  const emitted = new Map<string, string>();
  const options = { ...compilerOptions(), noEmit: false, declaration: true, emitDeclarationOnly: true };
  const program = ts.createProgram(
    entryPoints.map((path) => join(root, path)),
    { ...options, removeComments: true },
    host,
  );
  program.emit(undefined, (path, text) => {
    emitted.set(path, text.replaceAll(/(?<=['"]\.{1,2}\/[^'"\n]*)\.ts(?=['"])/g, '.js'));
  });
  return emitted;
}

/** Parses each file once, for both programs. */
function hostWithCache(): ts.CompilerHost {
  const host = ts.createCompilerHost(compilerOptions());
  const parsed = new Map<string, ts.SourceFile | undefined>();
  const getSourceFile: ts.CompilerHost['getSourceFile'] = (path, ...rest) => {
    if (!parsed.has(path)) parsed.set(path, host.getSourceFile(path, ...rest));
    return parsed.get(path);
  };
  return { ...host, getSourceFile };
}

/** Files as they are on the disk, but for a source file of which there is a declaration. */
function hostOf(emitted: ReadonlyMap<string, string>, host: ts.CompilerHost): ts.CompilerHost {
  const isReplaced = (path: string) =>
    emitted.has(path.replace(/(?<!\.d)\.ts$/, '.d.ts')) && !emitted.has(path);
  return {
    ...host,
    fileExists: (path) => emitted.has(path) || (!isReplaced(path) && host.fileExists(path)),
    readFile: (path) => emitted.get(path) ?? host.readFile(path),
    getSourceFile: (path, version, ...rest) => {
      const text = emitted.get(path);
      return text === undefined
        ? host.getSourceFile(path, version, ...rest)
        : ts.createSourceFile(path, text, version);
    },
  };
}

function exportsOf(path: string, program: ts.Program, checker: ts.TypeChecker): ts.Symbol[] {
  const source = program.getSourceFile(join(root, path).replace(/\.ts$/, '.d.ts'));
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${path} is no module`);
  return checker.getExportsOfModule(module).map((symbol) => target(symbol, checker));
}

/** What an export or an import stands for. */
function target(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Symbols of this repository that `symbols` name, directly or through others, and that nothing exports. */
function reachable(
  symbols: readonly ts.Symbol[],
  exported: ReadonlySet<ts.Symbol>,
  emitted: ReadonlyMap<string, string>,
  checker: ts.TypeChecker,
): ts.Symbol[] {
  const found = new Set<ts.Symbol>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) follow(checker.getSymbolAtLocation(node));
    ts.forEachChild(node, visit);
  };
  const follow = (named: ts.Symbol | undefined): void => {
    const symbol = named === undefined ? undefined : target(named, checker);
    if (symbol === undefined || exported.has(symbol) || found.has(symbol)) return;
    const declarations = (symbol.declarations ?? []).filter(isStatement);
    if (!declarations.some((declaration) => emitted.has(declaration.getSourceFile().fileName))) return;
    found.add(symbol);
    for (const declaration of declarations) visit(withoutPrivate(declaration));
  };
  for (const { declarations = [] } of symbols) {
    for (const declaration of declarations) visit(withoutPrivate(declaration));
  }
  return [...found];
}

/** Whether it stands by itself in a file, not inside another declaration as a member or a parameter does. */
function isStatement(declaration: ts.Declaration): boolean {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return statement.parent !== undefined && ts.isSourceFile(statement.parent);
}

function withoutPrivate(declaration: ts.Declaration): ts.Node {
  if (!ts.isClassDeclaration(declaration)) return declaration;
  const { modifiers, name, typeParameters, heritageClauses } = declaration;
  const members = declaration.members.filter(
    (member) =>
      !(ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) &&
      !(member.name !== undefined && ts.isPrivateIdentifier(member.name)),
  );
  return ts.factory.updateClassDeclaration(
    declaration,
    modifiers,
    name,
    typeParameters,
    heritageClauses,
    members,
  );
}

const printer = ts.createPrinter({ removeComments: true });

function print(symbol: ts.Symbol): string {
  return (symbol.declarations ?? [])
    .filter(isStatement)
    .map((declaration) => {
      const text = printer.printNode(
        ts.EmitHint.Unspecified,
        withoutPrivate(declaration),
        declaration.getSourceFile(),
      );
      const kind = ts.isVariableDeclaration(declaration) ? 'const ' : '';
      return `${kind}${inOneOrder(text.replace(/^(?:export )?(?:declare )?/, ''))}`;
    })
    .join('\n');
}

/**
 * Members of an inferred enumeration, and of a union of strings or numbers, in one order: the compiler writes them in the order in which it met
 * them anywhere in the program, which any other file may change.
 */
function inOneOrder(text: string): string {
  return text
    .replace(
      /(?:^ *"?[\w$-]+"?: "[^"\n]*";\n){2,}/gm,
      (lines) => `${sorted(lines.trimEnd().split('\n'), '\n')}\n`,
    )
    .replace(/(?:"[^"\n]*"|\b\d+)(?: \| (?:"[^"\n]*"|\d+\b))+/g, (union) =>
      sorted(union.split(' | '), ' | '),
    );
}

function sorted(parts: readonly string[], separator: string): string {
  return [...parts].sort().join(separator);
}

/** By the name that is declared and by code unit, so that no locale decides. */
function compareNames(a: string, b: string): number {
  const [first, second] = [a, b].map((text) => /^(?:abstract )?\w+ ([\w$]+)/.exec(text)?.[1] ?? text);
  return first! < second! ? -1 : first! > second! ? 1 : 0;
}
