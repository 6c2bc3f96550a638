import { readFile } from 'node:fs/promises';
import { readRegularFile } from '@longrange/corpus/internal';
import { isSystemError, LongrangeError, systemProblem } from '@longrange/errors';

const DEPTH = 4;

/**
 * JSON for people and programs, ending in a newline: values below the fourth level are on one line. Fully indented, a result is two thirds larger.
 */
export function formatJson(value: unknown): string {
  return `${lines(value, DEPTH, '\n')}\n`;
}

function lines(value: unknown, depth: number, lineBreak: string): string {
  if (depth === 0 || typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${lineBreak} `;
  if (Array.isArray(value))
    return block(
      '[',
      value.map((one) => lines(one ?? null, depth - 1, inner)),
      ']',
    );
  const fields = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([key, one]) => `${JSON.stringify(key)}: ${lines(one, depth - 1, inner)}`);
  return block('{', fields, '}');

  function block(open: string, parts: readonly string[], close: string): string {
    return parts.length === 0
      ? open + close
      : `${open}${inner}${parts.join(`,${inner}`)}${lineBreak}${close}`;
  }
}

/**
 * Reads a JSON file.
 *
 * @param expected what the file is expected to be or hold, after its path
 * @param errorOf makes the error for a file that is missing or holds no JSON
 */
export async function readJson(
  path: string,
  expected: string,
  errorOf: (
    problem: { readonly message: string; readonly hint?: string | undefined },
    cause: unknown,
  ) => LongrangeError,
): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const problem = isSystemError(cause)
      ? systemProblem('read', path, cause)
      : { message: `Expected ${path} ${expected}, got: ${(cause as Error).message}.` };
    throw errorOf(problem, cause);
  }
}

/** Reads a file that longrange has written. @throws LongrangeError of `parse`, prefixed with the path; `CORPUS_…` if not a file */
export async function readWritten<T>(path: string, parse: (text: string) => T): Promise<T> {
  const text = new TextDecoder().decode(await readRegularFile(path));
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof LongrangeError)) throw error;
    const { code, hint, exitCode } = error;
    throw new LongrangeError({ code, message: `${path}: ${error.message}`, hint, exitCode, cause: error });
  }
}
