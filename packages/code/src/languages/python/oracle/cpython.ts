import { parseOptions } from '@longrange/errors';
import { z } from 'zod';
import type { SyntaxOracle } from '../../../language/language.ts';
import { loadOraclePackage } from '../../load-oracle-package.ts';

type Compile = (text: string) => string | undefined;

/** Options of `createCPythonOracle`. */
export interface CPythonOracleOptions {
  /** The npm package that provides CPython, `pyodide` by default. */
  readonly package?: string;
}

const optionsSchema = z.strictObject({ package: z.string().default('pyodide') });

interface Interpreter {
  readonly version: string;
  readonly compile: Compile;
}

/**
 * Loads CPython itself as a judge of syntax, through the optional npm package `pyodide`, in this process. It compiles texts and never
 * runs them. Loading takes some seconds.
 *
 * @throws LongrangeError `ORACLE_UNAVAILABLE` if pyodide is not installed or does not load
 */
export async function createCPythonOracle(options: CPythonOracleOptions = {}): Promise<SyntaxOracle> {
  const context = { code: 'ORACLE_OPTIONS', subject: 'options of createCPythonOracle' };
  const { package: name } = parseOptions(optionsSchema, options, context);
  let interpreter = await loadInterpreter(name);
  const { version } = interpreter;
  return {
    name: `CPython ${version}`,
    judge: async (text) => {
      try {
        // CPython does the same with a file.
        return interpreter.compile(text.replace(/^\ufeff/, '')) ?? null;
      } catch (error) {
        // A text that is nested too deep for the WebAssembly stack ends the interpreter.
        interpreter = await loadInterpreter(name);
        return `not compiled: ${(error as Error).message.split('\n')[0]}`;
      }
    },
  };
}

function loadInterpreter(name: string): Promise<Interpreter> {
  return loadOraclePackage(name, 'CPython', async () => {
    const { loadPyodide } = (await import(name)) as typeof import('pyodide');
    const pyodide = await loadPyodide();
    const version = pyodide.runPython('import platform; platform.python_version()') as string;
    return { version, compile: pyodide.runPython(COMPILE_PROGRAM) as Compile };
  });
}

/** Python: a function that returns `None` for a text that compiles, and the error of any other. */
const COMPILE_PROGRAM = `
import warnings

def explain(text):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            compile(text, '<text>', 'exec', dont_inherit=True)
    except SyntaxError as error:
        return f'{type(error).__name__}: {error.msg} (line {error.lineno})'
    except Exception as error:
        return f'{type(error).__name__}: {error}'

explain
`;
