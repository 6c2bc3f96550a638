/** Lets timers, signals and terminals have their turn at most every `everyMs`: a long loop of resolved promises does not. */
export function eventLoopBreaks(everyMs = 50): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < everyMs) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
