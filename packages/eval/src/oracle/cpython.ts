import { LongrangeError } from '@longrange/errors';
import { COMPILE_PROGRAM } from './compile-program.ts';
import type { SyntaxOracle } from './oracle.ts';

type Compile = (text: string) => string | undefined;

interface Interpreter {
  readonly version: string;
  readonly compile: Compile;
}

/**
 * CPython itself as a judge of syntax, run by the optional npm package `pyodide` in this process. It compiles and runs nothing
 * of what it is given. Loading takes some seconds and about 100 MB.
 *
 * @throws LongrangeError `ORACLE_UNAVAILABLE` where pyodide is not installed or does not load.
 */
export async function createCPythonOracle(): Promise<SyntaxOracle> {
  let interpreter = await loadInterpreter();
  const { version } = interpreter;
  return {
    name: `CPython ${version}`,
    judge: async (text) => {
      try {
        // As CPython does with a file.
        return interpreter.compile(text.replace(/^\ufeff/, '')) ?? null;
      } catch (error) {
        // Text nested too deep for the WebAssembly stack ends the interpreter.
        interpreter = await loadInterpreter();
        return `not compiled: ${(error as Error).message.split('\n')[0]}`;
      }
    },
  };
}

async function loadInterpreter(): Promise<Interpreter> {
  try {
    const { loadPyodide } = await import('pyodide');
    const pyodide = await loadPyodide();
    const version = pyodide.runPython('import platform; platform.python_version()') as string;
    return { version, compile: pyodide.runPython(COMPILE_PROGRAM) as Compile };
  } catch (cause) {
    throw new LongrangeError({
      code: 'ORACLE_UNAVAILABLE',
      message: `Expected to run CPython through the npm package pyodide, got: ${(cause as Error).message.split('\n')[0]}`,
      hint: 'install pyodide beside longrange, or leave out --oracle.',
      cause,
      exitCode: 2,
    });
  }
}
