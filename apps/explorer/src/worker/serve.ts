import { failureOf } from '../failure.ts';
import type { Answer, Question } from './protocol.ts';

/** Other side of a worker: messages in, messages out. */
export interface Port {
  postMessage(message: Answer): void;
  onmessage: ((event: { readonly data: Question }) => void) | null;
}

/** Methods by name, each of which returns a value, a promise or a stream. */
type Methods = Readonly<Record<string, (...given: never[]) => unknown>>;

/**
 * Answers questions with an object's methods; between the parts of a stream, other messages are handled.
 *
 * @param started must settle before the first question is answered; if it rejects, that is the answer to all
 */
export function serve(port: Port, methods: object, started: Promise<unknown>): void {
  const stopped = new Set<number>();
  // Each question reports this error.
  started.catch(() => undefined);
  port.onmessage = async ({ data }) => {
    if ('stop' in data) {
      stopped.add(data.stop);
      return;
    }
    const { id, method, given } = data;
    try {
      await started;
      const result = await (methods as Methods)[method]!.apply(methods, given as never[]);
      if (isStream(result)) {
        for await (const part of result) {
          if (stopped.has(id)) break;
          port.postMessage({ id, part });
          await otherMessages();
        }
        port.postMessage({ id, value: undefined });
      } else port.postMessage({ id, value: result });
    } catch (error) {
      port.postMessage({ id, error: failureOf(error) });
    } finally {
      stopped.delete(id);
    }
  };
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** Lets pending messages be handled, which awaiting a resolved promise does not. */
function otherMessages(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
