import ts from 'typescript';

/** Codes of "Cannot find name", and of its variants with a suggestion or for another meaning of the name. */
const NO_SUCH_NAME: ReadonlySet<number> = new Set([
  ...[
    1225, 2304, 2503, 2552, 2570, 2580, 2581, 2582, 2583, 2584, 2585, 2591, 2592, 2593, 2661, 2662, 2663,
    2686,
  ],
  ...[2690, 2693, 2702, 2708, 2709, 2713, 2749, 2833, 2867, 2868, 18_004],
]);

/** Names that code expects although they are not in the libraries: those of the module system and of JSX. */
const CUSTOMARY = `declare var require: any, module: any, exports: any;
declare namespace JSX { interface IntrinsicElements { [name: string]: any } }`;

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  jsx: ts.JsxEmit.Preserve,
  allowJs: true,
  checkJs: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
  lib: ['lib.esnext.full.d.ts', 'lib.webworker.d.ts', 'lib.webworker.importscripts.d.ts'],
};

/** Creates a program of texts by their names, in which no import is resolved. */
function createProgram(texts: ReadonlyMap<string, string>): ts.Program {
  const host = ts.createCompilerHost(options);
  const sources = new Map([...texts, ['customary.d.ts', CUSTOMARY]].map(([name, text]) => [name!, text!]));
  const program = ts.createProgram([...sources.keys()], options, {
    ...host,
    getSourceFile: (name, version) => {
      const text = sources.get(name);
      return text === undefined
        ? host.getSourceFile(name, version)
        : ts.createSourceFile(name, text, version);
    },
    resolveModuleNameLiterals: (literals) => literals.map(() => ({ resolvedModule: undefined })),
  });
  return program;
}

/** Returns the offsets of names that TypeScript's checker does not find, except in closing tags, by text. The texts must be modules. */
export function unknownNames(texts: ReadonlyMap<string, string>): Map<string, number[]> {
  const program = createProgram(texts);
  return new Map(
    [...texts].map(([name, text]) => {
      const found = program.getSemanticDiagnostics(program.getSourceFile(name));
      const places = found.filter(({ code }) => NO_SUCH_NAME.has(code)).map(({ start }) => start!);
      const opened = places.filter((place) => !text.startsWith('</', place - 2));
      return [name, [...new Set(opened)].sort((a, b) => a - b)];
    }),
  );
}

/** Names that exist without a binding, by their meanings: 1 for a value, 2 for a type, 4 for a namespace. */
export function globalNames(): Record<string, string> {
  const program = createProgram(new Map());
  const kinds = [ts.SymbolFlags.Value, ts.SymbolFlags.Type, ts.SymbolFlags.Namespace];
  const all = kinds.reduce((sum, kind) => sum | kind);
  const names = new Map<number, string[]>();
  const file = program.getSourceFile('customary.d.ts')!;
  for (const { name, flags } of program.getTypeChecker().getSymbolsInScope(file, all)) {
    if (name === 'undefined' || name.startsWith('"')) continue;
    const meanings = kinds.reduce((sum, kind, bit) => sum + ((flags & kind) === 0 ? 0 : 2 ** bit), 0);
    names.set(meanings, [...(names.get(meanings) ?? []), name]);
  }
  return Object.fromEntries([...names].map(([meanings, list]) => [meanings, list.sort().join(' ')]));
}
