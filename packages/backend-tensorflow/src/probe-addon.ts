import { execFile } from 'node:child_process';

/** Result of `probeAddon` */
export type AddonProbe =
  | { readonly works: true; readonly device: 'CPU' | 'GPU' }
  | { readonly works: false; readonly reason: string };

const probes = new Map<string, Promise<AddonProbe>>();

/**
 * Loads an addon in a child process and multiplies two matrices there: a native library that does not suit the machine may crash the
 * process that loads it. Runs once for each path and process.
 *
 * @param path path of the addon
 */
export function probeAddon(path: string, { timeoutMs = 60_000 } = {}): Promise<AddonProbe> {
  const known = probes.get(path);
  if (known !== undefined) return known;
  const probe = runProbe(path, timeoutMs);
  probes.set(path, probe);
  return probe;
}

function runProbe(path: string, timeoutMs: number): Promise<AddonProbe> {
  const env = { ...process.env, NODE_OPTIONS: '', TF_CPP_MIN_LOG_LEVEL: '3' };
  const options = { timeout: timeoutMs, killSignal: 'SIGKILL' as const, env };
  return new Promise<AddonProbe>((resolve) => {
    execFile(process.execPath, ['-e', probeScript(path)], options, (error, stdout, stderr) => {
      const device = /^longrange-probe (CPU|GPU)$/m.exec(stdout)?.[1];
      if (error === null && device !== undefined) resolve({ works: true, device: device as 'CPU' | 'GPU' });
      else resolve({ works: false, reason: whatWentWrong(error, stderr, timeoutMs) });
    });
    // Node's permission model forbids child processes.
  }).catch((error: Error) => ({
    works: false,
    reason: `was not tried, because no child process starts: ${error.message}`,
  }));
}

/** Script that multiplies [2, 3] by [3, 2]. */
function probeScript(path: string): string {
  return `
    const addon = require(${JSON.stringify(path)});
    const make = (shape, value) => addon.createTensor(shape, addon.TF_FLOAT, new Float32Array(6).fill(value));
    const transpose = (name) => ({ name, type: addon.TF_ATTR_BOOL, value: false });
    const attributes = [
      transpose('transpose_a'), transpose('transpose_b'), { name: 'T', type: addon.TF_ATTR_TYPE, value: addon.TF_FLOAT },
    ];
    const [product] = addon.executeOp('MatMul', attributes, [make([2, 3], 2), make([3, 2], 5)], 1);
    const values = addon.tensorDataSync(product.id);
    if (values.length !== 4 || values[0] !== 30) throw new Error('wrong product');
    console.log('\\nlongrange-probe ' + (addon.isUsingGpuDevice() ? 'GPU' : 'CPU'));
    process.exit(0);`;
}

function whatWentWrong(
  error: (Error & { signal?: unknown; killed?: boolean }) | null,
  stderr: string,
  timeoutMs: number,
): string {
  if (error?.killed === true)
    return `did not load within ${timeoutMs / 1000} s when tried in a child process`;
  if (typeof error?.signal === 'string') return `crashed (${error.signal}) when tried in a child process`;
  const line = /^\w*Error: (.+)$/m.exec(stderr)?.[1] ?? 'no output';
  return `does not load: ${line.length > 160 ? `${line.slice(0, 159)}…` : line}`;
}
