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
  const program = declarationProgram(entryPoints.map((path) => join(root, path)));
  const checker = program.getTypeChecker();
  const modules = entryPoints.map((path) => {
    const file = checker.getSymbolAtLocation(program.getSourceFile(join(root, path))!)!;
    return checker.getExportsOfModule(file).map((symbol) => ownExport(symbol, checker));
  });
  const exported = new Set(modules.flat());
  return modules.map((exports) => {
    const parts = [exports, reachable(exports, exported, checker)].map((part) =>
      part.map(print).sort(compareNames).join('\n\n'),
    );
    return {
      names: exports.map(({ name }) => name),
      declarations: parts.filter((part) => part !== '').join('\n\n// Not exported:\n\n'),
    };
  });
}

/** Of the declaration files of sources, in place of the sources; each is written only when the program asks for it, since that takes longest. */
function declarationProgram(paths: readonly string[]): ts.Program {
  const { config } = ts.parseConfigFileTextToJson('tsconfig.base.json', readText('tsconfig.base.json'));
  const options: ts.CompilerOptions = {
    ...ts.convertCompilerOptionsFromJson(config.compilerOptions, root).options,
    ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, removeComments: true },
  };
  const host = ts.createCompilerHost(options);
  const sources = ts.createProgram(paths, options, host);
  const getSourceFile: ts.CompilerHost['getSourceFile'] = (path, ...others) => {
    const source = sources.getSourceFile(path);
    if (source === undefined) return host.getSourceFile(path, ...others);
    let written: ts.SourceFile | undefined;
    const write = (_: string, text: string) => {
      written = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
    };
    if (!source.isDeclarationFile) sources.emit(source, write, undefined, true);
    return written ?? source;
  };
  return ts.createProgram(paths, options, { ...host, getSourceFile });
}

/** What is behind an export, which has to be ours, under the same name: else the name that users see would appear nowhere. */
function ownExport(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  const found = original(symbol, checker);
  if (!isOurs(found) || found.name !== symbol.name)
    throw new Error(
      `Expected \`${symbol.name}\` exported under its own name, and ours; got \`${found.name}\`.`,
    );
  return found;
}

function original(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Whether it is declared at the top level of a file of this repository. */
function isOurs({ declarations }: ts.Symbol): boolean {
  const [declaration] = declarations ?? [];
  if (declaration === undefined || declaration.getSourceFile().isDeclarationFile) return false;
  return ts.isSourceFile(
    ts.isVariableDeclaration(declaration) ? declaration.parent.parent.parent : declaration.parent,
  );
}

/** What `exports` name, directly or through others, and nothing exports. */
function reachable(
  exports: readonly ts.Symbol[],
  exported: ReadonlySet<ts.Symbol>,
  checker: ts.TypeChecker,
): ts.Symbol[] {
  const found = new Set<ts.Symbol>();
  const follow = ({ declarations }: ts.Symbol): void => {
    for (const declaration of declarations!) visit(withoutPrivate(declaration));
  };
  const visit = (node: ts.Node): void => {
    const name = nameIn(node);
    const symbol = name && checker.getSymbolAtLocation(name);
    const named = symbol && original(symbol, checker);
    if (named !== undefined && isOurs(named) && !exported.has(named) && !found.has(named)) {
      found.add(named);
      follow(named);
    }
    ts.forEachChild(node, visit);
  };
  for (const one of exports) follow(one);
  return [...found];
}

/** The name by which a node refers to something: a type by its name, a value by `typeof` or as a computed name, either by `import('…')`. */
function nameIn(node: ts.Node): ts.Node | undefined {
  if (ts.isTypeReferenceNode(node)) return leftmost(node.typeName);
  if (ts.isTypeQueryNode(node)) return leftmost(node.exprName);
  if (ts.isExpressionWithTypeArguments(node) || ts.isComputedPropertyName(node))
    return leftmost(node.expression);
  return ts.isImportTypeNode(node) && node.qualifier !== undefined ? leftmost(node.qualifier) : undefined;
}

/** `a` of `a.b.c`. */
function leftmost(node: ts.Node): ts.Node {
  if (ts.isQualifiedName(node)) return leftmost(node.left);
  return ts.isPropertyAccessExpression(node) ? leftmost(node.expression) : node;
}

function withoutPrivate(declaration: ts.Node): ts.Node {
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

function print({ declarations }: ts.Symbol): string {
  return declarations!
    .map((declaration) => {
      const text = printer.printNode(
        ts.EmitHint.Unspecified,
        inOneOrder(withoutPrivate(declaration)),
        declaration.getSourceFile(),
      );
      const kind = ts.isVariableDeclaration(declaration) ? 'const ' : '';
      return `${kind}${unionsInOneOrder(text.replace(/^(?:export )?(?:declare )?/, ''))}`;
    })
    .join('\n');
}

/**
 * Members of type literals in one order, and those of a union of strings or numbers: the compiler writes inferred ones in the order in which it
 * met them anywhere in the program, which any other file may change.
 */
function inOneOrder(node: ts.Node): ts.Node {
  const inside = ts.visitEachChild(node, inOneOrder, undefined);
  if (!ts.isTypeLiteralNode(inside) || !inside.members.every(ts.isPropertySignature)) return inside;
  const members = [...inside.members].sort((a, b) => compare(a.name!.getText(), b.name!.getText()));
  return ts.factory.updateTypeLiteralNode(inside, ts.factory.createNodeArray(members));
}

function unionsInOneOrder(text: string): string {
  return text.replace(/(?:"[^"\n]*"|\b\d+)(?: \| (?:"[^"\n]*"|\d+\b))+/g, (union) =>
    union.split(' | ').sort(compare).join(' | '),
  );
}

/** By the name that is declared and by code unit, so that no locale decides. */
function compareNames(a: string, b: string): number {
  const [first, second] = [a, b].map((text) => /^(?:abstract )?\w+ ([\w$]+)/.exec(text)?.[1] ?? text);
  return compare(first!, second!);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
