import { describeValue, LongrangeError } from '@longrange/errors';
import { z } from 'zod';
import { isSafePath } from './place-within.ts';

/** More Node does not read at once, which a file is when it is saved. */
export const MOST_FILE_BYTES = 2 ** 31 - 1;
export const MOST_LIST_BYTES = 2 ** 24;
const MOST_BYTES = 2 ** 36;
const MOST_FILES = 100_000;

const savedSchema = z.object({
  formatVersion: z.literal(1),
  /** Progress of the run: a larger number is farther. */
  progress: z.number().min(0).max(Number.MAX_SAFE_INTEGER),
  /** Files by their path in the run's folder. */
  files: z.record(
    z.string(),
    z.object({
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      bytes: z.int().min(0).max(MOST_FILE_BYTES),
    }),
  ),
});

/** A run as an attempt has saved it: the list of its files. */
export type Saved = Readonly<z.output<typeof savedSchema>>;

/**
 * Reads a list, which whoever may write into the store may have made.
 *
 * @param place as messages call it
 * @returns null where it is no JSON: damaged on a disk, for no list is made by halves
 * @throws LongrangeError `STORE_FAILED` for any other that is not a run's
 */
export function parseSaved(content: Uint8Array, place: string): Saved | null {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(content));
  } catch {
    return null;
  }
  const { data, error } = savedSchema.safeParse(json);
  const [issue] = error?.issues ?? [];
  const problem =
    issue === undefined
      ? problemOf(data!.files)
      : `one that is wrong at ${describeValue(issue.path.join('.'))}: ${issue.message}`;
  if (problem === undefined) return data!;
  throw new LongrangeError({
    code: 'STORE_FAILED',
    message: `Expected ${place} to list the files of a run, got ${problem}.`,
    hint: 'no attempt saves such a list, and nothing of it was written. Somebody else writes into this store: look into it before you remove the list.',
  });
}

/** Finds what would keep these files from sharing one folder on some system; undefined if nothing would. */
export function problemOf(files: Saved['files']): string | undefined {
  const paths = Object.keys(files);
  if (paths.length > MOST_FILES) return `more than ${MOST_FILES} files`;
  const unsafe = paths.find((path) => !isSafePath(path));
  if (unsafe !== undefined) return `the path ${describeValue(unsafe)}`;
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > MOST_BYTES) return `${bytes} bytes`;
  // NUL sorts what is below a path directly after it. Some systems take names for the same that differ in case, or in how an accent is written.
  const sorted = paths
    .map((path) => ({ path, key: path.normalize('NFC').toLowerCase().replaceAll('/', '\0') }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const at = sorted.findIndex(({ key }, i) => {
    const next = sorted[i + 1]?.key;
    return next === key || next?.startsWith(`${key}\0`);
  });
  if (at < 0) return undefined;
  return `both ${describeValue(sorted[at]!.path)} and ${describeValue(sorted[at + 1]!.path)}`;
}
