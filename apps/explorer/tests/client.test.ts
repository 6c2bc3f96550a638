import { MessageChannel } from 'node:worker_threads';
import { LongrangeError } from '@longrange/errors';
import { expect, it } from 'vitest';
import { Client, type WorkerPort } from '../src/client.ts';
import { type Port, serve } from '../src/worker/serve.ts';

/** Two ends of a line, with messages that arrive later, as those of a worker do. */
function connected(methods: object, started: Promise<unknown> = Promise.resolve()): Client {
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  port2.unref();
  serve(port2 as unknown as Port, methods, started);
  return new Client(port1 as unknown as WorkerPort);
}

/** Methods under names of the session's. */
const methods = {
  likely: (id: number) => [id, 'answer'],
  brackets: async () => {
    throw new LongrangeError({ code: 'X', message: 'Expected a text, got none.', hint: 'give one.' });
  },
  async *write(upTo: number) {
    for (let i = 0; i < upTo; i++) yield i;
  },
};

it('answers, and hands on errors with their hints', async () => {
  const client = connected(methods);
  expect(await client.ask('likely', 7 as never, '' as never, 0)).toEqual([7, 'answer']);
  await expect(client.ask('brackets', '')).rejects.toMatchObject({
    message: 'Expected a text, got none.',
    hint: 'give one.',
  });
});

it('streams in order, and stops when it is told to while other questions are answered', async () => {
  const client = connected(methods);
  const all: unknown[] = [];
  await client.stream('write', [5] as never, (part) => all.push(part)).done;
  expect(all).toEqual([0, 1, 2, 3, 4]);
  const some: unknown[] = [];
  const stream = client.stream('write', [1e9] as never, (part) => {
    some.push(part);
    if (some.length === 3) stream.stop();
  });
  expect(await client.ask('likely', 1 as never, '' as never, 0)).toEqual([1, 'answer']);
  await stream.done;
  expect(some).toEqual([0, 1, 2]);
});

it('fails every question if the engine does not start', async () => {
  const client = connected(methods, Promise.reject(new Error('no WebAssembly')));
  await expect(client.ask('likely', 1 as never, '' as never, 0)).rejects.toThrow('no WebAssembly');
});
