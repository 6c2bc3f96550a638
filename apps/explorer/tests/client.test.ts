import { LongrangeError } from '@longrange/errors';
import { expect, it } from 'vitest';
import { Client, type WorkerPort } from '../src/client.ts';
import type { Answer, Question } from '../src/worker/protocol.ts';
import { connected } from './testing/page.ts';

/** Methods under names of the session's. */
const methods = {
  likely: (id: number) => [id, 'answer'],
  dependencies: async () => {
    throw new LongrangeError({ code: 'X', message: 'Expected a text, got none.', hint: 'give one.' });
  },
  async *write(upTo: number) {
    for (let i = 0; i < upTo; i++) yield i;
  },
};

it('answers, and hands on errors with their hints', async () => {
  const client = connected(methods);
  expect(await client.ask('likely', 7 as never, '' as never, 0)).toEqual([7, 'answer']);
  await expect(client.ask('dependencies', '')).rejects.toMatchObject({
    code: 'EXPLORER_WORKER',
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

it('fails a stream that throws after its first parts', async () => {
  const client = connected({
    async *write() {
      yield 1;
      throw new LongrangeError({ code: 'X', message: 'Expected more, got one.' });
    },
  });
  const parts: unknown[] = [];
  const { done } = client.stream('write', [] as never, (part) => parts.push(part));
  await expect(done).rejects.toThrow('Expected more, got one.');
  expect(parts).toEqual([1]);
});

it('says that a worker has ended to everyone who waits, and takes no answer that nobody waits for', async () => {
  const asked: Question[] = [];
  const worker: WorkerPort = { postMessage: (one) => asked.push(one), onmessage: null, onerror: null };
  const client = new Client(worker);
  const answer = (data: Answer) => worker.onmessage!({ data });
  const [first, second] = [client.ask('dependencies', 'a'), client.ask('dependencies', 'b')];
  answer({ id: 99, value: 'for nobody' });
  answer({ id: 1, value: [] });
  expect(await first).toEqual([]);
  const parts: unknown[] = [];
  const stream = client.stream('write', [] as never, (part) => parts.push(part));
  answer({ id: 3, part: 'wanted' });
  stream.stop();
  answer({ id: 3, part: 'on its way when it was stopped' });
  answer({ id: 3, value: undefined });
  await stream.done;
  expect(parts).toEqual(['wanted']);
  worker.onerror!({ message: 'out of memory' });
  await expect(second).rejects.toThrow('out of memory');
  expect(asked).toMatchObject([
    { id: 1, method: 'dependencies', given: ['a'] },
    { id: 2, method: 'dependencies', given: ['b'] },
    { id: 3, method: 'write', given: [] },
    { stop: 3 },
  ]);
});
