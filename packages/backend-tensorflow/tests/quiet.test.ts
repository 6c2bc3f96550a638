import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { bindingIn, libraryFolder, quietLoaderIn } from '../src/find-library.ts';

/** What a process says on standard error that loads the library with the quiet loader first, or without. */
async function loading(first: readonly string[], level?: string): Promise<string> {
  const paths = [...first, bindingIn(libraryFolder('cpu'))];
  const script = `for (const path of ${JSON.stringify(paths)}) require(path); console.error('loaded');`;
  const { TF_CPP_MIN_LOG_LEVEL: _, ...env } = process.env;
  const { stderr } = await promisify(execFile)(process.execPath, ['-e', script], {
    env: { ...env, ...(level !== undefined && { TF_CPP_MIN_LOG_LEVEL: level }) },
  });
  return stderr;
}

it('loads the library without its greeting, and keeps what is said afterwards', async () => {
  expect(await loading([], '2')).toContain('oneDNN custom operations are on');
  expect(await loading([quietLoaderIn(libraryFolder('cpu'))], '2')).toBe('loaded\n');
});
