/** Parts of paths of what belongs to tests, examples, other projects or a build. */
const NOT_SOURCE =
  /(?:^|\/)(?:__\w+__|tests?|testing|test-?utils?|specs?|mocks?|fixtures?|bench(?:mark)?s?|examples?|demos?|dist|build|vendor|third-?party|libs|_?generated|i18n)\/|[.-](?:test|spec|bench|stories|min|fixture|test-d)\.\w+$|\.d\.\w+$/i;

/** Words of programs that write files, in what these begin with. */
const GENERATED =
  /@generated|auto-?(?:matically )?generated|do not (?:edit|modify)|generated (?:by|from|file|using)/i;

/** Characters in which a file says that it is generated. */
const HEAD = 1000;
/** Most bytes of a file, of one line of it, and of its lines on average. A minified file has lines of tens of thousands, a table of data many long ones. */
const [LARGEST, LONGEST_LINE, LONGEST_MEAN] = [500_000, 1000, 90];

/**
 * Returns whether a file of a package is one that people write and read: in one of the folders, no test or example, neither compiled nor generated nor
 * minified, and no table of data.
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
