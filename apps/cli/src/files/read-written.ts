import { readRegularFile } from '@longrange/corpus/internal';
import { LongrangeError } from '@longrange/errors';

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
