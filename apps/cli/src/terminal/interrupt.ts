import type { ExitCode } from '@longrange/errors';
import { endProcess } from './end-process.ts';
import { outlivesTerminal } from './outlives-terminal.ts';

/** Ctrl-C; what `kill` and a machine that shuts down send; a terminal that is closed. The code is 128 and the signal's number. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const satisfies Partial<
  Record<NodeJS.Signals, ExitCode>
>;

type Interruption = keyof typeof exitCodes;

let last: Interruption = 'SIGINT';

/** What a command ends with that was interrupted: the exit code of the signal that came last. */
export function interruptExitCode(): ExitCode {
  return exitCodes[last];
}

/**
 * Runs `work` with an abort signal that the first Ctrl-C, SIGTERM or SIGHUP aborts; a second one ends the process at once, with
 * its exit code.
 *
 * @param onInterrupt called at the first one, to say what happens now
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
