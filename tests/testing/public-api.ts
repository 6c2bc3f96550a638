import ts from 'typescript';
import { type DeclarationFile, type Declared, declarationFiles } from './declaration-files.ts';

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
  const fileAt = declarationFiles(entryPoints);
  const modules = entryPoints.map((path) => fileAt(path).exports());
  const exported = new Set(modules.flat());
  return modules.map((exports) => {
    const parts = [exports, reachable(exports, exported)].map((part) =>
      part.map(print).sort(compareNames).join('\n\n'),
    );
    return {
      names: exports.map(({ name }) => name),
      declarations: parts.filter((part) => part !== '').join('\n\n// Not exported:\n\n'),
    };
  });
}

/** What `exports` name, directly or through others, and nothing exports. */
function reachable(exports: readonly Declared[], exported: ReadonlySet<Declared>): Declared[] {
  const found = new Set<Declared>();
  const follow = (declared: Declared): void => {
    for (const declaration of declared.declarations) visit(withoutPrivate(declaration), declared.file);
  };
  const visit = (node: ts.Node, file: DeclarationFile): void => {
    const named = whatIsNamed(node, file);
    if (named !== undefined && !exported.has(named) && !found.has(named)) {
      found.add(named);
      follow(named);
    }
    ts.forEachChild(node, (child) => visit(child, file));
  };
  for (const one of exports) follow(one);
  return [...found];
}

/** What of this repository a node refers to: a type by its name, a value by `typeof` or as a computed name, either by `import('…')`. */
function whatIsNamed(node: ts.Node, file: DeclarationFile): Declared | undefined {
  if (ts.isTypeReferenceNode(node)) return file.lookUp(leftmost(node.typeName));
  if (ts.isTypeQueryNode(node)) return file.lookUp(leftmost(node.exprName));
  if (ts.isExpressionWithTypeArguments(node) || ts.isComputedPropertyName(node))
    return file.lookUp(leftmost(node.expression));
  if (ts.isImportTypeNode(node) && node.qualifier !== undefined && ts.isLiteralTypeNode(node.argument))
    return file.lookUpIn((node.argument.literal as ts.StringLiteral).text, leftmost(node.qualifier));
  return undefined;
}

/** `a` of `a.b.c`. */
function leftmost(node: ts.Node): string {
  if (ts.isQualifiedName(node)) return leftmost(node.left);
  if (ts.isPropertyAccessExpression(node)) return leftmost(node.expression);
  return ts.isIdentifier(node) ? node.text : '';
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

function print({ declarations, file }: Declared): string {
  return declarations
    .map((declaration) => {
      const text = printer.printNode(
        ts.EmitHint.Unspecified,
        inOneOrder(withoutPrivate(declaration)),
        file.source,
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
