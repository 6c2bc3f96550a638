import { vi } from 'vitest';
import { reportError, runCommandLine } from '../../src/cli/main.ts';
import { commands } from '../../src/commands/commands.ts';

/** Runs a command line in this process from the sources, for tests that need no process of their own. */
export async function callCli(words: readonly string[], { cwd }: { readonly cwd: string }) {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    }),
  );
  const before = process.cwd();
  process.chdir(cwd);
  try {
    const debug = words.includes('--debug');
    const code = await runCommandLine(commands, words).catch((error) =>
      reportError(error, { debug, commands }),
    );
    return { code, ...written };
  } finally {
    process.chdir(before);
    for (const spy of spies) spy.mockRestore();
  }
}

/** Returns a function that runs a command line in a folder, given as space-separated words and further words. */
export function callIn(cwd: string) {
  return (line: string, ...more: readonly string[]) =>
    callCli([...line.split(' ').filter(Boolean), ...more], { cwd });
}
