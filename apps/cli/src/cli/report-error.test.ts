import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import { reportError } from './report-error.ts';

/** Returns the text on standard error and the exit code. */
async function reported(failing: Promise<unknown>): Promise<{ text: string; code: number }> {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const error = await failing.catch((cause: unknown) => cause);
    const code = reportError(error, { debug: false });
    return { text: write.mock.calls.map(([text]) => String(text)).join(''), code };
  } finally {
    write.mockRestore();
  }
}

it('says of a file or folder that the system does not give what it was, why, and what helps', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'file');
  await writeFile(file, '');
  expect(await reported(readdir(file))).toEqual({
    text: `error: Cannot read ${file}: found a file where a folder was expected (ENOTDIR).\nhint: check the path.\n`,
    code: 1,
  });
  expect((await reported(mkdir(join(file, 'below')))).text).toMatch(
    /^error: Cannot write .*below: .*\(ENOTDIR\)\.\n/,
  );
  // Node 26 names the folder, those before it name nothing.
  expect((await reported(readFile(folder))).text).toMatch(
    /^error: Cannot read .*: found a folder where a file was expected \(EISDIR\)\.\n/,
  );
  expect((await reported(readFile(join(tmpdir(), 'x'.repeat(5000))))).text).toMatch(
    /: the name is too long \(ENAMETOOLONG\)\.\nhint: choose a shorter one\.\n$/,
  );
});

it('calls anything else a defect', async () => {
  const { text, code } = await reported(Promise.reject(new TypeError('x is not a function')));
  expect(text).toBe(
    'error: unexpected: x is not a function\nhint: this is a defect of longrange; please report it. --debug shows where it happened.\n',
  );
  expect(code).toBe(1);
});

it('keeps the lines of a list, and shows line breaks in names', async () => {
  const message = 'Expected two, got problems:\n- a\u001b\nb\n- c';
  const error = new LongrangeError({ code: 'X', message, hint: 'mend\nit.', exitCode: 2 });
  expect(await reported(Promise.reject(error))).toEqual({
    text: 'error: Expected two, got problems:\n- a␛␊b\n- c\nhint: mend␊it.\n',
    code: 2,
  });
});
