import { parseOptions } from '@longrange/errors';
import type ts from 'typescript';
import { z } from 'zod';
import type { SyntaxOracle } from '../../../language/language.ts';
import { loadOraclePackage } from '../../load-oracle-package.ts';

/** Options of `createTypeScriptOracle`. */
export interface TypeScriptOracleOptions {
  /** Language to judge, `typescript` by default; types are errors in `javascript`. */
  readonly language?: 'typescript' | 'javascript';
  /** The npm package that provides the compiler, `typescript` by default. */
  readonly package?: string;
}

const optionsSchema = z.strictObject({
  language: z.enum(['typescript', 'javascript']).default('typescript'),
  package: z.string().default('typescript'),
});

/** Extensions of the language's files, which tell the compiler the dialect. */
const EXTENSIONS = { typescript: ['.ts', '.tsx'], javascript: ['.jsx'] } as const;

/**
 * Loads TypeScript's compiler as a judge of syntax, through the optional npm package `typescript`, in this process. A text is sound if
 * its parser reads it without an error, as `.ts` or as `.tsx`.
 *
 * @throws LongrangeError `ORACLE_UNAVAILABLE` if the package is not installed or does not load
 */
export async function createTypeScriptOracle(options: TypeScriptOracleOptions = {}): Promise<SyntaxOracle> {
  const context = { code: 'ORACLE_OPTIONS', subject: 'options of createTypeScriptOracle' };
  const { language, package: name } = parseOptions(optionsSchema, options, context);
  const compiler = await loadOraclePackage(name, "TypeScript's compiler", async () => {
    const { default: loaded } = (await import(name)) as { default: typeof ts };
    loaded.createSourceFile('a.ts', '', loaded.ScriptTarget.ESNext);
    return loaded;
  });
  return {
    name: `TypeScript ${compiler.version}`,
    judge: async (text) => {
      try {
        const errors = EXTENSIONS[language].map((extension) =>
          syntaxError(compiler, `text${extension}`, text),
        );
        return errors.includes(null) ? null : errors[0]!;
      } catch (error) {
        // A text that is nested too deep for the stack.
        return `not parsed: ${(error as Error).message.split('\n')[0]}`;
      }
    },
  };
}

/** The first error of the parser, or null. */
function syntaxError(compiler: typeof ts, path: string, text: string): string | null {
  const file = compiler.createSourceFile(path, text, compiler.ScriptTarget.ESNext);
  const host: ts.CompilerHost = {
    getSourceFile: (name) => (name === path ? file : undefined),
    getDefaultLibFileName: () => '',
    writeFile: () => undefined,
    getCurrentDirectory: () => '',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: () => false,
    readFile: () => undefined,
  };
  const settings = {
    allowJs: true,
    noLib: true,
    noResolve: true,
    types: [],
    target: compiler.ScriptTarget.ESNext,
  };
  const [error] = compiler.createProgram([path], settings, host).getSyntacticDiagnostics(file);
  if (error === undefined) return null;
  const line = file.getLineAndCharacterOfPosition(error.start).line + 1;
  return `${compiler.flattenDiagnosticMessageText(error.messageText, ' ')} (line ${line})`;
}
