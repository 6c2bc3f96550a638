import { isatty } from 'node:tty';

const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));

/**
 * Ends the process with an exit code. Node puts the terminal's mode back as it exits, and crashes where the terminal was closed: then
 * the process ends by SIGHUP instead, which a shell shows as 129.
 */
export function endProcess(exitCode: number): never {
  if (terminals.some((descriptor) => !isatty(descriptor))) {
    process.removeAllListeners('SIGHUP');
    process.kill(process.pid, 'SIGHUP');
  }
  process.exit(exitCode);
}
