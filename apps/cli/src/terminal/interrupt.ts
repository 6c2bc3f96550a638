import { fstatSync } from 'node:fs';
import { basename } from 'node:path';
import { isatty } from 'node:tty';
import type { ExitCode } from '@longrange/errors';

/** Signals of Ctrl-C, of `kill` and a shutdown, and of a closed terminal. Each exit code is 128 plus the signal's number. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const satisfies Partial<
  Record<NodeJS.Signals, ExitCode>
>;

type Interruption = keyof typeof exitCodes;

let last: Interruption = 'SIGINT';

/** Exit code of an interrupted command: that of the last signal. */
export function interruptExitCode(): ExitCode {
  return exitCodes[last];
}

/**
 * Runs `work` with an abort signal that the first Ctrl-C, SIGTERM or SIGHUP aborts; a second signal ends the process at once with its exit
 * code.
 *
 * @param onInterrupt called at the first signal, to say what happens next
 */
export async function withInterrupt<T>(
  work: (signal: AbortSignal) => Promise<T>,
  onInterrupt: () => void,
): Promise<T> {
  const controller = new AbortController();
  const interrupt = (signal: NodeJS.Signals): void => {
    last = signal as Interruption;
    if (controller.signal.aborted) endProcess(interruptExitCode());
    controller.abort();
    onInterrupt();
  };
  const signals = (Object.keys(exitCodes) as Interruption[]).filter(
    (signal) => signal !== 'SIGHUP' || !outlivesTerminal(),
  );
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}

const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));

/**
 * Ends the process with an exit code. Node restores the terminal's mode as it exits, and crashes if the terminal was closed; then the process
 * ends by SIGHUP instead, which a shell shows as 129.
 */
export function endProcess(exitCode: number): never {
  if (terminals.some((descriptor) => !isatty(descriptor))) {
    process.removeAllListeners('SIGHUP');
    process.kill(process.pid, 'SIGHUP');
  }
  process.exit(exitCode);
}

/**
 * Returns true if this process is to continue when its terminal is closed. `nohup` requests that by ignoring SIGHUP, but Node reverts it before
 * any of our code runs. So `nohup` is recognized by its name as the command that the shell started, or by output that goes to files while no
 * stream is a terminal.
 */
function outlivesTerminal(): boolean {
  if (basename(process.env._ ?? '') === 'nohup') return true;
  return ![0, 1, 2].some(isatty) && [1, 2].every(goesToFile);
}

/** Returns true for a file or a device such as `/dev/null`, but not for a pipe, whose reader may be gone with the terminal. */
function goesToFile(descriptor: number): boolean {
  try {
    // With bigint: the other kind leaves numbers behind from which `realpathSync`, and with it every import, deduces a pipe (Node 20).
    const status = fstatSync(descriptor, { bigint: true });
    return status.isFile() || status.isCharacterDevice();
  } catch {
    return false;
  }
}

/** Ignores SIGHUP if `nohup` requested it. */
export function keepIgnoringHangup(): void {
  if (outlivesTerminal()) process.on('SIGHUP', () => undefined);
}
