import { nodeModule } from '../host.ts';

export type ChildTrial = { readonly works: true } | { readonly works: false; readonly reason: string };

/** A program made of Node and a script in one would start itself again and again. */
const MARK = 'LONGRANGE_TRIAL';

/**
 * Runs a script in a child process, since what it tries may end or stop the process that tries it. The script reads its standard input
 * and prints a line `longrange-trial {}`, with a `reason` where it failed.
 */
export async function tryInChild(
  script: string,
  input: string,
  { timeoutMs = 10_000 } = {},
): Promise<ChildTrial> {
  const childProcess = nodeModule('node:child_process');
  if (childProcess === undefined || process.env[MARK] !== undefined)
    return { works: false, reason: 'there is no child process to try it in' };
  const env = { ...process.env, NODE_OPTIONS: '', ELECTRON_RUN_AS_NODE: '1', [MARK]: '1' };
  const options = { timeout: timeoutMs, killSignal: 'SIGKILL' as const, env, windowsHide: true };
  return new Promise((resolve) => {
    const fail = (reason: string) => resolve({ works: false, reason });
    try {
      const child = childProcess.execFile(
        process.execPath,
        ['-e', script],
        options,
        (error, stdout, stderr) => {
          const answer = /^longrange-trial (\{.*\})$/m.exec(stdout)?.[1];
          if (error !== null || answer === undefined) return fail(whatWentWrong(error, stderr, timeoutMs));
          const { reason } = JSON.parse(answer) as { reason?: string };
          return reason === undefined ? resolve({ works: true }) : fail(reason);
        },
      );
      // A child that is gone does not read; that it is gone is reported above.
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    } catch (error) {
      // Node's permission model lets none start.
      fail(`a child process to try it in does not start: ${(error as Error).message}`);
    }
  });
}

function whatWentWrong(
  error: (Error & { signal?: unknown; killed?: boolean }) | null,
  stderr: string,
  timeoutMs: number,
): string {
  if (error?.killed === true) return `it took more than ${timeoutMs / 1000} s when tried in a child process`;
  if (typeof error?.signal === 'string') return `it crashed (${error.signal}) when tried in a child process`;
  const line = /^\w*Error: (.+)$/m.exec(stderr)?.[1] ?? 'no answer';
  return `it failed when tried in a child process: ${line.slice(0, 160)}`;
}
