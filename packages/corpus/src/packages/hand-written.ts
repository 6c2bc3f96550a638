/** Parts of paths that mark tests, examples, third-party code and build output. */
const NOT_SOURCE =
  /(?:^|\/)(?:__\w+__|tests?|testing|test-?utils?|specs?|mocks?|fixtures?|bench(?:mark)?s?|examples?|demos?|dist|build|vendor|third-?party|libs|_?generated|i18n)\/|[.-](?:test|spec|bench|stories|min|fixture|test-d)\.\w+$|\.d\.\w+$/i;

/** Phrases with which generated files begin. */
const GENERATED =
  /@generated|auto-?(?:matically )?generated|do not (?:edit|modify)|generated (?:by|from|file|using)/i;

/** Number of characters at the beginning of a file in which it may say that it is generated. */
const HEAD = 1000;
/** Maximum bytes of a file, a line, and a line on average. A minified file has lines of tens of thousands, a table many long ones. */
const [LARGEST, LONGEST_LINE, LONGEST_MEAN] = [500_000, 1000, 90];

/**
 * Returns whether a package's file is one that people write and read: it is in one of the folders, is no test, example or table of
 * data, and was not compiled, generated or minified.
 *
 * @param path relative to the package's root
 */
export function isHandWritten(path: string, bytes: Uint8Array, folders: readonly string[]): boolean {
  const folder = folders.find((one) => one === '.' || path.startsWith(`${one}/`));
  if (folder === undefined || NOT_SOURCE.test(folder === '.' ? path : path.slice(folder.length + 1)))
    return false;
  if (bytes.length > LARGEST) return false;
  const text = Buffer.from(bytes).toString('latin1');
  if (GENERATED.test(text.slice(0, HEAD))) return false;
  const lines = text.split('\n');
  return text.length <= LONGEST_MEAN * lines.length && lines.every((line) => line.length <= LONGEST_LINE);
}
