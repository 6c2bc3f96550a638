import { join, relative } from 'node:path';
import ts from 'typescript';
import { readText, root } from './workspace.ts';

/** What a file of this repository declares under one name at its top level. */
export interface Declared {
  readonly name: string;
  readonly file: DeclarationFile;
  /** Several where a name stands for a type and a value, or a function has overloads. */
  readonly declarations: readonly ts.Declaration[];
}

/** The declaration file of a source file, as TypeScript writes it; names in it are followed into others only when asked for. */
export interface DeclarationFile {
  readonly source: ts.SourceFile;
  /** What an identifier stands for that no inner scope declares; undefined for what is not of this repository. */
  lookUp(name: string): Declared | undefined;
  /** What `import('specifier').name` stands for. */
  lookUpIn(specifier: string, name: string): Declared | undefined;
  /** Every export, re-exports included. */
  exports(): Declared[];
}

/** Reads declaration files of the sources that `entryPoints` reach; each is written only when it is asked for, since that takes longest. */
export function declarationFiles(entryPoints: readonly string[]): (path: string) => DeclarationFile {
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const resolutions = ts.createModuleResolutionCache(root, (path) => path, options);
  const program = ts.createProgram(
    entryPoints.map((path) => join(root, path)),
    options,
    host,
  );
  const files = new Map<string, DeclarationFile>();
  const fileAt = (path: string): DeclarationFile => {
    const file = files.get(path) ?? new FileInProgram(emitDeclarations(program, path), fileFrom(path));
    files.set(path, file);
    return file;
  };
  const fileFrom = (from: string) => (specifier: string) => {
    if (!/^(?:\.|@longrange\/)/.test(specifier)) return undefined;
    const resolved = ts.resolveModuleName(specifier, from, options, host, resolutions).resolvedModule;
    if (resolved === undefined)
      throw new Error(`${relative(root, from)} imports ${specifier}, which is nowhere`);
    return fileAt(resolved.resolvedFileName);
  };
  return (path) => fileAt(join(root, path));
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.parseConfigFileTextToJson('tsconfig.base.json', readText('tsconfig.base.json'));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  return { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, removeComments: true };
}

function emitDeclarations(program: ts.Program, path: string): ts.SourceFile {
  let source: ts.SourceFile | undefined;
  program.emit(
    program.getSourceFile(path),
    (emitted, text) => {
      source = ts.createSourceFile(emitted, text, ts.ScriptTarget.ES2022, true);
    },
    undefined,
    true,
  );
  if (source === undefined) throw new Error(`Expected a declaration file of ${path}, got none.`);
  return source;
}

class FileInProgram implements DeclarationFile {
  private readonly declared = new Map<string, Declared>();
  /** Where an imported or re-exported name comes from. */
  private readonly imported = new Map<string, { specifier: string; name: string }>();
  private readonly exported: string[] = [];

  constructor(
    readonly source: ts.SourceFile,
    private readonly fileOf: (specifier: string) => DeclarationFile | undefined,
  ) {
    for (const statement of source.statements) this.read(statement);
  }

  lookUp(name: string): Declared | undefined {
    const imported = this.imported.get(name);
    return imported === undefined
      ? this.declared.get(name)
      : this.lookUpIn(imported.specifier, imported.name);
  }

  lookUpIn(specifier: string, name: string): Declared | undefined {
    return this.fileOf(specifier)?.lookUp(name);
  }

  exports(): Declared[] {
    return this.exported.map((name) => {
      const found = this.lookUp(name);
      if (found === undefined) throw new Error(`${this.source.fileName} exports ${name}, which is not ours`);
      return found;
    });
  }

  private read(statement: ts.Statement): void {
    if (ts.isImportDeclaration(statement)) this.readImports(statement);
    else if (ts.isExportDeclaration(statement)) this.readExports(statement);
    else if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) this.declare(declaration, statement);
    } else if (isNamed(statement)) this.declare(statement, statement);
    else if (!ts.isExportAssignment(statement))
      throw new Error(`Expected a declaration in ${this.source.fileName}, got ${statement.getText()}.`);
  }

  private readImports({ importClause, moduleSpecifier }: ts.ImportDeclaration): void {
    const bindings = importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) return;
    for (const { name, propertyName } of bindings.elements) this.link(name, propertyName, moduleSpecifier);
  }

  private readExports({ exportClause, moduleSpecifier }: ts.ExportDeclaration): void {
    if (exportClause === undefined || !ts.isNamedExports(exportClause))
      throw new Error(`Expected exports by name in ${this.source.fileName}.`);
    for (const { name, propertyName } of exportClause.elements) {
      // Else the name that users see would stand nowhere in the declarations.
      if (propertyName !== undefined)
        throw new Error(`Expected \`${name.text}\` exported under its own name.`);
      if (moduleSpecifier !== undefined) this.link(name, undefined, moduleSpecifier);
      this.exported.push(name.text);
    }
  }

  private link(
    name: ts.ModuleExportName,
    propertyName: ts.ModuleExportName | undefined,
    from: ts.Expression,
  ): void {
    const specifier = (from as ts.StringLiteral).text;
    this.imported.set(name.text, { specifier, name: (propertyName ?? name).text });
  }

  private declare(declaration: ts.NamedDeclaration, statement: ts.Statement): void {
    const { text: name } = declaration.name as ts.Identifier;
    const { declarations } = this.declared.get(name) ?? { declarations: [] };
    this.declared.set(name, { name, file: this, declarations: [...declarations, declaration] });
    const isExported = ts.canHaveModifiers(statement) && hasExport(statement);
    if (isExported && declarations.length === 0) this.exported.push(name);
  }
}

function hasExport(statement: ts.HasModifiers): boolean {
  return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function isNamed(statement: ts.Statement): statement is ts.Statement & ts.NamedDeclaration {
  return (
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  );
}
