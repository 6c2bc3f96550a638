import { LongrangeError } from '@longrange/errors';
import type { Answer, Question } from './worker/protocol.ts';
import type { Session } from './worker/session.ts';

type Method<Name extends keyof Session> = Session[Name] extends (...given: infer Given) => infer Result
  ? { readonly given: Given; readonly result: Result }
  : never;
type Given<Name extends keyof Session> = Method<Name>['given'];
type Value<Name extends keyof Session> = Awaited<Method<Name>['result']>;
type Part<Name extends keyof Session> =
  Method<Name>['result'] extends AsyncGenerator<infer One> ? One : never;

/** Part of a worker's interface that is used here. */
export interface WorkerPort {
  postMessage(question: Question): void;
  onmessage: ((event: { readonly data: Answer }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
  terminate?(): void;
}

interface Waiting {
  part(part: unknown): void;
  end(value: unknown): void;
  fail(error: Error): void;
}

/** The session in the worker, with the same methods. */
export class Client {
  readonly #worker: WorkerPort;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(worker: WorkerPort) {
    this.#worker = worker;
    worker.onmessage = ({ data }) => {
      const waiting = this.#waiting.get(data.id);
      if (waiting === undefined) return;
      if ('part' in data) waiting.part(data.part);
      else if ('error' in data) waiting.fail(new LongrangeError({ code: 'EXPLORER_WORKER', ...data.error }));
      else waiting.end(data.value);
    };
    worker.onerror = ({ message }) => {
      const error = new Error(message ?? 'the worker has ended');
      for (const { fail } of this.#waiting.values()) fail(error);
    };
  }

  /** Calls a method that returns one value. */
  ask<Name extends keyof Session>(method: Name, ...given: Given<Name>): Promise<Value<Name>> {
    return this.#send(method, given, () => undefined).done as Promise<Value<Name>>;
  }

  /** Calls a method that returns a stream. `stop` ends it after the part in progress. */
  stream<Name extends keyof Session>(
    method: Name,
    given: Given<Name>,
    onPart: (part: Part<Name>) => void,
  ): { readonly done: Promise<void>; stop(): void } {
    let isWanted = true;
    const { id, done } = this.#send(method, given, (part) => {
      if (isWanted) onPart(part as Part<Name>);
    });
    return {
      done: done as Promise<void>,
      stop: () => {
        isWanted = false;
        this.#worker.postMessage({ stop: id });
      },
    };
  }

  /** Ends the worker. */
  end(): void {
    this.#worker.terminate?.();
  }

  #send(method: keyof Session, given: readonly unknown[], part: Waiting['part']) {
    const id = ++this.#last;
    const done = new Promise<unknown>((end, fail) => {
      this.#waiting.set(id, { part, end, fail });
    }).finally(() => this.#waiting.delete(id));
    this.#worker.postMessage({ id, method, given });
    return { id, done };
  }
}
