import { execFile } from 'node:child_process';

export type ModuleProbe =
  | { readonly works: true; readonly device: string }
  | { readonly works: false; readonly reason: string };

const probes = new Map<string, Promise<ModuleProbe>>();

/**
 * Loads a TensorFlow binding in a child process and multiplies two matrices there: a native library that does not fit the
 * machine may end the process that loads it. Asked once for each module and process.
 *
 * @param path of the module's main file
 */
export function probeModule(path: string, { timeoutMs = 60_000 } = {}): Promise<ModuleProbe> {
  const known = probes.get(path);
  if (known !== undefined) return known;
  const probe = runProbe(path, timeoutMs);
  probes.set(path, probe);
  return probe;
}

function runProbe(path: string, timeoutMs: number): Promise<ModuleProbe> {
  const env = { ...process.env, NODE_OPTIONS: '', TF_CPP_MIN_LOG_LEVEL: '3' };
  const options = { timeout: timeoutMs, killSignal: 'SIGKILL' as const, env };
  return new Promise<ModuleProbe>((resolve) => {
    execFile(process.execPath, ['-e', probeScript(path)], options, (error, stdout, stderr) => {
      const device = /^longrange-probe (.+)$/m.exec(stdout)?.[1];
      if (error === null && device !== undefined) resolve({ works: true, device });
      else resolve({ works: false, reason: whatWentWrong(error, stderr, timeoutMs) });
    });
    // Node's permission model lets none start.
  }).catch((error: Error) => ({
    works: false,
    reason: `was not tried, because no child process starts: ${error.message}`,
  }));
}

/** `installUtilShim`, as the child needs it too, stands here as text. */
function probeScript(path: string): string {
  return `
    const util = require('node:util');
    util.isNullOrUndefined ??= (value) => value === null || value === undefined;
    util.isArray ??= Array.isArray;
    const tf = require(${JSON.stringify(path)});
    tf.matMul(tf.fill([2, 3], 2), tf.fill([3, 2], 5)).data().then((values) => {
      if (values.length !== 4 || values[0] !== 30) throw new Error('wrong product');
      console.log('\\nlongrange-probe ' + (tf.backend().isUsingGpuDevice ? 'GPU' : 'CPU'));
      process.exit(0);
    });`;
}

function whatWentWrong(
  error: (Error & { signal?: unknown; killed?: boolean }) | null,
  stderr: string,
  timeoutMs: number,
): string {
  if (error?.killed === true)
    return `did not load within ${timeoutMs / 1000} s when tried in a child process`;
  if (typeof error?.signal === 'string') return `crashed (${error.signal}) when tried in a child process`;
  if (/native addon module .* can not\s+be found/.test(stderr))
    return 'has no native library (its download was not allowed or failed)';
  const line = /^\w*Error: (.+)$/m.exec(stderr)?.[1] ?? 'no output';
  return `does not load: ${line.length > 160 ? `${line.slice(0, 159)}…` : line}`;
}
