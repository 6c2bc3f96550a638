import { spawnSync } from 'node:child_process';

/** Node and some products take far less than a second. */
const TIMEOUT_SECONDS = 30;
/** Set in the process of a trial, so that a program whose executable is not Node's does not start itself again and again. */
const MARK = 'LONGRANGE_NATIVE_TRIAL';

/**
 * What that process does: products of all kinds on one thread and on two, no size of which fills its tiles alone. Their numbers are multiples of 1/16
 * below 1, which bfloat16 holds, and float32 holds their sums: in any order these are exact.
 */
const TRIAL = `
  const [library, instructionSet] = process.argv.slice(1);

  // What the library knows only by address must not be collected.
  const kept = [];

  function allocate(size) {
    const numbers = new Float32Array(new ArrayBuffer(4 * size));
    kept.push(numbers);
    return numbers;
  }

  function number(i) {
    return ((13 * i) % 31 - 15) / 16;
  }

  function expectProduct(addon, engine, [M, N, K], transposed, start) {
    const [a, b, c, bias] = [M * K, K * N, M * N, N].map(allocate);
    for (const numbers of [a, b, c, bias]) for (let i = 0; i < numbers.length; i++) numbers[i] = number(i + numbers.length);
    const scratchBytes = engine.matmulScratchBytes;
    const scratch = allocate((scratchBytes / 4) * 2).fill(NaN);
    const at = (numbers) => addon.addressOf(new Uint8Array(numbers.buffer));
    const before = Float32Array.from(c);
    const [aTransposed, bTransposed] = [transposed === 'a', transposed === 'b'];
    const values = {
      M, N, K, aTransposed, bTransposed, scratchBytes,
      a: at(a), b: at(b), c: at(c), scratch: at(scratch), bias: start === 'bias' ? at(bias) : 0,
      aStride: 4 * (aTransposed ? M : K), bStride: 4 * (bTransposed ? K : N), cStride: 4 * N,
      accumulate: start === 'c',
    };
    const kind = addon.jobs().findIndex(({ name }) => name === 'matmul');
    engine.run(kind, Float64Array.from(addon.jobs()[kind].words, (word) => Number(values[word])), 2, 2);
    kept.length = 0;
    for (let row = 0; row < M; row++) {
      for (let column = 0; column < N; column++) {
        let sum = start === 'bias' ? bias[column] : start === 'c' ? before[row * N + column] : 0;
        for (let k = 0; k < K; k++) {
          sum += a[aTransposed ? k * M + row : row * K + k] * b[bTransposed ? column * K + k : k * N + column];
        }
        const got = c[row * N + column];
        if (got !== sum) throw new Error(
          'its product of ' + M + ' × ' + K + ' and ' + K + ' × ' + N + ' has ' + got + ' where ' + sum + ' belongs');
      }
    }
  }

  try {
    const addon = require(library);
    for (const threads of [1, 2]) {
      const engine = new addon.NativeEngine(instructionSet, threads);
      for (const shape of [[1, 1, 1], [29, 75, 51], [45, 64, 300], [270, 33, 17]])
        for (const transposed of ['none', 'a', 'b'])
          for (const start of ['zero', 'bias', 'c']) expectProduct(addon, engine, shape, transposed, start);
    }
    process.stdout.write('right');
  } catch (error) {
    process.stdout.write(error.message.split('\\n')[0]);
  }
`;

/** Only loads it. */
const LOADING = `
  const { instructionSets, jobs, NativeEngine } = require(process.argv[1]);
  const isOurs = [instructionSets, jobs, NativeEngine].every((one) => typeof one === 'function');
  process.stdout.write(isOurs ? 'right' : 'it is another library');
`;

/**
 * What comes of loading a library, which a process of its own finds out: one that is cut short or damaged may end the process that loads it.
 * Undefined where it loads, and where no process can be started.
 */
export function findLoadFault(library: string): string | undefined {
  if (process.env[MARK] !== undefined) return undefined;
  const { error, signal, status, stdout } = runApart(LOADING, [library], TIMEOUT_SECONDS);
  if (error !== undefined) return undefined;
  if (signal !== null) return `loading it was ended by ${signal}`;
  // An error that is thrown ends it with 1, and comes in words when the library is loaded here.
  if (status === 1) return undefined;
  if (status !== 0) return `loading it ended with exit code ${status}`;
  return stdout === 'right' ? undefined : stdout;
}

/**
 * What is wrong with the products of an instruction set, which a process of its own finds out: neither a crash nor a hang touches this one. Undefined
 * where nothing is.
 */
export function findFaultApart(
  library: string,
  instructionSet: string,
  timeoutSeconds = TIMEOUT_SECONDS,
): string | undefined {
  if (process.env[MARK] !== undefined) return 'this process is itself running its trial';
  try {
    const { error, signal, status, stdout } = runApart(TRIAL, [library, instructionSet], timeoutSeconds);
    if (error !== undefined) throw error;
    if (signal !== null) return `its trial was ended by ${signal}`;
    if (status !== 0) return `its trial ended with exit code ${status}`;
    return stdout === 'right' ? undefined : stdout || 'its trial printed nothing';
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ETIMEDOUT') return `its trial took more than ${timeoutSeconds} s`;
    // Node may forbid child processes.
    return `its trial did not start: ${message}`;
  }
}

function runApart(script: string, parameters: readonly string[], timeoutSeconds: number) {
  return spawnSync(process.execPath, ['-e', script, ...parameters], {
    // Electron is Node where it is asked to be. What else Node is told to load at its start has nothing to do with this.
    env: { ...process.env, [MARK]: '1', ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: timeoutSeconds * 1000,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
}
