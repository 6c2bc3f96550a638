import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { showControlsInLine } from '@longrange/errors';
import type { Message, Questions } from './protocol.ts';

const CHILD = fileURLToPath(new URL('./llama-child.js', import.meta.url));
/** Environment variable set in the process of llama.cpp, so that a program whose executable is not Node does not start itself endlessly. */
const MARK = 'LONGRANGE_LLAMA';
/** Environment variables passed to the library, without keys and tokens. */
const SURROUNDINGS =
  /^(?:PATH|HOME|USERPROFILE|LANG|LC_\w+|TMPDIR|TEMP|TMP|SYSTEMROOT|WINDIR|(?:LOCAL)?APPDATA|(?:LD|DYLD)_LIBRARY_PATH|(?:CUDA|NVIDIA|HIP|HSA|ROCR|GGML|VK|OMP|NODE_LLAMA_CPP)_\w+)$/i;
/** Heap for JavaScript values; weights are stored outside it. */
const MOST_HEAP_MIB = 1024;
/** Number of polls without a sign of progress that use up the patience. While the machine sleeps or this process is stopped, at most one counts. */
const POLLS = 10;
/** Number of characters of the process's output to keep: a stack trace may follow the message worth quoting. */
const KEPT = 16_384;
const QUOTED = 300;
/** Time to wait for the last output, since the pipe does not close while another process holds it. */
const LAST_WORDS_MS = 1000;
const LEAVE_MS = 5000;

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  silentPolls: number;
}

/** llama.cpp in a separate process, to contain aborts and hangs. It ends with this one, and keeps it alive only while a question waits. */
export class LlamaProcess {
  readonly #child: ChildProcess;
  /** Undefined if the machine has run out of file descriptors. */
  readonly #stderr: Socket | undefined;
  /** Seconds without a sign of progress after which the process is given up. */
  patienceSeconds: number;
  readonly #pending = new Map<number, Pending>();
  readonly #left: Promise<void>;
  #asked = 0;
  #printed = '';
  #end: Error | undefined;
  #watch: NodeJS.Timeout | undefined;

  constructor(patienceSeconds: number) {
    if (process.env[MARK] !== undefined) throw new Error('this process is itself one of llama.cpp');
    const known = Object.entries(process.env).filter(([name]) => SURROUNDINGS.test(name));
    this.patienceSeconds = patienceSeconds;
    this.#child = fork(CHILD, [`${process.pid}`], {
      // Backtraces are off, since they would start yet another process.
      env: { ...Object.fromEntries(known), [MARK]: '1', GGML_NO_BACKTRACE: '1', ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [`--max-old-space-size=${MOST_HEAP_MIB}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Runs in its own process group, since Ctrl-C is for this process to handle.
      detached: true,
    });
    this.#child.on('message', (message) => this.#hear(Object(message)));
    this.#child.channel?.unref();
    this.#stderr = this.#child.stderr as Socket | undefined;
    this.#left = this.#follow(this.#child, this.#stderr);
  }

  /** @throws Error with one line: the library's error, or how the process ended */
  ask<Name extends keyof Questions>(name: Name, question: Parameters<Questions[Name]>[0]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) {
        reject(this.#end);
        return;
      }
      const id = ++this.#asked;
      this.#pending.set(id, { resolve, reject, silentPolls: 0 });
      this.#watch ??= setInterval(() => this.#poll(), (1000 * this.patienceSeconds) / POLLS);
      // If sending fails, the process has ended or never started, which is reported elsewhere.
      this.#child.send?.({ id, name, question }, () => undefined);
    });
  }

  /** Ends the process. Waiting and later questions fail. */
  async stop(): Promise<void> {
    this.#fail('llama.cpp was closed');
    this.#child.ref();
    this.#stderr?.ref();
    await Promise.race([this.#left, delay(LEAVE_MS, undefined, { ref: false })]);
  }

  /** Returns the last line of output about what went wrong, without stack traces, to append to a message. */
  get lastWords(): string {
    const lines = this.#printed.split('\n').filter((one) => !/^\s*(?:$|at |\d+: |---)/.test(one));
    const line = lines.findLast((one) => /error|assert|terminate/i.test(one)) ?? lines.at(-1);
    return line === undefined ? '' : ` (${showControlsInLine(line.trim().slice(0, QUOTED))})`;
  }

  async #follow(child: ChildProcess, stderr: Socket | undefined): Promise<void> {
    child.unref();
    stderr?.unref();
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#printed = (this.#printed + text).slice(-KEPT);
    });
    const closed = new Promise((resolve) => stderr?.once('close', resolve));
    const reason = await new Promise<string>((resolve) => {
      child.on('error', ({ message }) => resolve(`the process of llama.cpp does not start: ${message}`));
      child.once('exit', (code, signal) =>
        resolve(`llama.cpp ${signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`}`),
      );
    });
    await Promise.race([closed, delay(LAST_WORDS_MS, undefined, { ref: false })]);
    stderr?.destroy();
    this.#fail(reason);
  }

  #hear({ id, progress, answer, thrown }: Message): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    pending.silentPolls = 0;
    if (progress === true) return;
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#stopWatching();
    if (typeof thrown === 'string') pending.reject(new Error(thrown.split('\n')[0]));
    else pending.resolve(answer);
  }

  #poll(): void {
    const isLost = [...this.#pending.values()].some((pending) => ++pending.silentPolls >= POLLS);
    if (isLost) this.#fail(`no answer of llama.cpp for ${this.patienceSeconds} s`);
  }

  #stopWatching(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  #fail(reason: string): void {
    this.#end ??= new Error(reason);
    this.#stopWatching();
    this.#child.kill('SIGKILL');
    for (const { reject } of this.#pending.values()) reject(this.#end);
    this.#pending.clear();
  }
}
