import { readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { expect, it, onTestFinished, vi } from 'vitest';
import { packageManager } from '../../../../package.json';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import { commands } from '../commands/commands.ts';
import { reportError } from './main.ts';

/** Returns the exit code, and the text on standard error. */
function reported(error: unknown): [number, string] {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const code = reportError(error, { debug: false, commands });
    return [code, write.mock.calls.map(([text]) => String(text)).join('')];
  } finally {
    write.mockRestore();
  }
}

// reliability: system-errors
it('says of a file or folder that the system does not give what it was, why, and what helps', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  expect(reported(await readdir(file).catch((error: unknown) => error))).toEqual([
    1,
    `error: Cannot read ${file}: found a file where a folder was expected (ENOTDIR).\nhint: check the path.\n`,
  ]);
});

it('calls anything else a defect', () => {
  expect(reported(new TypeError('x is not a function'))).toEqual([
    1,
    'error: unexpected: x is not a function\nhint: this is a defect of longrange; please report it. --debug shows where it happened.\n',
  ]);
});

it('names commands in hints as they work where the program was started', () => {
  const { argv } = process;
  const folder = process.cwd();
  process.chdir('../..');
  process.argv = [process.execPath, resolve('apps/cli/dist/main.js')];
  onTestFinished(() => {
    process.argv = argv;
    process.chdir(folder);
  });
  const hint = 'longrange --help, or `longrange eval` by longrange evaluates.';
  const [, text] = reported(new LongrangeError({ code: 'X', message: 'Expected.', hint }));
  expect(text).toContain(
    `hint: npx ${packageManager} longrange --help, or \`npx ${packageManager} eval\` by longrange evaluates.`,
  );
});

it('keeps the lines of a list, and shows line breaks in names', () => {
  const message = 'Expected two, got problems:\n- a\u001b\nb\n- c';
  const error = new LongrangeError({ code: 'X', message, hint: 'mend\nit.', exitCode: 2 });
  expect(reported(error)).toEqual([2, 'error: Expected two, got problems:\n- a␛␊b\n- c\nhint: mend␊it.\n']);
});
