/** Returns ln(exp(a) + exp(b)). */
export function addLogs(a: number, b: number): number {
  const high = Math.max(a, b);
  return high === -Infinity ? high : high + Math.log1p(Math.exp(Math.min(a, b) - high));
}

/** Returns ln Σ exp(log). */
export function sumLogs(logs: readonly number[]): number {
  return logs.reduce(addLogs, -Infinity);
}
