import type { Readable, Writable } from 'node:stream';
import { describeValue, LongrangeError, showControlsInLine } from '@longrange/errors';
import { encodeFrame, type Frame, FrameReader } from './frames.ts';

/** Version of the protocol (docs/guides/measure-a-program.md). */
export const PROTOCOL = 1;
const QUOTED = 300;
/** Interval of the checks for silence. While the machine sleeps or this process is stopped, at most one counts. */
const CHECK_SECONDS = 5;
/** Silence after which a person is told. */
const SILENCE_SECONDS = 30;
/** Time to wait, after the end of its output, for the end of the process, which says more. */
const LAST_WORDS_MS = 1000;

interface Pending {
  /** Name of the question. */
  readonly question: string;
  readonly resolve: (frame: Frame) => void;
  readonly reject: (error: unknown) => void;
}

/** Rules for a program that does not answer. */
export interface Patience {
  /** Seconds without an answer after which the program is given up. */
  readonly seconds: number;
  /** Called with the name of the question when there has been no answer for 30 seconds. */
  readonly onSilence: (question: string) => void;
}

/** Connection with a program that answers questions about its model, with one frame each and in order. */
export class Pipe {
  /** Name of the program in messages. */
  readonly program: string;
  readonly #output: Writable;
  readonly #pending: Pending[] = [];
  readonly #patience: Patience | undefined;
  #silentSeconds = 0;
  #watch: NodeJS.Timeout | undefined;
  #end: LongrangeError | undefined;

  /** @param patience without it, the program may take any time */
  constructor(
    program: string,
    { input, output }: { readonly input: Readable; readonly output: Writable },
    patience?: Patience,
  ) {
    this.program = program;
    this.#output = output;
    this.#patience = patience;
    const reader = new FrameReader((frame) => this.#hear(frame));
    input.on('data', (piece: Uint8Array) => {
      if (this.#end !== undefined) return;
      try {
        reader.push(piece);
      } catch (error) {
        this.fail(this.#noFrame((error as Error).message));
      }
    });
    const onEnd = () =>
      setTimeout(() => this.fail(this.#error('CLOSED', 'the end of its output')), LAST_WORDS_MS);
    input.once('end', onEnd);
    // Writing fails once the program has ended.
    output.once('error', onEnd);
  }

  /** @throws LongrangeError `PROGRAM_FAILED` with the program's error, `PROGRAM_CLOSED`, `PROGRAM_FRAME`, `PROGRAM_SILENT` */
  ask(ask: string, rest: object = {}, body: readonly ArrayBufferView[] = []): Promise<Frame> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) {
        reject(this.#end);
        return;
      }
      this.#pending.push({ question: ask, resolve, reject });
      const patience = this.#patience;
      if (patience) this.#watch ??= setInterval(() => this.#check(patience), 1000 * CHECK_SECONDS);
      this.#output.cork();
      for (const part of encodeFrame({ ask, ...rest }, body)) this.#output.write(part);
      this.#output.uncork();
    });
  }

  /** Rejects all waiting and later questions. */
  fail(error: LongrangeError): void {
    this.#end ??= error;
    this.#stopWatching();
    for (const { reject } of this.#pending.splice(0)) reject(this.#end);
  }

  /** Returns the error for an invalid answer. */
  invalid(expected: string, got: string, hint?: string): LongrangeError {
    return new LongrangeError({
      code: 'PROGRAM_ANSWER',
      message: `Expected ${expected} from ${this.program}, got ${got}.`,
      hint,
      exitCode: 2,
    });
  }

  #hear(frame: Frame): void {
    const { error } = frame.header;
    const pending = this.#pending.shift();
    this.#silentSeconds = 0;
    if (this.#pending.length === 0) this.#stopWatching();
    if (pending === undefined) this.fail(this.#error('FRAME', 'a frame that answers nothing'));
    else if (error === undefined) pending.resolve(frame);
    else {
      const text = typeof error === 'string' ? error : describeValue(error);
      this.#end = this.#error('FAILED', showControlsInLine(text.slice(0, QUOTED)));
      pending.reject(this.#end);
      this.fail(this.#end);
    }
  }

  #check(patience: Patience): void {
    const { question = '' } = this.#pending[0] ?? {};
    this.#silentSeconds += CHECK_SECONDS;
    if (this.#silentSeconds === SILENCE_SECONDS) patience.onSilence(question);
    if (this.#silentSeconds < patience.seconds) return;
    const got = `none to \`${question}\` for ${Number((patience.seconds / 60).toPrecision(3))} min`;
    const hint = 'it must answer each question with one frame, and flush its output.';
    this.fail(this.#error('SILENT', got, hint));
  }

  #stopWatching(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
    this.#silentSeconds = 0;
  }

  #noFrame(text: string): LongrangeError {
    const shown = showControlsInLine(JSON.stringify(text.slice(0, QUOTED)));
    return this.#error(
      'FRAME',
      `${shown} in place of a frame`,
      'print to standard error: standard output is for frames.',
    );
  }

  #error(kind: 'CLOSED' | 'FAILED' | 'FRAME' | 'SILENT', got: string, hint?: string): LongrangeError {
    const message = `Expected an answer of ${this.program}, got ${got}.`;
    return new LongrangeError({ code: `PROGRAM_${kind}`, message, hint });
  }
}
