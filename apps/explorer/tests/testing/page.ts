import { MessageChannel } from 'node:worker_threads';
import type { CharacterModel } from '@longrange/model';
import { batch } from '@preact/signals';
import { expect, vi } from 'vitest';
import { Client, type WorkerPort } from '../../src/client.ts';
import { Explorer } from '../../src/state/explorer.ts';
import * as state from '../../src/state/state.ts';
import { type Port, serve } from '../../src/worker/serve.ts';
import { Session } from '../../src/worker/session.ts';
import { fileOf } from './toy-network.ts';

/** Returns a client of an object's methods, with messages that arrive asynchronously, like a worker's. */
export function connected(methods: object, started: Promise<unknown> = Promise.resolve()): Client {
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  port2.unref();
  serve(port2 as unknown as Port, methods, started);
  return new Client(port1 as unknown as WorkerPort);
}

/** Returns a page's actions on a new session, in which networks are open and have read a text. */
export async function openPage(text: string, ...models: CharacterModel[]): Promise<Explorer> {
  batch(() => {
    state.models.value = [];
    state.shown.value = [];
    state.held.value = null;
    state.text.value = text;
    state.places.value = [];
    state.view.value = 'memory';
    state.problem.value = null;
    state.pickedLanguage.value = null;
    state.readouts.value = [];
    state.pointed.value = null;
    state.likely.value = [];
    state.selection.value = { from: 0, to: 0 };
    state.dependencies.value = [];
    state.opener.value = null;
    state.hovered.value = null;
    state.otherType.value = null;
    state.memories.value = new Map();
    state.isFilling.value = false;
    state.filler.value = 'names';
    state.filled.value = [];
    state.surveys.value = [];
  });
  const explorer = new Explorer(() => connected(new Session()));
  state.languages.value = await explorer.client.ask('languages');
  for (const [index, model] of models.entries())
    await explorer.open(`network ${index + 1}`, [{ name: 'toy.safetensors', bytes: await fileOf(model) }]);
  explorer.show({ shown: models.length === 0 ? [] : [0] });
  await isRead();
  return explorer;
}

/** Waits until everything has been read. */
export function isRead(): Promise<void> {
  return vi.waitFor(() => expect(state.isReading.value).toBe(false), { timeout: 20_000 });
}

/** Bits of the first reader, or of the second. */
export function bitsShown(index = 0): number[] {
  return [...state.readouts.value[index]!.bits];
}

/** Replaces a stretch, as the editor does. */
export function edit(explorer: Explorer, from: number, to: number, by: string): void {
  const { value: text } = state.text;
  explorer.change(text.slice(0, from) + by + text.slice(to), [{ from, to, inserted: by.length }]);
}
