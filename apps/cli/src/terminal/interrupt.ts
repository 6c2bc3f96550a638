/**
 * Runs `work` with a signal that the first Ctrl-C (or SIGTERM) aborts; the second one ends the process at once, with 130.
 *
 * @param onInterrupt called at the first one, to say what happens now
 */
export async function withInterrupt<T>(
  work: (signal: AbortSignal) => Promise<T>,
  onInterrupt: () => void,
): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    onInterrupt();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
