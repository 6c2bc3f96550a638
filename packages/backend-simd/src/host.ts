import { checkArgument, describeValue, LongrangeError } from '@longrange/errors';

// Differences between Node and browsers: threads, and V8's flags. Node's modules are looked up at run time, so that a bundler for
// browsers need not know them.

/** Returns Node's built-in module of this name; undefined in a browser. */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  if (typeof process === 'undefined') return undefined;
  return process.getBuiltinModule?.(name) as NodeModules[Name] | undefined;
}

interface NodeModules {
  'node:child_process': typeof import('node:child_process');
  'node:os': typeof import('node:os');
  'node:v8': typeof import('node:v8');
  'node:worker_threads': typeof import('node:worker_threads');
}

/** Worker thread, as the pool sees it. */
export interface WorkerHandle {
  /** Rejects with the cause if it ends before it is ready */
  readonly ready: Promise<void>;
  terminate(): unknown;
}

/** Number of threads that may run here, and the reason */
export function availableThreads(): { threads: number; reason: string } {
  const os = nodeModule('node:os');
  if (os !== undefined) return { threads: os.availableParallelism(), reason: 'one per core' };
  const { crossOriginIsolated, document, navigator } = globalThis as BrowserScope;
  if (crossOriginIsolated !== true) {
    return { threads: 1, reason: 'this page is not cross-origin isolated, and has no shared memory' };
  }
  if (document !== undefined) {
    return { threads: 1, reason: 'the main thread of a page may not wait for others; run in a worker' };
  }
  return { threads: navigator?.hardwareConcurrency ?? 1, reason: 'one per core' };
}

interface BrowserScope {
  readonly crossOriginIsolated?: boolean;
  readonly document?: object;
  readonly navigator?: { readonly hardwareConcurrency?: number };
}

/**
 * Starts a thread that runs `source`, a script that finds `data` in the variable `data` and calls `ready()` when it is ready. It has no
 * file of its own, so that nothing has to be located at run time.
 *
 * @param onEnd called with the cause if the thread ends; not while this thread waits
 */
export function startWorker(
  name: string,
  source: string,
  data: object,
  onEnd: (cause: unknown) => void,
): WorkerHandle {
  const threads = nodeModule('node:worker_threads');
  if (threads === undefined) return startWebWorker(name, source, data, onEnd);
  const script = `
    import { parentPort, workerData as data } from 'node:worker_threads';
    const ready = () => parentPort.postMessage('ready');\n${source}`;
  // A data URL is always a module, whereas evaluated code would depend on the process's --input-type.
  const url = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
  const worker = new threads.Worker(url, { name, workerData: data, execArgv: [] });
  const ready = new Promise<void>((resolve, reject) => {
    const end = (cause: unknown): void => {
      reject(cause);
      onEnd(cause);
    };
    worker.on('error', end);
    worker.on('exit', (code) => end(new Error(`the thread ended with code ${code}`)));
    worker.once('message', () => {
      // It no longer keeps the process alive.
      worker.unref();
      resolve();
    });
  });
  return { ready, terminate: () => worker.terminate() };
}

function startWebWorker(
  name: string,
  source: string,
  data: object,
  onEnd: (cause: unknown) => void,
): WorkerHandle {
  const script = `onmessage = ({ data }) => { const ready = () => postMessage('ready');\n${source}\n};`;
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const worker = new Worker(url, { name });
  // A browser starts the worker only once this thread is idle, which it never is if it blocks until the worker is ready.
  const ready = new Promise<void>((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = (event) => {
      event.preventDefault();
      const cause = event.error ?? new Error(event.message);
      reject(cause);
      onEnd(cause);
    };
    worker.postMessage(data);
  }).finally(() => URL.revokeObjectURL(url));
  return { ready, terminate: () => worker.terminate() };
}

/** @throws LongrangeError `ENGINE_THREADS` (exit code 2) for a thread count that no engine can have */
export function checkThreads(threads: number | undefined): void {
  if (threads === undefined || (Number.isInteger(threads) && threads >= 1 && threads <= 256)) return;
  throw new LongrangeError({
    code: 'ENGINE_THREADS',
    message: `Expected \`threads\` to be an integer from 1 to 256, got ${describeValue(threads)}.`,
    hint: 'leave it out to use every core.',
    exitCode: 2,
  });
}

/** @throws LongrangeError `ARGUMENT_INVALID` for an option that is none of these words */
export function checkWord(name: string, value: unknown, words: readonly string[]): void {
  const isWord = value === undefined || (typeof value === 'string' && words.includes(value));
  checkArgument(isWord, name, words.map((word) => `'${word}'`).join(' or '), value);
}

/** `1 thread`, `2 threads` */
export function countThreads(threads: number): string {
  return `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
